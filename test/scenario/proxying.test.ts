// What a request and its response look like on the other side: framing, headers, streaming, keep-alive.

import assert from "node:assert/strict";
import { createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import {
  listener,
  pool,
  prefixes,
  route,
  site,
  startGateway,
  type TestGateway,
  testLimits,
} from "../harness/gateway.ts";
import { answering, type Behaviour, OK, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, pause, statusOf } from "../harness/raw-client.ts";

/** Answers with the request it got, as text. */
const echo: Behaviour = answering((request) => {
  return `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${request.length}\r\n\r\n${request}`;
});

async function through(
  behaviour: Behaviour,
  bytes: string | readonly string[],
  use: (reply: string, gateway: TestGateway, backend: RawBackend) => Promise<void> | void,
  change: Parameters<typeof startGateway>[0] = {},
): Promise<void> {
  const backend = await startRawBackend(behaviour);
  const gateway = await startGateway({
    pools: [pool("up", [backend.port])],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    ...change,
  });
  try {
    const reply = await exchangeRaw(gateway.port, bytes, { waitMs: 1500 });
    await use(reply.bytes, gateway, backend);
  } finally {
    await gateway.close();
    await backend.close();
  }
}

const CLOSE = "Connection: close\r\n";

describe("the request that a backend gets", () => {
  it("has the client's end-to-end fields in their order and none of the connection's own", async () => {
    const bytes =
      "GET /a?b=c HTTP/1.1\r\nHost: shop.example:8080\r\nAccept: */*\r\nX-One: 1\r\nConnection: close, X-Drop\r\n" +
      "X-Drop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\nProxy-Authorization: x\r\nX-Two: 2\r\n\r\n";
    await through(echo, bytes, (reply) => {
      const seen = contentOf(reply);
      assert.match(
        seen,
        /^GET \/a\?b=c HTTP\/1\.1\r\nHost: shop\.example:8080\r\nAccept: \*\/\*\r\nX-One: 1\r\nX-Two: 2\r\n/,
      );
      for (const name of [
        "X-Drop",
        "Keep-Alive",
        "TE:",
        "Upgrade",
        "HTTP2-Settings",
        "Proxy-Authorization",
        "Connection",
      ]) {
        assert.ok(!seen.includes(name), name);
      }
    });
  });

  it("tells the way it came, and nothing that an untrusted client claims of it", async () => {
    const bytes =
      `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}X-Forwarded-For: 6.6.6.6\r\nx_forwarded_for: 6.6.6.7\r\nForwarded: for=6.6.6.8\r\n` +
      "X-Real-IP: 6.6.6.9\r\nX-Request-Id: mine\r\nX-Original-URL: /admin\r\nX-Forwarded-Host: evil\r\n\r\n";
    await through(echo, bytes, (reply, gateway) => {
      const seen = contentOf(reply);
      assert.ok(!seen.includes("6.6.6"));
      assert.ok(!/evil|admin|mine/.test(seen));
      assert.match(seen, /\r\nX-Forwarded-For: 127\.0\.0\.1\r\n/);
      assert.match(seen, /\r\nX-Forwarded-Proto: http\r\n/);
      assert.match(seen, /\r\nX-Forwarded-Host: a\r\n/);
      assert.match(seen, /\r\nForwarded: for=127\.0\.0\.1;host=a;proto=http\r\n/);
      assert.match(seen, /\r\nVia: 1\.1 portcullis\r\n/);
      assert.match(seen, new RegExp(`\r\nX-Request-Id: ${gateway.records[0]?.requestId}\r\n`));
      assert.match(reply, new RegExp(`\r\nX-Request-Id: ${gateway.records[0]?.requestId}\r\n`));
      assert.equal(gateway.records[0]?.clientAddress, "127.0.0.1");
    });
  });

  it("keeps a trusted hop's account and adds that hop", async () => {
    const bytes = `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}X-Forwarded-For: 6.6.6.6, 203.0.113.9\r\nX-Forwarded-Proto: https\r\nForwarded: for=203.0.113.9\r\n\r\n`;
    await through(
      echo,
      bytes,
      (reply, gateway) => {
        const seen = contentOf(reply);
        assert.match(seen, /\r\nX-Forwarded-For: 6\.6\.6\.6, 203\.0\.113\.9, 127\.0\.0\.1\r\n/);
        assert.match(seen, /\r\nX-Forwarded-Proto: https\r\n/);
        assert.match(seen, /\r\nForwarded: for=203\.0\.113\.9, for=127\.0\.0\.1;host=a;proto=http\r\n/);
        assert.equal(gateway.records[0]?.clientAddress, "203.0.113.9");
        assert.equal(gateway.records[0]?.peerAddress, "127.0.0.1");
      },
      { trustedHops: prefixes("127.0.0.0/8") },
    );
  });

  it("carries on the client's trace and begins one where there is none", async () => {
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    const bytes = `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}traceparent: 00-${trace}-00f067aa0ba902b7-01\r\n\r\n`;
    const trusted = { trustedHops: prefixes("127.0.0.1") };
    await through(
      echo,
      bytes,
      (reply, gateway) => {
        const sent = /traceparent: (00-[0-9a-f]{32}-[0-9a-f]{16}-01)\r\n/.exec(contentOf(reply))?.[1];
        assert.ok(sent?.includes(trace) && !sent.includes("00f067aa0ba902b7"));
        assert.equal(gateway.records[0]?.traceparent, sent);
      },
      trusted,
    );
    await through(
      echo,
      `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}traceparent: 00-nonsense\r\n\r\n`,
      (reply, gateway) => {
        const id = gateway.records[0]?.requestId;
        assert.match(contentOf(reply), new RegExp(`\r\ntraceparent: 00-${id}-[0-9a-f]{16}-02\r\n`));
      },
    );
  });

  it("has the normalised path, the query untouched", async () => {
    await through(
      echo,
      `GET /a/./b/%2e%2e/c%41?x=%2e%2e/../&y HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`,
      (reply, gateway) => {
        assert.match(contentOf(reply), /^GET \/a\/cA\?x=%2e%2e\/\.\.\/&y HTTP\/1\.1\r\n/);
        assert.equal(gateway.records[0]?.path, "/a/cA");
        assert.equal(gateway.records[0]?.rawTarget, "/a/./b/%2e%2e/c%41?x=%2e%2e/../&y");
      },
    );
  });

  it("of an absolute target is in origin form, for the target's host", async () => {
    await through(echo, `GET HTTP://A.example:80/x HTTP/1.1\r\nHost: a.example\r\n${CLOSE}\r\n`, (reply) => {
      assert.match(contentOf(reply), /^GET \/x HTTP\/1\.1\r\nHost: a\.example:80\r\n/);
    });
  });

  it("of an HTTP/1.0 client without Host names the member, and the answer closes", async () => {
    await through(echo, "GET /x HTTP/1.0\r\n\r\n", (reply, _gateway, backend) => {
      assert.match(contentOf(reply), new RegExp(`^GET /x HTTP/1.1\r\nHost: 127.0.0.1:${backend.port}\r\n`));
      assert.match(contentOf(reply), /\r\nVia: 1\.0 portcullis\r\n/);
      assert.match(reply, /\r\nConnection: close\r\n/);
    });
  });

  it("has a body by length when the client's was by length", async () => {
    const head = `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: 11\r\n\r\n`;
    for (const parts of [[`${head}hello world`], [head, "hello ", "world"], [`${head}hello`, " world"]]) {
      await through(echo, parts, (reply, gateway) => {
        assert.match(contentOf(reply), /\r\nContent-Length: 11\r\n\r\nhello world$/);
        assert.ok((gateway.records[0]?.requestBytes ?? 0) === head.length + 11);
      });
    }
  });

  it("has a chunked body in chunks of ours, extensions left out", async () => {
    const head = `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Transfer-Encoding: Chunked\r\n\r\n`;
    const body = "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
    await through(echo, head + body, (reply) => {
      assert.match(contentOf(reply), /\r\nContent-Length: 11\r\n\r\nhello world$/);
      assert.ok(!contentOf(reply).includes("Transfer-Encoding"));
    });
    const parts = [head, ...body];
    await through(echo, parts, (reply) => {
      assert.match(contentOf(reply), /\r\nTransfer-Encoding: chunked\r\n\r\n/);
      assert.match(contentOf(reply), /0\r\n\r\n$/);
    });
  });
});

describe("the response that a client gets", () => {
  it("has the backend's fields, with a date and a request id, and none of the connection's own", async () => {
    const response =
      "HTTP/1.1 201 Made It\r\nX-A: 1\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 1\r\nX-Request-Id: theirs\r\nContent-Length: 0\r\n\r\n";
    await through(answering(response), `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, (reply) => {
      assert.match(reply, /^HTTP\/1\.1 201 Made It\r\nX-A: 1\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n/);
      assert.match(reply, /\r\nDate: [A-Z][a-z]{2}, /);
      assert.match(reply, /\r\nContent-Length: 0\r\n/);
      assert.ok(!/X-Hop|Keep-Alive|theirs/.test(reply));
    });
  });

  it("to HEAD has the length of what GET would give, and no body", async () => {
    const response = "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n";
    await through(answering(response), `HEAD / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, (reply) => {
      assert.match(reply, /\r\nContent-Length: 1234\r\n/);
      assert.equal(contentOf(reply), "");
    });
  });

  for (const status of [204, 304]) {
    it(`with ${status} has no body and no made-up length`, async () => {
      const response = `HTTP/1.1 ${status} X\r\nETag: "a"\r\n\r\n`;
      await through(answering(response), `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, (reply) => {
        assert.equal(statusOf(reply), status);
        assert.ok(!/content-length|transfer-encoding/i.test(reply));
        assert.equal(contentOf(reply), "");
      });
    });
  }

  it("is chunked where the backend's was unframed, and ends with a last chunk", async () => {
    const backend: Behaviour = (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\nhello ");
      setTimeout(() => socket.end("world"), 20);
    };
    await through(backend, `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, (reply) => {
      assert.match(reply, /\r\nTransfer-Encoding: chunked\r\n/);
      assert.equal(contentOf(reply), "6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n");
    });
    await through(backend, "GET / HTTP/1.0\r\nHost: a\r\n\r\n", (reply) => {
      assert.ok(!reply.includes("Transfer-Encoding"));
      assert.equal(contentOf(reply), "hello world");
    });
  });

  it("comes after interim responses, which HTTP/1.0 clients do not get", async () => {
    const backend = answering(
      `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${OK}`,
    );
    await through(backend, `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`, (reply) => {
      assert.match(reply, /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    });
    await through(backend, "GET / HTTP/1.0\r\nHost: a\r\n\r\n", (reply) => {
      assert.match(reply, /^HTTP\/1\.1 200 OK\r\n/);
    });
  });

  it("to a request that expects 100-continue begins with it, and the body is then read", async () => {
    const head = `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`;
    await through(echo, [head, "ab"], (reply) => {
      assert.match(reply, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
      assert.ok(!reply.includes("Expect:"));
    });
  });

  it("to a refused request that expects 100-continue is final at once", async () => {
    const head = "POST /no HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    const sites = [site([route("/yes", { kind: "pool", pool: "up" })])];
    await through(
      echo,
      head,
      (reply) => {
        assert.match(reply, /^HTTP\/1\.1 404 Not Found\r\n/);
      },
      { sites },
    );
  });
});

describe("a connection", () => {
  it("carries pipelined requests, answered in their order", async () => {
    const requests = [1, 2, 3]
      .map((n) => `GET /${n} HTTP/1.1\r\nHost: a\r\n${n === 3 ? CLOSE : ""}\r\n`)
      .join("");
    const backend = answering((request) => {
      const path = request.split(" ")[1] ?? "";
      return `HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`;
    });
    await through(backend, requests, (reply, gateway, { accepted }) => {
      assert.deepEqual(reply.match(/\r\n\r\n\/[123]/g), ["\r\n\r\n/1", "\r\n\r\n/2", "\r\n\r\n/3"]);
      assert.equal(gateway.records.length, 3);
      assert.equal(accepted(), 1);
    });
  });

  it("that pipelines a thousand requests to a fixed response does not deepen the stack", async () => {
    const sites = [
      site([route("/*", { kind: "respond", status: 200, contentType: "text/plain", body: "x" })]),
    ];
    const requests = `${"GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2000)}GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`;
    await through(
      echo,
      requests,
      (reply, gateway) => {
        assert.equal(reply.match(/HTTP\/1\.1 200 OK/g)?.length, 2001);
        assert.equal(gateway.records.length, 2001);
      },
      { sites },
    );
  });

  it("whose client pipelines but does not read is not answered into memory without end", async () => {
    const body = "x".repeat(65_536);
    const gateway = await startGateway({
      sites: [site([route("/*", { kind: "respond", status: 200, contentType: "text/plain", body })])],
    });
    const socket = connect({ port: gateway.port, host: "127.0.0.1" });
    socket.on("error", () => {
      // The gateway gives up on a client that does not read.
    });
    socket.pause();
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2000));
    await pause(300);
    const answered = gateway.records.length;
    assert.ok(answered > 0 && answered < 1000, `${answered} answers of 64 KiB are under way`);
    socket.destroy();
    await gateway.close();
  });

  it("that is slow to read gets all of a last response", async () => {
    const body = "y".repeat(16 * 1024 * 1024);
    const gateway = await startGateway({
      sites: [site([route("/*", { kind: "respond", status: 200, contentType: "text/plain", body })])],
      limits: { ...testLimits, bodyTimeoutMs: 10_000 },
    });
    const socket = connect({ port: gateway.port, host: "127.0.0.1" });
    let received = 0;
    socket.on("data", (bytes) => {
      received += bytes.length;
    });
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`);
    socket.pause();
    await pause(2500);
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
    assert.ok(received > body.length, `${received} bytes came`);
    await gateway.close();
  });

  it("survives a refused request whose small body is still on its way", async () => {
    const bytes = [
      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
      `helloGET /b HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`,
    ];
    await through(
      echo,
      bytes,
      (reply, gateway) => {
        assert.equal(reply.match(/HTTP\/1\.1 404 Not Found/g)?.length, 2);
        assert.equal(gateway.records.length, 2);
      },
      { sites: [site([])] },
    );
  });

  it("over the listener's limit is dropped, and the drop is recorded", async () => {
    const listeners = [listener({ maxConnections: 1 })];
    const gateway = await startGateway({ listeners, sites: [site([])] });
    const first = exchangeRaw(gateway.port, "", { waitMs: 300 });
    await pause(50);
    const second = await exchangeRaw(gateway.port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", { waitMs: 300 });
    assert.equal(second.end, "reset");
    assert.equal(gateway.records[0]?.reason, "connections-exhausted");
    assert.equal(gateway.records[0]?.endStage, "accept");
    await first;
    await gateway.close();
  });

  it("waits unread while the access log is blocked", async () => {
    const gateway = await startGateway({ sites: [site([])] });
    gateway.block(true);
    const reply = exchangeRaw(gateway.port, `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`);
    await pause(100);
    assert.equal(gateway.records.length, 0);
    gateway.block(false);
    assert.equal(statusOf((await reply).bytes), 404);
    await gateway.close();
  });
});

describe("a large body", () => {
  const SIZE = 24 * 1024 * 1024;
  let close: () => Promise<void>;
  let port = 0;
  let received = 0;
  let gateway: TestGateway;

  before(async () => {
    const server = createServer((req, res) => {
      if (req.method === "GET") {
        res.writeHead(200, { "content-length": SIZE });
        const piece = Buffer.alloc(65_536, 0x61);
        let left = SIZE;
        const push = (): void => {
          while (left > 0) {
            left -= piece.length;
            if (!res.write(piece)) return void res.once("drain", push);
          }
          res.end();
        };
        push();
        return;
      }
      received = 0;
      req.on("data", (bytes: Buffer) => {
        received += bytes.length;
      });
      req.on("end", () => res.end(String(received)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const backendPort = typeof address === "object" && address !== null ? address.port : 0;
    gateway = await startGateway({
      pools: [pool("up", [backendPort], { responseTimeoutMs: 5000, bodyTimeoutMs: 5000 })],
      sites: [site([route("/*", { kind: "pool", pool: "up" })])],
      limits: {
        ...(await import("../harness/gateway.ts")).testLimits,
        bodyBytes: 2 * SIZE,
        bodyTimeoutMs: 5000,
      },
    });
    port = gateway.port;
    close = async () => {
      await gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
  });

  after(() => close());

  it("comes down whole, at a slow reader's pace, without being held in memory", async () => {
    const before = process.memoryUsage().rss;
    let peak = 0;
    const size = await new Promise<number>((resolve, reject) => {
      let total = 0;
      const req = httpRequest({ port, host: "127.0.0.1", path: "/" }, (res) => {
        res.on("data", (bytes: Buffer) => {
          total += bytes.length;
          if (total % (4 * 1024 * 1024) < bytes.length) {
            peak = Math.max(peak, process.memoryUsage().rss - before);
            res.pause();
            setTimeout(() => res.resume(), 40);
          }
        });
        res.on("end", () => resolve(total));
      });
      req.on("error", reject);
      req.end();
    });
    assert.equal(size, SIZE);
    assert.ok(peak < 3 * SIZE, `grew by ${peak} bytes`);
  });

  for (const framing of ["by length", "chunked"]) {
    it(`goes up whole, ${framing}`, async () => {
      const text = await new Promise<string>((resolve, reject) => {
        const headers = framing === "chunked" ? {} : { "content-length": SIZE };
        const req = httpRequest({ port, host: "127.0.0.1", path: "/", method: "POST", headers }, (res) => {
          let body = "";
          res.on("data", (bytes: Buffer) => {
            body += bytes.toString();
          });
          res.on("end", () => resolve(body));
        });
        req.on("error", reject);
        const piece = Buffer.alloc(65_536, 0x62);
        let left = SIZE;
        const push = (): void => {
          while (left > 0) {
            left -= piece.length;
            if (!req.write(piece)) return void req.once("drain", push);
          }
          req.end();
        };
        push();
      });
      assert.equal(text, String(SIZE));
    });
  }

  it("whose client goes away in the middle is called off at the backend", async () => {
    const req = httpRequest({
      port,
      host: "127.0.0.1",
      path: "/",
      method: "POST",
      headers: { "content-length": SIZE },
    });
    req.on("error", () => {});
    req.write(Buffer.alloc(65_536, 0x63));
    await pause(100);
    gateway.records.length = 0;
    req.destroy();
    const [record] = await gateway.recorded(1);
    assert.equal(record?.reason, "client-gone");
    assert.equal(record?.status, 499);
  });
});
