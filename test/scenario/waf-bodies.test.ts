// Bodies before the WAF: limits, codings, what cannot be read, responses, and streams that are looked at by
// their head alone.

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { answering, OK } from "../harness/raw-backend.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { readRequests } from "../harness/request-reader.ts";
import { startWafGateway, type WafGatewayOptions, wordRules } from "../harness/waf-gateway.ts";

function post(body: string, fields: readonly string[] = []): string {
  const lines = ["POST / HTTP/1.1", "Host: a.example", "Connection: close", `Content-Length: ${body.length}`];
  return `${[...lines, ...fields].join("\r\n")}\r\n\r\n${body}`;
}

const FORM = "Content-Type: application/x-www-form-urlencoded";

async function send(
  t: TestContext,
  bytes: string | readonly string[],
  options: Partial<WafGatewayOptions> = {},
) {
  const gateway = await startWafGateway(t, answering(OK), { rules: wordRules, ...options });
  const { bytes: answer } = await exchangeRaw(gateway.port, bytes);
  const [record] = await gateway.recorded(1);
  const forwarded = readRequests(gateway.backend.received()).requests;
  return {
    status: statusOf(answer),
    reason: record?.reason,
    rules: record?.wafRules,
    record,
    forwarded,
    gateway,
  };
}

