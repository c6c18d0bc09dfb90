// Content where none is expected, and a backend that does not read it: what it takes for another request must
// neither be served nor answer somebody else.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pool, route, site, startGateway } from "../../harness/gateway.ts";
import { answering, type RawBackend, startRawBackend } from "../../harness/raw-backend.ts";
import { contentOf, exchangeRaw } from "../../harness/raw-client.ts";

const INNER = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";

/** Takes every head for a request, whatever its length says, and stops where it is told to close. */
function startCareless(): Promise<RawBackend> {
  return startRawBackend((socket, piece) => {
    for (const head of piece.split(/(?<=\r\n\r\n)/)) {
      const [, path = "", rest = ""] = /^[A-Z]+ (\S+) HTTP([^]*)$/.exec(head) ?? [];
      if (path === "" || !socket.writable) continue;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
      if (/\r\nconnection: close\r\n/i.test(rest)) socket.end();
    }
  });
}

async function twice(
  method: string,
  length: string,
  body: string,
): Promise<{ second: string; accepted: number }> {
  const backend = await startCareless();
  const gateway = await startGateway({
    pools: [pool("up", [backend.port])],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
  });
  try {
    const first = `${method} /first HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${length}\r\n\r\n${body}`;
    await exchangeRaw(gateway.port, first);
    const second = await exchangeRaw(
      gateway.port,
      "GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    return { second: contentOf(second.bytes), accepted: backend.accepted() };
  } finally {
    await gateway.close();
    await backend.close();
  }
}

const lengthOf = (text: string): string => `Content-Length: ${text.length}`;
const chunked = `${INNER.length.toString(16)}\r\n${INNER}\r\n0\r\n\r\n`;

describe("the content of", () => {
  for (const method of ["GET", "HEAD"]) {
    it(`a ${method} is not answered as a request by a backend that does not read it`, async () => {
      const alone = { second: "/second", accepted: 2 };
      assert.deepEqual(await twice(method, lengthOf(INNER), INNER), alone);
      assert.deepEqual(await twice(method, "Transfer-Encoding: chunked", chunked), alone);
    });

    it(`a ${method} costs its connection even where the backend would keep it`, async () => {
      const backend = await startRawBackend(answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
      const gateway = await startGateway({
        pools: [pool("up", [backend.port])],
        sites: [site([route("/*", { kind: "pool", pool: "up" })])],
      });
      for (let i = 0; i < 2; i++) {
        const head = `${method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${lengthOf("ab")}\r\n\r\n`;
        await exchangeRaw(gateway.port, `${head}ab`);
      }
      assert.equal(backend.accepted(), 2);
      assert.equal(backend.received().match(/\r\nConnection: close\r\n/g)?.length, 2);
      await gateway.close();
      await backend.close();
    });
  }

  it("no GET, which is the common one, costs no connection", async () => {
    assert.deepEqual(await twice("GET", "X: y", ""), { second: "/second", accepted: 1 });
    assert.deepEqual(await twice("GET", "Content-Length: 0", ""), { second: "/second", accepted: 1 });
  });
});
