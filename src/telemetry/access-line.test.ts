import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { accessLine, droppedLinesLine, lineOrigin } from "./access-line.ts";
import type { AccessRecord } from "./access-record.ts";
import { plainAccessRules } from "./access-rules.ts";

const plain: AccessRecord = {
  startedAtMs: Date.UTC(2026, 10, 21, 8, 19, 0, 7),
  requestId: "01JD4Z9K3W8E2M5N7P0Q",
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  spanId: "",
  parentSpanId: "",
  isTraceForeign: false,
  scheme: "http",
  listener: "public",
  site: "default",
  route: "orders",
  target: "pool:orders",
  member: "127.0.0.1:9001",
  clientAddress: "203.0.113.9",
  country: "",
  bot: "",
  botName: "",
  peerAddress: "10.0.0.2",
  peerPort: 51234,
  tlsVersion: "TLSv1.3",
  serverName: "api.example.com",
  ja4: "t13d1516h2_8daaf6152771_e5627efa2ab1",
  method: "GET",
  host: "api.example.com",
  rawTarget: "/external/orders?limit=2&token=abc",
  path: "/external/orders",
  protocol: "HTTP/1.1",
  status: 200,
  endStage: "",
  reason: "",
  detail: "",
  edgeRules: [],
  edgeRulesDry: [],
  shapedMs: 0,
  tags: [],
  wafPolicy: "",
  wafRules: [],
  apiCall: undefined,
  wafScore: -1,
  wafBodyInspected: false,
  requestBytes: 412,
  responseBytes: 1030,
  totalMs: 1.2345,
  upstreamMs: 0.8,
  forwardedAfterMs: 0.1,
  attempts: 1,
  grpcStatus: "",
  userAgent: "curl/8.5.0",
  referer: "https://joe:pw@app.example.com/",
  requestHeader: () => undefined,
  responseHeader: () => undefined,
};

const malformed: AccessRecord = {
  ...plain,
  tlsVersion: "",
  serverName: "",
  ja4: "",
  traceparent: "",
  site: "",
  route: "",
  target: "",
  member: "",
  method: "",
  host: "",
  rawTarget: "",
  path: "",
  protocol: "",
  status: 400,
  endStage: "read",
  reason: "request-line-malformed",
  detail: 'byte "\x00" at 3',
  upstreamMs: -1,
  attempts: 0,
  grpcStatus: "",
  userAgent: "",
  referer: "",
};

const origin = lineOrigin("node-1", 3);

test("chosen headers stand in the line, scrubbed, and a span's members in that of a sampled trace", () => {
  const rules = {
    ...plainAccessRules,
    requestHeaders: ["x-tenant", "x-none"],
    responseHeaders: ["location"],
  };
  const values: Record<string, string> = { "x-tenant": 'a"b', location: "/login?token=abc" };
  const headerOf = (key: string): string | undefined => values[key];
  const sampled = { ...plain, spanId: "b7ad6b7169203331", parentSpanId: "00f067aa0ba902b7" };
  const line = accessLine(
    { ...sampled, requestHeader: headerOf, responseHeader: headerOf },
    origin,
    rules,
    0.25,
  );
  assert.ok(
    line.endsWith(
      ',"requestHeaders":{"x-tenant":"a\\"b"},"responseHeaders":{"location":"/login?token=[scrubbed]"},' +
        '"span":"b7ad6b7169203331","parentSpan":"00f067aa0ba902b7","scheme":"http","forwardedAfterMs":0.100,' +
        '"sampleRate":0.25}\n',
    ),
    line,
  );
  assert.doesNotThrow(() => JSON.parse(line));
});

test("scrub rules of the operator reach target, path and referer", () => {
  const scrub = { parameters: new Set(["iban"]), paths: ["/invite"] };
  const record = {
    ...plain,
    rawTarget: "/x/../%49nvite/abc?I-Ban=DE1&limit=2",
    path: "/invite/abc",
    referer: "https://app.example.com/invite/def?iban=1",
  };
  const read = JSON.parse(accessLine(record, origin, { ...plainAccessRules, scrub }));
  assert.equal(read.requestTarget, "/invite/[scrubbed]?I-Ban=[scrubbed]&limit=2");
  assert.equal(read.path, "/invite/[scrubbed]");
  assert.equal(read.referer, "https://app.example.com/invite/[scrubbed]?iban=[scrubbed]");
});

