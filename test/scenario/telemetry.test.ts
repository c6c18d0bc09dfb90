// What a whole node tells of itself under load: rotated files, sampling, traces and metrics to a collector,
// and that none of it can stop a request.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { Agent, request } from "undici";
import { type Collector, startCollector, valuesOf } from "../harness/otlp-collector.ts";
import { freePorts, type Program, startProgram, testFolder } from "../harness/program.ts";

type Node = {
  readonly program: Program;
  readonly folder: string;
  readonly url: string;
  readonly admin: string;
};

async function startBackend(t: TestContext): Promise<number> {
  const server = createServer((req, res) => {
    res.statusCode = req.url?.endsWith("/broken") === true ? 500 : 200;
    res.end(JSON.stringify(req.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return address.port;
}

async function startNode(t: TestContext, telemetry: string): Promise<Node> {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const backend = await startBackend(t);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(
    file,
    `version: 1
node: { name: n1, workers: 2, drainTimeout: 5s }
admin: { port: ${adminPort} }
trustedHops: [127.0.0.1]
listeners:
  public: { address: 127.0.0.1, port: ${port} }
pools:
  backend:
    members: [{ url: http://127.0.0.1:${backend} }]
  dead:
    members: [{ url: http://127.0.0.1:9 }]
sites:
  api:
    hosts: ["*"]
    routes:
      proxy: { path: /proxy/*, target: { pool: backend } }
      dead: { path: /dead, target: { pool: dead } }
      hello: { path: /hello, target: { respond: { body: hello } } }
${telemetry}`,
  );
  const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
  await program.until(({ stderr }) => stderr.includes('"ready"'), "ready");
  return { program, folder, url: `http://127.0.0.1:${port}`, admin: `http://127.0.0.1:${adminPort}` };
}

async function load(t: TestContext, url: string, count: number): Promise<Map<number, number>> {
  const agent = new Agent({ connections: 16 });
  t.after(() => agent.destroy());
  const byStatus = new Map<number, number>();
  let sent = 0;
  const client = async (): Promise<void> => {
    while (sent < count) {
      const path = url.replace("{}", String(sent++));
      const { statusCode, body } = await request(path, { dispatcher: agent });
      await body.dump();
      byStatus.set(statusCode, (byStatus.get(statusCode) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  return byStatus;
}

async function metric(node: Node, sample: string): Promise<number> {
  const text = await (await fetch(`${node.admin}/metrics`)).text();
  const line = text.split("\n").find((each) => each.startsWith(`${sample} `));
  return Number(line?.slice(sample.length + 1));
}

const parsed = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

test("a file that rotates under load has the line of every request once, in order of its files", async (t) => {
  const node = await startNode(
    t,
    "accessLog: { sinks: [{ file: { path: access.log, rotate: { size: 64KiB, keep: 1000, compress: true } } }] }\n",
  );
  const byStatus = await load(t, `${node.url}/hello?n={}`, 6000);
  assert.deepEqual([...byStatus], [[200, 6000]]);
  node.program.kill("SIGTERM");
  assert.equal((await node.program.ended).code, 0);
  const names = readdirSync(node.folder).filter((name) => name.startsWith("access.log"));
  assert.ok(names.length > 10, names.join(" "));
  const texts = names.toSorted().map((name) => {
    const bytes = readFileSync(join(node.folder, name));
    return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
  });
  for (const text of texts) assert.ok(text.endsWith("\n") && text.length <= 64 * 1024, String(text.length));
  const targets = texts.flatMap(parsed).map((line) => line["requestTarget"]);
  assert.equal(targets.length, 6000);
  assert.equal(new Set(targets).size, 6000);
});

test("sampling keeps a share of the successes and every refusal, and counts are restored from the lines", async (t) => {
  const node = await startNode(t, "accessLog: { sink: access.log, sample: 10%, sampleSlowerThan: 20s }\n");
  await load(t, `${node.url}/hello?n={}`, 4000);
  await load(t, `${node.url}/nowhere?n={}`, 300);
  const path = join(node.folder, "access.log");
  const sampledOut = () => metric(node, "portcullis_access_lines_sampled_out_total");
  const read = () => (existsSync(path) ? parsed(readFileSync(path, "latin1")) : []);
  const skipped = await sampledOut();
  await node.program.until(() => read().length + skipped === 4300, "written");
  const lines = read();
  assert.equal(lines.filter(({ status }) => status === 404).length, 300);
  const kept = lines.filter(({ status }) => status === 200);
  assert.ok(kept.length > 280 && kept.length < 520, String(kept.length));
  assert.ok(kept.every(({ sampleRate }) => sampleRate === 0.1));
  assert.equal(
    await metric(node, 'portcullis_requests_total{site="api",route="hello",status_class="2xx"}'),
    4000,
  );
});

const otlp = (collector: Collector, more = ""): string =>
  `accessLog: { sink: access.log, sample: 0 }\n` +
  `telemetry:\n  traces: { sampleRatio: 0.5 }\n` +
  `  otlp: { endpoint: "${collector.endpoint}", headers: { x-token: abc }, metricInterval: 1s${more} }\n`;

test("sampled requests become spans: the request's and the backend's, joined to their parent", async (t) => {
  const collector = await startCollector(t);
  const node = await startNode(t, otlp(collector));
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const parent = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, "user-agent": "tester" };
  const reply = await fetch(`${node.url}/proxy/orders?token=secret&limit=2`, { headers: parent });
  const seen: Record<string, string> = JSON.parse(await reply.text());
  await fetch(`${node.url}/dead`, { headers: parent });
  await node.program.until(() => collector.spans.length >= 4, "exported");
  assert.deepEqual(collector.flaws, []);
  const [server, client] = [2, 3].map((kind) =>
    collector.spans.find(
      (span) => span.kind === kind && valuesOf(span.attributes)["url.path"] === "/proxy/orders",
    ),
  );
  assert.ok(server !== undefined && client !== undefined);
  assert.deepEqual([server.traceId, server.parentSpanId], [trace, "00f067aa0ba902b7"]);
  assert.deepEqual([client.traceId, client.parentSpanId], [trace, server.spanId]);
  assert.equal(seen["traceparent"], `00-${trace}-${client.spanId}-01`);
  assert.equal(seen["tracestate"], `portcullis=${client.spanId}`);
  assert.equal(server.name, "GET /proxy/*");
  const values = valuesOf(server.attributes);
  assert.equal(values["http.request.method"], "GET");
  assert.equal(values["http.route"], "/proxy/*");
  assert.equal(values["http.response.status_code"], "200");
  assert.equal(values["url.query"], "token=[scrubbed]&limit=2");
  assert.equal(values["url.scheme"], "http");
  assert.equal(values["client.address"], "127.0.0.1");
  assert.equal(values["network.protocol.version"], "1.1");
  assert.equal(values["user_agent.original"], "tester");
  assert.equal(values["server.address"], "127.0.0.1");
  assert.ok(BigInt(client.startTimeUnixNano) >= BigInt(server.startTimeUnixNano));
  assert.ok(BigInt(client.endTimeUnixNano) <= BigInt(server.endTimeUnixNano) + 2_000_000n);
  const dead = collector.spans.filter(({ attributes }) => valuesOf(attributes)["url.path"] === "/dead");
  for (const { attributes, status } of dead) {
    assert.equal(status.code, 2);
    assert.match(valuesOf(attributes)["error.type"] ?? "", /^[a-z-]+$/);
  }
  const refused = valuesOf(dead.find(({ kind }) => kind === 2)?.attributes ?? []);
  assert.equal(refused["portcullis.stage"], "forward");
  assert.equal(collector.resource["service.name"], "portcullis");
  assert.equal(collector.resource["service.instance.id"], "n1");
  assert.ok(collector.headers.every((headers) => headers["x-token"] === "abc"));
});

test("about the configured share of new traces is sampled, and each of them has its access line", async (t) => {
  const collector = await startCollector(t);
  const node = await startNode(t, otlp(collector));
  await load(t, `${node.url}/hello?n={}`, 1000);
  const lines = () => parsed(readFileSync(join(node.folder, "access.log"), "latin1"));
  await node.program.until(
    () => collector.spans.length > 0 && collector.spans.length === lines().length,
    "exported",
  );
  assert.deepEqual(collector.flaws, []);
  assert.ok(collector.spans.length > 400 && collector.spans.length < 600, String(collector.spans.length));
  const bySpan = new Map(lines().map((line) => [line["span"], line]));
  for (const { spanId, traceId } of collector.spans) {
    assert.equal(String(bySpan.get(spanId)?.["traceparent"]).split("-")[1], traceId);
  }
});

test("metrics arrive as the exposition has them", async (t) => {
  const collector = await startCollector(t);
  const node = await startNode(t, otlp(collector));
  await load(t, `${node.url}/hello?n={}`, 200);
  const named = (name: string) => collector.metrics.find((each) => each.name === name);
  const requests = (): number =>
    named("portcullis_requests_total")
      ?.sum?.dataPoints.filter(({ attributes }) => valuesOf(attributes)["route"] === "hello")
      .reduce((sum, point) => sum + (point.asDouble ?? 0), 0) ?? 0;
  await node.program.until(() => requests() === 200, "exported");
  assert.deepEqual(collector.flaws, []);
  const durations = named("portcullis_request_duration_seconds");
  assert.equal(durations?.unit, "s");
  const hello = durations?.histogram?.dataPoints.find(
    ({ attributes }) => valuesOf(attributes)["route"] === "hello",
  );
  assert.equal(hello?.count, "200");
  assert.equal(
    hello?.bucketCounts?.reduce((sum, count) => sum + Number(count), 0),
    200,
  );
  assert.equal(named("portcullis_workers")?.gauge?.dataPoints.length, 2);
});

test("a collector that is busy gets its spans later; one that is down costs spans, counted, and no request", async (t) => {
  const collector = await startCollector(t);
  collector.answers.push({ status: 503, headers: { "retry-after": "1" } }, { status: 429 });
  const node = await startNode(t, otlp(collector, ", signals: [traces], queue: 50"));
  const sampled = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };
  await fetch(`${node.url}/hello`, { headers: sampled });
  await node.program.until(() => collector.spans.length === 1, "exported after all");
  assert.equal(await metric(node, 'portcullis_otlp_exported_total{signal="traces"}'), 1);

  collector.answers.push(...Array.from({ length: 100 }, () => ({ status: 503 })));
  const byStatus = await load(t, `${node.url}/hello?n={}`, 1000);
  assert.deepEqual([...byStatus], [[200, 1000]]);
  const dropped = () => metric(node, 'portcullis_otlp_dropped_total{signal="traces"}');
  await node.program.until(async () => (await dropped()) > 300, "counted");
  node.program.kill("SIGTERM");
  assert.equal((await node.program.ended).code, 0);
});

test("what a collector refuses for good is not sent again", async (t) => {
  const collector = await startCollector(t);
  collector.answers.push({ status: 400 });
  const partial = '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}';
  collector.answers.push({ status: 200, body: partial });
  const node = await startNode(t, otlp(collector, ", signals: [traces]"));
  const sampled = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };
  const dropped = () => metric(node, 'portcullis_otlp_dropped_total{signal="traces"}');
  await fetch(`${node.url}/hello`, { headers: sampled });
  await node.program.until(async () => (await dropped()) === 1, "dropped");
  assert.equal(collector.headers.length, 1);
  await fetch(`${node.url}/hello`, { headers: sampled });
  await node.program.until(async () => (await dropped()) === 2, "told of");
  assert.equal(collector.headers.length, 2);
});
