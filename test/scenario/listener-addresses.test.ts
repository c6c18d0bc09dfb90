// Listeners by their addresses: IPv6, several on one port, and those for private networks only.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { Listener } from "#gateway/listener.ts";
import { listener, route, site, startGateway } from "../harness/gateway.ts";
import { freePorts } from "../harness/program.ts";

const say = (body: string) => ({ kind: "respond", status: 200, contentType: "text/plain", body }) as const;

function ask(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let bytes = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      bytes += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(bytes.slice(bytes.indexOf("\r\n\r\n") + 4)));
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  });
}

describe("listeners", () => {
  it("share a port by their addresses, IPv6 among them, and each serves what is its own", async () => {
    const [port = 0] = await freePorts(1);
    const addresses = { public: "127.0.0.1", second: "127.0.0.2", six: "::1" };
    const gateway = await startGateway({
      listeners: Object.entries(addresses).map(([name, address]) =>
        listener({ name, address, port, private: name !== "public" }),
      ),
      sites: [
        site(Object.keys(addresses).map((name) => route("/*", say(name), { name, listeners: [name] }))),
      ],
    });
    for (const [name, address] of Object.entries(addresses)) assert.equal(await ask(address, port), name);
    const six = gateway.records.find((record) => record.listener === "six");
    assert.equal(six?.clientAddress, "::1");
    await gateway.close();
  });

  it("that are private drop a connection from a public address, and only those", () => {
    const spec = listener({ maxConnections: 1 });
    const reasons = (isPrivate: boolean, peer: string): string =>
      Listener.refusal({ ...spec, private: isPrivate }, 0, peer) ?? "";
    assert.equal(reasons(true, "203.0.113.9"), "listener-private");
    assert.equal(reasons(true, "2001:db8::1"), "listener-private");
    assert.equal(reasons(true, "10.9.9.9"), "");
    assert.equal(reasons(true, "fd00::1"), "");
    assert.equal(reasons(false, "203.0.113.9"), "");
    assert.equal(Listener.refusal(spec, 1, "10.9.9.9"), "connections-exhausted");
  });
});
