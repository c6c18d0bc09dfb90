// What becomes of a connection and of the access log when a request cannot be read. Which requests cannot
// is told case by case in test/conformance/http1.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pool, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { answering, OK, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";

describe("a malformed request", () => {
  let backend: RawBackend;
  let gateway: TestGateway;

  before(async () => {
    backend = await startRawBackend(answering(OK));
    gateway = await startGateway({
      pools: [pool("up", [backend.port])],
      sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    });
  });

  after(async () => {
    await gateway.close();
    await backend.close();
  });

  it("gets an answer when the client ends its side in the middle of the head", async () => {
    gateway.records.length = 0;
    const reply = await exchangeRaw(gateway.port, "GET / HTTP/1.1\r\nHo", { halfClose: true });
    assert.equal(statusOf(reply.bytes), 400);
    assert.equal((await gateway.recorded(1))[0]?.reason, "head-incomplete");
  });

  it("leaves no line when a connection closes without having asked anything", async () => {
    gateway.records.length = 0;
    const reply = await exchangeRaw(gateway.port, "", { halfClose: true });
    assert.deepEqual(reply, { bytes: "", end: "closed" });
    assert.equal(gateway.records.length, 0);
  });

  it("is told to the client and recorded where it was read, with the id that both know", async () => {
    gateway.records.length = 0;
    const reply = await exchangeRaw(gateway.port, "GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n");
    assert.equal(statusOf(reply.bytes), 400);
    assert.equal(reply.end, "closed");
    const [record] = await gateway.recorded(1);
    assert.equal(record?.endStage, "read");
    assert.equal(record?.reason, "field-malformed");
    assert.equal(record?.detail, "header line 2");
    assert.ok(reply.bytes.includes(`X-Request-Id: ${record?.requestId}\r\n`));
  });

  it("after a good one on the same connection does not change the good one's answer", async () => {
    gateway.records.length = 0;
    const reply = await exchangeRaw(
      gateway.port,
      "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
    );
    assert.deepEqual(reply.bytes.match(/HTTP\/1\.1 [0-9]{3}/g), ["HTTP/1.1 200", "HTTP/1.1 400"]);
    const records = await gateway.recorded(2);
    assert.deepEqual(
      records.map((x) => x.status),
      [200, 400],
    );
  });
});
