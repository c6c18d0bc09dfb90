// Against a real name server on loopback.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { defaultLimits } from "#kernel/limits.ts";
import { type NameServer, startNameServer } from "../../test/harness/name-server.ts";
import { confirmHost, type HostNames } from "./confirm-host.ts";
import { openHostNames, reverseName } from "./host-names.ts";

const PATTERNS = ["*.googlebot.com"];
const HOUR_MS = 3_600_000;

describe("forward-confirmed reverse DNS", () => {
  let server: NameServer;
  let names: ReturnType<typeof openHostNames>;

  before(async () => {
    server = await startNameServer(7200);
    names = openHostNames([server.address]);
  });
  after(async () => {
    names.close();
    await server.close();
  });

  /** What the name server has: names of the address, and addresses of those names. */
  async function proofOf(
    address: string,
    pointers: readonly string[],
    table: Record<string, readonly string[]>,
  ) {
    server.pointers.clear();
    server.table.clear();
    server.faults.clear();
    if (pointers.length > 0) server.pointers.set(reverseName(address), pointers);
    for (const [name, addresses] of Object.entries(table)) server.table.set(name, addresses);
    return confirmHost(address, PATTERNS, names);
  }

  it("verifies an address whose name has it, for as long as the record says", async () => {
    const name = "crawl-66-249-66-1.googlebot.com";
    const found = await proofOf("66.249.66.1", [name], { [name]: ["192.0.2.1", "66.249.66.1"] });
    assert.deepEqual([found.proof, found.validMs], ["verified", 2 * HOUR_MS]);
    assert.deepEqual(found.steps, [
      `66.249.66.1 has the name ${name}: as *.googlebot.com promises`,
      `${name} has the address 192.0.2.1, 66.249.66.1: confirmed`,
    ]);
  });

  it("verifies IPv6, however it is written", async () => {
    const name = "crawl-6.googlebot.com";
    const table = { [name]: ["192.0.2.1", "2001:4860:4801:10::1"] };
    const address = "2001:4860:4801:0010:0:0:0:1";
    assert.equal((await proofOf(address, [name], table)).proof, "verified");
    assert.equal((await proofOf("2001:4860:4801:10::2", [name], table)).proof, "refuted");
  });

  it("looks at every name of an address", async () => {
    const table = { "b.googlebot.com": ["66.249.66.1"] };
    const pointers = ["other.example", "a.googlebot.com", "b.googlebot.com"];
    assert.equal((await proofOf("66.249.66.1", pointers, table)).proof, "verified");
  });

  const own = ["203.0.113.7"];
  for (const [what, pointers, table] of [
    ["an address without a name", [], {}],
    ["a name that looks like one", ["crawl.evil-googlebot.com"], { "crawl.evil-googlebot.com": own }],
    ["the domain of somebody else", ["evil-googlebot.com"], { "evil-googlebot.com": own }],
    ["a name that begins like one", ["a.googlebot.com.evil.org"], { "a.googlebot.com.evil.org": own }],
    ["a name that does not exist", ["crawl-1.googlebot.com"], {}],
    ["a name of another address", ["crawl-1.googlebot.com"], { "crawl-1.googlebot.com": ["66.249.66.1"] }],
    ["a name without addresses", ["crawl-1.googlebot.com"], { "crawl-1.googlebot.com": ["2001:db8::1"] }],
  ] as const) {
    it(`refutes ${what}`, async () => {
      const found = await proofOf("203.0.113.7", pointers, table);
      assert.deepEqual([found.proof, found.validMs], ["refuted", HOUR_MS], found.steps.join("\n"));
    });
  }

  it("asks for no name that nobody promises", async () => {
    const asked = server.asked();
    await proofOf("203.0.113.7", ["a.evil.example"], { "a.evil.example": own });
    assert.equal(server.asked(), asked);
  });

  for (const fault of ["silence", "failure"] as const) {
    it(`decides nothing after a ${fault} of the name server, however the name looks`, async () => {
      const name = "crawl-1.googlebot.com";
      await proofOf("203.0.113.7", [name], { [name]: own });
      server.faults.set(name, fault);
      const forward = await confirmHost("203.0.113.7", PATTERNS, names);
      server.faults.set(reverseName("203.0.113.7"), fault);
      const reverse = await confirmHost("203.0.113.7", PATTERNS, names);
      assert.deepEqual([forward.proof, reverse.proof], ["undecided", "undecided"]);
      assert.ok(reverse.validMs <= 60_000);
      assert.match(reverse.steps.join("\n"), /no answer \(E(?:TIMEOUT|SERVFAIL)\)/);
    });
  }

  it("takes a confirmed name beside one that gives no answer", async () => {
    const table = { "b.googlebot.com": own };
    await proofOf("203.0.113.7", ["a.googlebot.com", "b.googlebot.com"], table);
    server.faults.set("a.googlebot.com", "failure");
    assert.equal((await confirmHost("203.0.113.7", PATTERNS, names)).proof, "verified");
  });
});

/** Of an address with so many names, none of which has it; what is done first at each question for one. */
function manyNames(count: number, before: () => Promise<void>) {
  const asked: string[] = [];
  const names: HostNames = {
    namesOf: async () => Array.from({ length: count }, (_, i) => `crawl-${i}.googlebot.com`),
    addressesOf: async (name) => {
      asked.push(name);
      await before();
      return [{ address: "192.0.2.1", ttlS: 1 }];
    },
  };
  return { names, asked };
}

it("more names than are looked at refute nothing: the right one may be the last", async () => {
  const proofOf = async (count: number): Promise<string> =>
    (await confirmHost("66.249.66.1", PATTERNS, manyNames(count, async () => {}).names)).proof;
  assert.equal(await proofOf(defaultLimits.bots.maxNames), "refuted");
  assert.equal(await proofOf(defaultLimits.bots.maxNames + 1), "undecided");
});

it("nothing is asked any more when the time is over, or the resolver was closed", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let release = (): void => {};
  const slow = manyNames(3, () => new Promise((resolve) => (release = resolve)));
  const late = confirmHost("66.249.66.1", PATTERNS, slow.names);
  await turn();
  t.mock.timers.tick(defaultLimits.bots.confirmationTimeoutMs);
  assert.equal((await late).proof, "undecided");
  release();
  await turn();
  assert.equal(slow.asked.length, 1);
  const closed = manyNames(3, () =>
    Promise.reject(Object.assign(new Error("closed"), { code: "ECANCELLED" })),
  );
  assert.equal((await confirmHost("66.249.66.1", PATTERNS, closed.names)).proof, "undecided");
  assert.equal(closed.asked.length, 1);
});

it("reverse names are those of the RFCs", () => {
  assert.equal(reverseName("192.0.2.10"), "10.2.0.192.in-addr.arpa");
  const six = "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa";
  assert.equal(reverseName("4321:0:1:2:3:4:567:89ab"), six);
});
