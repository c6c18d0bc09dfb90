// A policy that only detects changes nothing: what the backend and the client get is the same, byte for byte,
// as without it, whatever its rules find.

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { gzipSync } from "node:zlib";
import { H2Client } from "../harness/h2-client.ts";
import { answering } from "../harness/raw-backend.ts";
import { exchangeRaw, pause, type RawOptions, statusOf } from "../harness/raw-client.ts";
import { readRequests } from "../harness/request-reader.ts";
import { startWafGateway, type WafGatewayOptions } from "../harness/waf-gateway.ts";

/** Minds everything, at every place at which something could be changed. */
const rules = `
SecAction "id:1,phase:1,deny,status:403,log,msg:'one'"
SecRule REQUEST_URI "@rx ." "id:2,phase:1,drop,log"
SecRule REQUEST_HEADERS "@rx ." "id:3,phase:1,redirect:https://other.example/,log"
SecRule ARGS|REQUEST_BODY "@rx ." "id:4,phase:2,deny,log,capture,setvar:tx.a=%{TX.0}"
SecAction "id:5,phase:3,deny,log"
SecRule RESPONSE_BODY "@rx ." "id:6,phase:4,deny,log"
SecAction "id:7,phase:5,deny,log"
`;

const policy = "mode: detection, requestBody: { limit: 1KiB }, responseBody: { inspect: true, limit: 1KiB }";

const echo = answering((request) => {
  const body = request.includes("/long") ? "y".repeat(5000) : "an answer";
  return `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Own: 1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
});

type Sent = { readonly parts: string | readonly string[]; readonly options?: RawOptions };

/** What the backend got and what the client got, without what is each request's own. */
async function through(t: TestContext, sent: Sent, more: Partial<WafGatewayOptions>) {
  const gateway = await startWafGateway(t, echo, { rules, policy, ...more });
  const { bytes } = await exchangeRaw(gateway.port, sent.parts, { waitMs: 4000, ...sent.options });
  await gateway.recorded(1);
  const strip = (text: string): string =>
    text
      .replace(/^(X-Request-Id|traceparent|Date): .*\r\n/gim, "")
      .replace(/^Host: 127\.0\.0\.1:\d+/gim, "Host: up");
  return { backend: strip(gateway.backend.received()), client: strip(bytes), gateway };
}

const head = (line: string, fields: readonly string[]): string =>
  `${[line, "Host: a.example", "Connection: close", ...fields].join("\r\n")}\r\n\r\n`;

const big = "z=attack&".repeat(20_000);
const packed = gzipSync(Buffer.from("a=attack&".repeat(100))).toString("latin1");
const chunked = "4\r\na=at\r\n5\r\ntack&\r\n0\r\n";

const cases: readonly (readonly [string, Sent])[] = [
  ["a GET", { parts: head("GET /?q=attack HTTP/1.1", ["Cookie: a=attack", "X-Odd:  b  "]) }],
  ["a HEAD", { parts: head("HEAD /?q=attack HTTP/1.1", []) }],
  ["a long answer", { parts: head("GET /long?q=attack HTTP/1.1", []) }],
  ["a body with a length", { parts: `${head("POST / HTTP/1.1", ["Content-Length: 8"])}a=attack` }],
  ["a body in chunks", { parts: `${head("POST / HTTP/1.1", ["Transfer-Encoding: chunked"])}${chunked}\r\n` }],
  [
    "a body in chunks with a trailer",
    { parts: `${head("POST / HTTP/1.1", ["Transfer-Encoding: chunked"])}${chunked}X-T: 1\r\n\r\n` },
  ],
  [
    "a body that is longer than what is looked at",
    {
      parts: [
        head("POST / HTTP/1.1", [`Content-Length: ${big.length}`]),
        big.slice(0, 70_000),
        big.slice(70_000),
      ],
    },
  ],
  [
    "a body that comes slowly",
    {
      parts: [head("POST / HTTP/1.1", ["Content-Length: 8"]), "a", "=at", "tack"],
      options: { pauseMs: 60 },
    },
  ],
  [
    "a coded body",
    {
      parts: `${head("POST / HTTP/1.1", ["Content-Encoding: gzip", `Content-Length: ${packed.length}`])}${packed}`,
    },
  ],
  [
    "a body that is not what it says it is",
    {
      parts: `${head("POST / HTTP/1.1", ["Content-Type: application/json", "Content-Length: 8"])}{"a":att`,
    },
  ],
];

describe("a policy in detection", () => {
  for (const [name, sent] of cases) {
    it(`changes nothing of ${name}, and logs what it found`, async (t) => {
      const without = await through(t, sent, { hasPolicy: false });
      const within = await through(t, sent, {});
      assert.equal(within.client, without.client);
      assert.equal(statusOf(within.client), 200);
      const [a, b] = [readRequests(within.backend), readRequests(without.backend)];
      const bodyOf = ({ requests }: typeof a) => requests.map(({ body, trailers }) => ({ body, trailers }));
      assert.deepEqual(bodyOf(a), bodyOf(b));
      const fieldsOf = ({ requests }: typeof a) =>
        requests.map(({ method, target, fields }) => ({ method, target, fields }));
      assert.deepEqual(fieldsOf(a), fieldsOf(b));
      const [record] = await within.gateway.recorded(1);
      assert.equal(record?.endStage, "");
      assert.ok((record?.wafRules.length ?? 0) >= 5, String(record?.wafRules));
      assert.ok(within.gateway.wafLines.length > 0);
    });
  }

  it("asks a client that waits for leave as it would be asked without it", async (t) => {
    const fields = ["Expect: 100-continue", "Content-Length: 8"];
    const parts = [head("POST / HTTP/1.1", fields), "a=attack"];
    const without = await through(t, { parts, options: { pauseMs: 200 } }, { hasPolicy: false });
    const within = await through(t, { parts, options: { pauseMs: 200 } }, {});
    assert.match(within.client, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    assert.equal(within.client, without.client);
    assert.deepEqual(
      readRequests(within.backend).requests.map(({ body }) => body),
      ["a=attack"],
    );
  });

  it("changes nothing of a request over HTTP/2", async (t) => {
    const seen: string[] = [];
    for (const hasPolicy of [false, true]) {
      const listener = "http2: true";
      const gateway = await startWafGateway(t, echo, { rules, policy, hasPolicy, listener });
      const client = new H2Client(gateway.port);
      t.after(() => client.close());
      const fields = { ":method": "POST", ":path": "/?q=attack", ":authority": "a.example" };
      const answer = await client.ask(fields, ["a=at", "tack".repeat(900)], { "x-t": "1" });
      assert.equal(answer.status, 200);
      const { requests } = readRequests(gateway.backend.received());
      const own = /^(?:x-request-id|traceparent):/i;
      const plain = requests.map((each) => ({
        ...each,
        fields: each.fields.filter((field) => !own.test(field)),
      }));
      seen.push(JSON.stringify([plain, answer.body]));
      if (!hasPolicy) continue;
      const [record] = await gateway.recorded(1);
      assert.ok((record?.wafRules.length ?? 0) >= 5);
    }
    assert.equal(seen[1], seen[0]);
  });

  it("leaves a connection as usable as it was", async (t) => {
    const gateway = await startWafGateway(t, echo, { rules, policy });
    const one = "POST /?q=attack HTTP/1.1\r\nHost: a.example\r\nContent-Length: 8\r\n\r\na=attack";
    const last = one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    const { bytes } = await exchangeRaw(gateway.port, [one + one, last]);
    assert.equal(bytes.match(/HTTP\/1\.1 200 OK/g)?.length, 3);
    await pause(5);
  });
});
