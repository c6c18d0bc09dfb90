// The policy llm-content-safety over the wire: a local service that speaks Azure AI Content Safety's
// interface, found by the backend's id and asked through the egress client; prompts, completions and streams.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { productEngines } from "#gateway/pipeline.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import { noPolicies } from "#snapshot/policy-spec.ts";
import type { PoolSpec } from "#snapshot/snapshot.ts";
import { member, pool, route, site, startGateway, testRetry } from "../harness/gateway.ts";
import { exchangeRaw, pause } from "../harness/raw-client.ts";
import { documentOf } from "../harness/run-document.ts";

type Seen = { readonly url: string; readonly key: string; readonly body: string };

/** Objects to "bad"; a model answers "hello". @param most questions that it answers; 503 then */
async function serve(
  t: TestContext,
  most = Number.POSITIVE_INFINITY,
): Promise<{ port: number; seen: Seen[]; stop: () => void }> {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const { url = "", headers } = req;
      seen.push({ url, key: String(headers["ocp-apim-subscription-key"]), body });
      if (seen.length > most) res.statusCode = 503;
      const severity = body.includes("bad") ? 6 : 0;
      const verdict = { blocklistsMatch: [], categoriesAnalysis: [{ category: "Violence", severity }] };
      res.end(url.includes("text:analyze") ? JSON.stringify(verdict) : "hello");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  t.after(stop);
  // Of TCP, so that it is no text.
  return { port: (server.address() as AddressInfo).port, seen, stop };
}

const safety = (attributes = ""): string =>
  `<llm-content-safety backend-id="safety" ${attributes}>` +
  `<categories><category name="Violence" threshold="4" /></categories></llm-content-safety>`;

