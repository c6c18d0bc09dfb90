import assert from "node:assert/strict";
import { Resolver } from "node:dns/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { parsePrefix } from "#kernel/address.ts";
import { startNameServer } from "../../../test/harness/name-server.ts";
import { isDeclaredOwn, ownershipFlaw } from "./ownership.ts";
import type { ProbeRequest } from "./probe-message.ts";

const TOKEN = "a token of sixteen".replaceAll(" ", "-");

function prefix(text: string) {
  const parsed = parsePrefix(text);
  if ("error" in parsed) throw new Error(parsed.error);
  return { prefix: parsed };
}

describe("what the audit may ask", () => {
  const own = [prefix("203.0.113.0/28"), { host: "orders.example.com" }, { host: "*.shop.example" }];

  for (const [host, address, isOwn] of [
    ["10.0.0.7", "10.0.0.7", true],
    ["anything.example", "192.168.3.4", true],
    ["localhost", "::1", true],
    ["203.0.113.7", "203.0.113.7", true],
    ["203.0.113.77", "203.0.113.77", false],
    ["orders.example.com", "198.51.100.1", true],
    ["Orders.Example.com", "198.51.100.1", true],
    ["a.orders.example.com", "198.51.100.1", false],
    ["a.shop.example", "198.51.100.1", true],
    ["ashop.example", "198.51.100.1", false],
    ["other.example", "198.51.100.1", false],
  ] as const) {
    it(`is ${isOwn ? "" : "not "}${host} at ${address}`, () => {
      assert.equal(isDeclaredOwn(host, address, own), isOwn);
    });
  }

  it("is what shows the token, and nothing else of it", async (t) => {
    const asked: string[] = [];
    const request = await serving(t, TOKEN, asked);
    assert.equal(await ownershipFlaw("host.invalid", request, TOKEN), undefined);
    assert.deepEqual(asked, ["/.well-known/portcullis-audit"]);
    assert.match((await ownershipFlaw("host.invalid", request, `${TOKEN}s`)) ?? "", /has the token/);
  });

  it("is what has the token in DNS, in however many parts, and gets no request for it", async (t) => {
    const names = await startNameServer(1);
    t.after(() => names.close());
    const resolver = new Resolver();
    resolver.setServers([names.address]);
    const textsOf = (name: string): Promise<string[][]> => resolver.resolveTxt(name);
    names.texts.set("_portcullis-audit.ours.example", [["v=spf1 -all"], [TOKEN.slice(0, 5), TOKEN.slice(5)]]);
    names.texts.set("_portcullis-audit.other.example", [[`${TOKEN}s`], [TOKEN.slice(1)]]);
    names.texts.set("theirs.example", [[TOKEN]]);
    const asked: string[] = [];
    const request = await serving(t, "no token here", asked);
    assert.equal(await ownershipFlaw("ours.example", request, TOKEN, textsOf), undefined);
    assert.deepEqual(asked, []);
    for (const host of ["other.example", "theirs.example", "none.example"]) {
      assert.match((await ownershipFlaw(host, request, TOKEN, textsOf)) ?? "", /neither _portcullis-audit\./);
    }
    assert.equal(asked.length, 3);
  });

  it("is asked nothing where there is no token to look for", async (t) => {
    const asked: string[] = [];
    const request = await serving(t, TOKEN, asked);
    assert.match((await ownershipFlaw("host.invalid", request, undefined)) ?? "", /not proven to be ours/);
    assert.deepEqual(asked, []);
  });
});

async function serving(t: TestContext, body: string, asked: string[]): Promise<ProbeRequest> {
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const wire =
    "GET /.well-known/portcullis-audit HTTP/1.1\r\nHost: host.invalid\r\nConnection: close\r\n\r\n";
  // A server that listens on TCP.
  const { port } = server.address() as AddressInfo;
  return { address: "127.0.0.1", port, send: { kind: "http1", wire }, timeoutMs: 2000 };
}