describe("a body that is longer than the policy looks at", () => {
  const long = `a=${"x".repeat(4000)}&b=attack`;
  const limited = "requestBody: { limit: 1KiB, overLimit: block }";
  const passing = "requestBody: { limit: 1KiB, overLimit: pass }";
  const chunks = [
    `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${FORM}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    `800\r\n${"x".repeat(2048)}\r\n`,
    `800\r\n${"x".repeat(2048)}\r\n0\r\n\r\n`,
  ];

  it("is refused where the policy says so, by its length at once", async (t) => {
    const seen = await send(t, post(long, [FORM]), { policy: limited });
    assert.deepEqual([seen.status, seen.reason], [413, "waf-body-too-large"]);
    assert.deepEqual(seen.forwarded, []);
  });

  it("is refused in chunks as well, once it is too long", async (t) => {
    const seen = await send(t, chunks, { policy: limited });
    assert.deepEqual([seen.status, seen.reason], [413, "waf-body-too-large"]);
    assert.equal(seen.forwarded.length, 0);
  });

  it("passes whole where the policy says so, and only its first part is looked at", async (t) => {
    const seen = await send(t, post(long, [FORM]), { policy: passing });
    assert.equal(seen.status, 200);
    assert.equal(seen.forwarded[0]?.body, long);
    const early = await send(t, post(`b=attack&a=${"x".repeat(4000)}`, [FORM]), { policy: passing });
    assert.deepEqual([early.status, early.rules], [403, [1001]]);
  });

  it("passes whole in chunks", async (t) => {
    const seen = await send(t, chunks, { policy: passing });
    assert.equal(seen.status, 200);
    assert.equal(seen.forwarded[0]?.body.length, 4096);
  });
});

describe("a coded body", () => {
  const attack = Buffer.from(`a=${"x".repeat(300)}&b=attack`);
  for (const [coding, pack] of [
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const) {
    it(`is looked at decoded: ${coding}`, async (t) => {
      const body = pack(attack).toString("latin1");
      const seen = await send(t, post(body, [FORM, `Content-Encoding: ${coding}`]));
      assert.deepEqual([seen.status, seen.rules], [403, [1001]]);
      const harmless = pack(Buffer.from("a=peace")).toString("latin1");
      const passed = await send(t, post(harmless, [FORM, `Content-Encoding: ${coding}`]));
      assert.equal(passed.status, 200);
      assert.equal(passed.forwarded[0]?.body, harmless, "it is forwarded as it came");
    });
  }

  it("is refused where it cannot be decoded, or grows out of all proportion", async (t) => {
    const broken = await send(t, post("not gzip", [FORM, "Content-Encoding: gzip"]));
    assert.deepEqual([broken.status, broken.rules], [400, [100_010]]);
    const bomb = gzipSync(Buffer.alloc(4_000_000)).toString("latin1");
    const blown = await send(t, post(bomb, [FORM, "Content-Encoding: gzip"]));
    assert.deepEqual([blown.status, blown.rules], [400, [100_010]]);
    assert.deepEqual([...broken.forwarded, ...blown.forwarded], []);
  });
});

describe("a body that is not what it says it is", () => {
  const multipart = "Content-Type: multipart/form-data; boundary=b";
  for (const [name, type, body] of [
    ["JSON that breaks off", "Content-Type: application/json", '{"a":'],
    ["JSON nested deeper than is allowed", "Content-Type: application/json", "[".repeat(70) + "]".repeat(70)],
    ["XML that breaks off", "Content-Type: text/xml", "<a><b>"],
    ["a form in parts without an end", multipart, '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'],
  ] as const) {
    it(`is refused: ${name}`, async (t) => {
      const seen = await send(t, post(body, [type]));
      assert.equal(seen.status, 400);
      assert.equal(seen.reason, "waf-blocked");
      assert.deepEqual(seen.forwarded, []);
    });
  }

  it("passes where it is", async (t) => {
    const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n';
    assert.equal((await send(t, post(part, [multipart]))).status, 200);
    assert.equal((await send(t, post('{"a":[1]}', ["Content-Type: application/json"]))).status, 200);
  });
});

describe("a response", () => {
  const policy = "responseBody: { inspect: true }";
  async function answered(t: TestContext, body: string, fields: readonly string[]) {
    const lines = ["HTTP/1.1 200 OK", `Content-Length: ${body.length}`, ...fields];
    const gateway = await startWafGateway(t, answering(`${lines.join("\r\n")}\r\n\r\n${body}`), {
      rules: wordRules,
      policy,
    });
    const { bytes } = await exchangeRaw(
      gateway.port,
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    return bytes;
  }

  it("is looked at decoded, and passes as it came", async (t) => {
    const coded = ["Content-Type: text/html", "Content-Encoding: gzip"];
    const secret = gzipSync(Buffer.from("it is a secret")).toString("latin1");
    assert.equal(statusOf(await answered(t, secret, coded)), 403);
    const harmless = gzipSync(Buffer.from("it is not")).toString("latin1");
    const passed = await answered(t, harmless, coded);
    assert.equal(statusOf(passed), 200);
    assert.ok(passed.endsWith(harmless));
  });

  it("of a type that the policy does not name is not looked at", async (t) => {
    assert.equal(statusOf(await answered(t, "a secret", ["Content-Type: image/png"])), 200);
    assert.equal(statusOf(await answered(t, "a secret", ["Content-Type: text/plain"])), 403);
  });
});

describe("a stream in both directions", () => {
  const rules = `${wordRules}
SecRule REQUEST_HEADERS:X-Probe "@streq no" "id:1003,phase:1,deny,log"
SecRule REQUEST_BODY "@contains attack" "id:1004,phase:2,deny,log"
`;

  it("of gRPC is looked at by its head alone", async (t) => {
    const type = "Content-Type: application/grpc";
    const seen = await send(t, post("\0\0\0\0\x06attack", [type, "TE: trailers"]), { rules });
    assert.deepEqual(seen.rules, []);
    assert.equal(seen.record?.wafBodyInspected, false);
    const refused = await send(t, post("\0\0\0\0\0", [type, "X-Probe: no"]), { rules });
    assert.deepEqual(refused.rules, [1003]);
  });

  it("of WebSocket is looked at by its head alone, and is opened", async (t) => {
    const upgrade = (probe: string): string =>
      `GET /?q=${probe} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
    const accept =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    const options = { rules, route: "webSocket: {}" };
    const gateway = await startWafGateway(t, (socket) => socket.write(accept), options);
    const opened = await exchangeRaw(gateway.port, [upgrade("peace"), "attack"], {
      until: (bytes) => bytes.includes("\r\n\r\n"),
    });
    assert.match(opened.bytes, /^HTTP\/1\.1 101 /);
    const refused = await exchangeRaw(gateway.port, upgrade("attack"), {
      until: (bytes) => bytes.includes("}"),
    });
    assert.equal(statusOf(refused.bytes), 403);
  });
});