async function gatewayOf(t: TestContext, modelPort: number, service: number | PoolSpec, text: string) {
  const features = { ...noFeatures, policy: { file: "policy.xml", text } };
  const key = { name: "Ocp-Apim-Subscription-Key", values: ["s3cret"] };
  const credentials = { headers: [key], query: [{ name: "t", values: ["a b"] }], authorization: undefined };
  const gateway = await startGateway(
    {
      pools: [pool("up", [modelPort]), typeof service === "number" ? pool("service", [service]) : service],
      sites: [site([route("/*", { kind: "pool", pool: "up" }, { features })])],
      policies: { ...noPolicies, backends: [{ id: "safety", pool: "service", basePath: "/v", credentials }] },
    },
    productEngines,
  );
  t.after(() => gateway.close());
  const ask = async (prompt: string): Promise<string> => {
    const body = JSON.stringify({ messages: [{ role: "user", content: prompt }] });
    const head = `POST /chat HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
    return (await exchangeRaw(gateway.port, head + body, { halfClose: false })).bytes;
  };
  return { ask, gateway };
}

it("judges prompts before the model gets them, and lets none through while the service is down", async (t) => {
  const model = await serve(t);
  const service = await serve(t);
  const { ask } = await gatewayOf(
    t,
    model.port,
    service.port,
    documentOf({ inbound: `<base />${safety()}` }),
  );
  assert.match(await ask("good"), /^HTTP\/1\.1 200 [^]*hello/);
  assert.deepEqual(service.seen, [
    {
      url: "/v/contentsafety/text:analyze?api-version=2024-09-01&t=a%20b",
      key: "s3cret",
      body: `{"text":"good","categories":["Violence"],"outputType":"FourSeverityLevels"}`,
    },
  ]);
  // The key is the service's: the model does not get it.
  assert.deepEqual([model.seen.length, model.seen[0]?.key], [1, "undefined"]);
  assert.match(await ask("bad"), /^HTTP\/1\.1 403 [^]*Request failed content safety check\./);
  service.stop();
  assert.match(await ask("good"), /^HTTP\/1\.1 500 [^]*Content safety could not be checked\./);
  assert.equal(model.seen.length, 1);
});

/** A model that writes its answer word by word. */
async function writing(t: TestContext, words: readonly string[]): Promise<number> {
  const server = createServer((_req, res) => {
    res.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
    const write = async (): Promise<void> => {
      for (const word of words) {
        await pause(10);
        res.write(eventOf(word));
      }
      res.end("data: [DONE]\n\n");
    };
    void write();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  // Of TCP, so that it is no text.
  return (server.address() as AddressInfo).port;
}

const eventOf = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const textOf = (service: { seen: readonly Seen[] }): readonly string[] =>
  service.seen.map(({ body }) => String(JSON.parse(body).text));

for (const [what, document, prompts] of [
  ["in outbound", documentOf({ outbound: safety(`window-size="12"`) }), 0],
  [
    "that inbound asks to judge",
    documentOf({ inbound: `<base />${safety(`enforce-on-completions="true" window-size="12"`)}` }),
    1,
  ],
] as const) {
  describe(`a stream ${what}`, () => {
    it("comes whole where nothing is objected to, window by window", async (t) => {
      const words = ["one", " two", " three", " four"];
      const service = await serve(t);
      const { ask, gateway } = await gatewayOf(t, await writing(t, words), service.port, document);
      const answer = await ask("go");
      assert.match(answer, /^HTTP\/1\.1 200 [^]*\r\n0\r\n\r\n$/);
      for (const word of words) assert.ok(answer.includes(eventOf(word)));
      assert.ok(answer.includes("data: [DONE]"));
      assert.deepEqual(textOf(service).slice(prompts), ["one two", " three four"]);
      assert.deepEqual(gateway.defects, []);
    });

    it("is cut where the service objects: what is written there, in two pieces too, goes to nobody", async (t) => {
      const service = await serve(t);
      const model = await writing(t, ["good words,", " b", "ad", " ones"]);
      const { ask, gateway } = await gatewayOf(t, model, service.port, document);
      const answer = await ask("go");
      assert.match(answer, /^HTTP\/1\.1 200 /);
      assert.ok(answer.includes(eventOf("good words,")));
      for (const piece of [eventOf(" b"), eventOf("ad"), "[DONE]"]) assert.ok(!answer.includes(piece));
      assert.doesNotMatch(answer, /\r\n0\r\n\r\n$/);
      const [line] = await gateway.recorded(1);
      assert.deepEqual([line?.status, line?.reason], [200, "completion-withheld"]);
      assert.match(
        line?.detail ?? "",
        /^llm-content-safety\[1\]: ContentSafetyViolation: .*Violence of severity 6/,
      );
      assert.deepEqual(gateway.defects, []);
    });

    it("is cut where the service does not answer", async (t) => {
      const service = await serve(t, prompts);
      const model = await writing(t, ["good words,", " more"]);
      const { ask, gateway } = await gatewayOf(t, model, service.port, document);
      assert.ok(!(await ask("go")).includes("good words"));
      const [line] = await gateway.recorded(1);
      assert.equal(line?.reason, "completion-unjudged");
      assert.match(line?.detail ?? "", /ContentSafetyFailure: .*the service answers 503/);
      assert.deepEqual(gateway.defects, []);
    });
  });
}

it("judges a completion before any of it leaves, and answers in its place", async (t) => {
  const service = await serve(t);
  const model = createServer((_req, res) => res.end(JSON.stringify({ choices: [{ text: "bad" }] })));
  await new Promise<void>((resolve) => model.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    model.closeAllConnections();
    model.close();
  });
  const { port } = model.address() as AddressInfo;
  const document = documentOf({ outbound: safety() });
  const { ask, gateway } = await gatewayOf(t, port, service.port, document);
  assert.match(await ask("go"), /^HTTP\/1\.1 403 [^]*Request failed content safety check\./);
  assert.equal((await gateway.recorded(1))[0]?.reason, "policy-refused");
});

describe("of a pool of services", () => {
  const document = documentOf({ inbound: `<base />${safety()}` });
  const started = async (
    t: TestContext,
    change: (ports: readonly number[]) => Partial<PoolSpec>,
    most?: number,
  ) => {
    const model = await serve(t);
    const services = [await serve(t, most), await serve(t)] as const;
    const ports = services.map(({ port }) => port);
    const { ask, gateway } = await gatewayOf(t, model.port, pool("service", ports, change(ports)), document);
    const asked = async (): Promise<readonly [status: string, first: number, second: number]> => {
      const status = (await ask("good")).slice(9, 12);
      return [status, services[0].seen.length, services[1].seen.length];
    };
    return { gateway, asked, services };
  };

  it("each is asked in turn", async (t) => {
    const { asked } = await started(t, () => ({}));
    await asked();
    await asked();
    await asked();
    assert.deepEqual(await asked(), ["200", 2, 2]);
  });

  it("the ones of the lowest priority number are asked while they are there, then the others", async (t) => {
    const { asked, services, gateway } = await started(t, ([first = 0, second = 0]) => ({
      members: [member("127.0.0.1", first, { priority: 1 }), member("127.0.0.1", second, { priority: 2 })],
      ejectAfterFailures: 1,
      ejectionMs: 60_000,
    }));
    await asked();
    assert.deepEqual(await asked(), ["200", 2, 0]);
    services[0].stop();
    // The question that finds it gone goes on to the other one, and the next ones go there at once.
    assert.deepEqual(await asked(), ["200", 2, 1]);
    assert.deepEqual(await asked(), ["200", 2, 2]);
    const name = `service 127.0.0.1:${services[0].port}`;
    assert.deepEqual(gateway.events, [
      `${name} ejected`,
      `${name} failed connect-refused`,
      "service retried",
    ]);
  });

  it("one whose circuit breaker is open is not asked, and where all are nothing is let through", async (t) => {
    const { asked, gateway } = await started(
      t,
      ([first = 0]) => ({
        members: [member("127.0.0.1", first)],
        breaker: {
          ...{ failures: 1, percentage: 0, minimumRequests: 0, intervalMs: 60_000, reasons: [] },
          ...{
            statuses: [{ from: 500, to: 599 }],
            tripMs: 60_000,
            acceptsRetryAfter: false,
            maxTripMs: 60_000,
          },
        },
      }),
      0,
    );
    assert.deepEqual(await asked(), ["500", 1, 0]);
    assert.deepEqual(await asked(), ["500", 1, 0]);
    const [, line] = await gateway.recorded(2);
    assert.match(line?.detail ?? "", /ContentSafetyFailure: .*the circuit breaker of every member is open/);
  });

  it("another is asked where the pool asks again after such an answer", async (t) => {
    const retry = { ...testRetry, methods: ["POST"], statuses: [{ from: 503, to: 503 }] };
    const { asked } = await started(t, () => ({ retry }), 0);
    assert.deepEqual(await asked(), ["200", 1, 1]);
  });

  it("one that breaks off failed, and is not asked twice", async (t) => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    t.after(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const { port } = silent.address() as AddressInfo;
    const model = await serve(t);
    const { ask, gateway } = await gatewayOf(t, model.port, pool("service", [port]), document);
    setTimeout(() => silent.closeAllConnections(), 50);
    assert.match(await ask("good"), /^HTTP\/1\.1 500 /);
    assert.deepEqual(gateway.events, [`service 127.0.0.1:${port} failed upstream-reset`]);
  });
});
