import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import { opensslAuthority } from "../../../test/harness/openssl-authority.ts";
import type { SyslogSpec } from "../sink-spec.ts";
import { openSyslogSink } from "./syslog-sink.ts";

const line = (i: number): string => `{"ts":"2026-11-21T08:19:00.007Z","id":"${i}"}\n`;

type Syslog = {
  readonly port: number;
  readonly messages: string[];
  readonly sockets: Set<Socket>;
  readonly server: Server;
};

/** Reads RFC 5425's octet counting strictly: a frame that does not fit is an error of the test. */
function readFrames(socket: Socket, messages: string[]): void {
  let held = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    held += chunk;
    for (;;) {
      const head = /^([1-9][0-9]*) /.exec(held);
      if (head === null) {
        assert.match(held, /^(?:[1-9][0-9]*)?$/, "no length before a message");
        return;
      }
      const start = head[0].length;
      const end = start + Number(head[1]);
      if (held.length < end) return;
      messages.push(held.slice(start, end));
      held = held.slice(end);
    }
  });
}

async function listen(
  t: TestContext,
  make: (accept: (socket: Socket) => void) => Server,
  port = 0,
): Promise<Syslog> {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  const server = make((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    readFrames(socket, messages);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { port: address.port, messages, sockets, server };
}

function spec(port: number, change: Partial<SyslogSpec> = {}): SyslogSpec {
  return {
    ...{ kind: "syslog", host: "127.0.0.1", port, tls: undefined, facility: 16, hostName: "edge-1" },
    ...{ timeoutMs: 5000, whenFull: "wait", spoolBytes: 2 ** 20 },
    ...change,
  };
}

const until = async (claim: () => boolean): Promise<void> => {
  const deadlineMs = performance.now() + 10_000;
  while (!claim()) {
    assert.ok(performance.now() < deadlineMs, "it did not come true within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const inTime = (): AbortSignal => AbortSignal.timeout(5000);

test("each line is a message of RFC 5424 with the time of its request", async (t) => {
  const syslog = await listen(t, (accept) => createServer(accept));
  const sink = await openSyslogSink(spec(syslog.port));
  const lines = Buffer.from(line(1) + line(2));
  assert.equal(await sink.take(lines, 0), lines.length);
  await sink.close(inTime());
  await until(() => syslog.messages.length === 2);
  assert.equal(
    syslog.messages[0],
    `<134>1 2026-11-21T08:19:00.007Z edge-1 portcullis ${process.pid} access - ${line(1).trimEnd()}`,
  );
  assert.ok(syslog.messages[1]?.endsWith('"id":"2"}'));
});

test("TLS shows our certificate to a server that ours authority signed, and every line arrives", async (t) => {
  const pem = opensslAuthority(t).pem;
  const server = { key: pem("server.key"), cert: pem("server.pem"), ca: pem("ca.pem"), requestCert: true };
  const syslog = await listen(t, (accept) =>
    createTlsServer({ ...server, rejectUnauthorized: true }, accept),
  );
  const tls = { ca: pem("ca.pem"), certificate: pem("client.pem"), key: pem("client.key") };
  const sink = await openSyslogSink(spec(syslog.port, { tls }));
  for (let i = 0; i < 500; i++) {
    const lines = Buffer.from(line(2 * i) + line(2 * i + 1));
    await sink.take(lines, 0);
  }
  await sink.close(inTime());
  await until(() => syslog.messages.length === 1000);
  const ids = syslog.messages.map((message) => Number(/"id":"([0-9]+)"/.exec(message)?.[1]));
  assert.deepEqual(
    ids,
    Array.from({ length: 1000 }, (_, i) => i),
  );
});

test("a server of another authority gets no line", async (t) => {
  const pem = opensslAuthority(t).pem;
  const other = opensslAuthority(t).pem;
  const server = { key: pem("server.key"), cert: pem("server.pem") };
  const syslog = await listen(t, (accept) => createTlsServer(server, accept));
  const sink = await openSyslogSink(
    spec(syslog.port, { tls: { ca: other("ca.pem"), certificate: "", key: "" } }),
  );
  await assert.rejects(sink.take(Buffer.from(line(1)), 0), /self.signed|unable to|certificate/i);
  await sink.close(inTime());
  assert.equal(syslog.messages.length, 0);
});

test("a server that went away is found again, and the line that it missed is sent again", async (t) => {
  const syslog = await listen(t, (accept) => createServer(accept));
  const sink = await openSyslogSink(spec(syslog.port));
  await sink.take(Buffer.from(line(1)), 0);
  await until(() => syslog.messages.length === 1);
  for (const socket of syslog.sockets) socket.destroy();
  await new Promise((resolve) => syslog.server.close(resolve));
  const lines = Buffer.from(line(2));
  await until(() => syslog.server.listening === false);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await assert.rejects(sink.take(lines, 0));
  const again = await listen(t, (accept) => createServer(accept), syslog.port);
  let taken = 0;
  const deadlineMs = performance.now() + 10_000;
  while (taken === 0 && performance.now() < deadlineMs) {
    taken = await sink.take(lines, 0).catch(() => 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await until(() => again.messages.length === 1);
  assert.match(again.messages[0] ?? "", /"id":"2"/);
  await sink.close(inTime());
});

test("a server that takes nothing is given up after its time", async (t) => {
  const deaf = createServer((socket) => {
    socket.pause();
    t.after(() => socket.destroy());
  });
  await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve));
  t.after(() => deaf.close());
  const address = deaf.address();
  assert.ok(typeof address === "object" && address !== null);
  const sink = await openSyslogSink(spec(address.port, { timeoutMs: 200 }));
  const much = Buffer.from(line(1).repeat(400_000));
  await assert.rejects(sink.take(much, 0), /nothing was taken within 200 ms/);
  await sink.close(inTime());
});