test("writes a forwarded request as one line with every field", () => {
  assert.equal(
    accessLine(plain, origin),
    '{"ts":"2026-11-21T08:19:00.007Z","id":"01JD4Z9K3W8E2M5N7P0Q",' +
      '"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","node":"node-1","worker":3,' +
      '"listener":"public","site":"default","route":"orders","target":"pool:orders","member":"127.0.0.1:9001",' +
      '"client":"203.0.113.9","peer":"10.0.0.2","peerPort":51234,"tlsVersion":"TLSv1.3","sni":"api.example.com",' +
      '"ja4":"t13d1516h2_8daaf6152771_e5627efa2ab1","method":"GET","host":"api.example.com",' +
      '"requestTarget":"/external/orders?limit=2&token=[scrubbed]","path":"/external/orders",' +
      '"protocol":"HTTP/1.1","status":200,"requestBytes":412,"responseBytes":1030,"totalMs":1.235,' +
      '"upstreamMs":0.800,"attempts":1,"userAgent":"curl/8.5.0",' +
      '"referer":"https://[scrubbed]@app.example.com/"}\n',
  );
});

test("leaves out what a malformed request does not have", () => {
  assert.equal(
    accessLine(malformed, origin),
    '{"ts":"2026-11-21T08:19:00.007Z","id":"01JD4Z9K3W8E2M5N7P0Q","node":"node-1","worker":3,' +
      '"listener":"public","client":"203.0.113.9","peer":"10.0.0.2","peerPort":51234,"status":400,' +
      '"stage":"read","reason":"request-line-malformed","detail":"byte \\"\\u0000\\" at 3",' +
      '"requestBytes":412,"responseBytes":1030,"totalMs":1.235}\n',
  );
});

test("says in a line of its own how many lines were dropped", () => {
  const line = droppedLinesLine(Date.UTC(2026, 0, 1), origin, 12, Date.UTC(2025, 11, 31, 23, 59, 58));
  assert.deepEqual(JSON.parse(line), {
    ts: "2026-01-01T00:00:00.000Z",
    event: "access-lines-dropped",
    node: "node-1",
    worker: 3,
    count: 12,
    since: "2025-12-31T23:59:58.000Z",
  });
});

test("dates lines right whatever the order of their times", () => {
  for (const atMs of [1000.9, 999, 5_999_999.999, 1000, 0, Date.UTC(2099, 11, 31, 23, 59, 59, 999)]) {
    const line = accessLine({ ...plain, startedAtMs: atMs }, origin);
    assert.equal(JSON.parse(line).ts, new Date(Math.floor(atMs)).toISOString());
  }
});

test("cuts a value that would fill the ring, and says how much is missing", () => {
  const line = accessLine({ ...plain, userAgent: "\xff".repeat(10_000) }, origin);
  assert.equal(JSON.parse(line).userAgent, `${"\xff".repeat(8192)}[cut 1808]`);
});

test("writes the fields that the reference page lists, in its order", () => {
  const page = readFileSync(new URL("../../docs/reference/access-log.md", import.meta.url), "utf8");
  const rows = page.match(/^\| `.*? \|/gm) ?? [];
  const documented = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, field]) => field));
  const record = { ...plain, spanId: "b7ad6b7169203331", parentSpanId: "00f067aa0ba902b7" };
  const ended = {
    ...record,
    country: "BR",
    bot: "unknown",
    botName: "curl",
    grpcStatus: "14",
    endStage: "forward",
    reason: "connect-refused",
    detail: "x",
    apiCall: { api: "shop", operation: "get-order", product: "partners", subscription: "one" },
    edgeRules: ["shut"],
    edgeRulesDry: ["tried"],
    shapedMs: 1234.56,
    tags: ["seen"],
  } as const;
  const withHeader = { ...ended, requestHeader: () => "a", responseHeader: () => "b" };
  const rules = { ...plainAccessRules, requestHeaders: ["x-a"], responseHeaders: ["x-b"] };
  const line = accessLine(withHeader, origin, rules, 0.5);
  assert.deepEqual(documented, Object.keys(JSON.parse(line)));
});

const bytes = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
});

test("is one line of ASCII that reads back as it was, whatever bytes a client sends", () => {
  const fields = fc.record({ userAgent: bytes, detail: bytes, host: bytes, method: bytes, route: bytes });
  fc.assert(
    fc.property(fields, fc.double({ min: 0, max: 1e7, noNaN: true }), (values, totalMs) => {
      const line = accessLine({ ...plain, ...values, totalMs }, origin);
      assert.match(line, /^[ -~]+\n$/);
      const read = JSON.parse(line);
      for (const [name, value] of Object.entries(values)) assert.equal(read[name] ?? "", value);
      assert.ok(Math.abs(read.totalMs - totalMs) <= 0.0011);
    }),
  );
});

test("stays one line of JSON when the hostile bytes stand in URLs", () => {
  fc.assert(
    fc.property(bytes, bytes, bytes, (rawTarget, referer, path) => {
      const line = accessLine({ ...plain, rawTarget, referer, path }, origin);
      assert.match(line, /^[ -~]+\n$/);
      assert.equal(JSON.parse(line).id, plain.requestId);
    }),
  );
});
