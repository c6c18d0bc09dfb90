import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import {
  type Address,
  formatAddress,
  maskAddress,
  type Prefix,
  parseAddress,
  parsePrefix,
} from "./address.ts";
import { buildPrefixTable, type PrefixEntry, PrefixSet } from "./prefix-set.ts";

function entry(text: string, value: number): PrefixEntry {
  const prefix = parsePrefix(text);
  assert.ok(!("error" in prefix), text);
  return { prefix, value };
}

const setOf = (...texts: string[]): PrefixSet =>
  new PrefixSet(buildPrefixTable(texts.map((text, value) => entry(text, value))));

/** The naive model: every prefix is tried, the longest wins, of equal ones the last. */
function naiveLookup(entries: readonly PrefixEntry[], address: Address): number {
  let best: PrefixEntry | undefined;
  for (const candidate of entries) {
    const { address: start, length } = candidate.prefix;
    const isHolding = start.kind === address.kind && sameWords(maskAddress(address, length), start);
    if (isHolding && (best === undefined || length >= best.prefix.length)) best = candidate;
  }
  return best?.value ?? -1;
}

const sameWords = (a: Address, b: Address): boolean => a.words.every((word, i) => word === b.words[i]);

// Few different bits, so that prefixes nest, touch and repeat.
const clusteredWord = fc
  .tuple(fc.constantFrom(0, 0x0a000000, 0x20010db8, 0xffffff00, 0x80000000), fc.nat(15), fc.nat(28))
  .map(([base, low, shift]) => (base ^ (low << shift)) >>> 0);
const address: fc.Arbitrary<Address> = fc.oneof(
  fc.tuple(clusteredWord).map((words) => ({ kind: "ipv4" as const, words })),
  fc
    .tuple(clusteredWord, clusteredWord, clusteredWord, clusteredWord)
    .map((words) => ({ kind: "ipv6" as const, words })),
);
const prefix: fc.Arbitrary<Prefix> = fc.tuple(address, fc.nat(128)).map(([whole, bits]) => {
  const length = Math.min(bits, whole.words.length * 32);
  return { address: maskAddress(whole, length), length };
});
const entries = fc.array(fc.record({ prefix, value: fc.nat(2 ** 31 - 1) }), { maxLength: 40, size: "max" });

/** The first and last address of each prefix and their neighbours: where a range could be off by one. */
function edges({ address, length }: Prefix): Address[] {
  const bits = BigInt(address.words.length * 32);
  const start = address.words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
  const end = start + (1n << (bits - BigInt(length))) - 1n;
  return [start - 1n, start, end, end + 1n]
    .filter((value) => value >= 0n && value < 1n << bits)
    .map((value) => addressOf(value, address.kind));
}

function addressOf(value: bigint, kind: Address["kind"]): Address {
  const word = (at: bigint): number => Number((value >> (at * 32n)) & 0xffffffffn);
  return kind === "ipv4"
    ? { kind, words: [word(0n)] }
    : { kind, words: [word(3n), word(2n), word(1n), word(0n)] };
}

describe("a prefix set", () => {
  it("finds the longest prefix that holds an address", () => {
    const set = setOf("10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "2001:db8::/32", "2001:db8:1::/48");
    const found = [
      ["10.9.9.9", 0],
      ["10.1.9.9", 1],
      ["10.1.2.3", 2],
      ["10.1.2.4", 1],
      ["10.2.0.0", 0],
      ["11.0.0.0", -1],
      ["9.255.255.255", -1],
      ["2001:db8::1", 3],
      ["2001:db8:1:ffff::", 4],
      ["2001:db9::", -1],
    ] as const;
    for (const [text, value] of found) assert.equal(set.lookupText(text), value, text);
  });

  it("agrees with trying every prefix, at the edges of each above all", () => {
    fc.assert(
      fc.property(entries, fc.array(address), (entries, others) => {
        const set = new PrefixSet(buildPrefixTable(entries));
        for (const asked of [...entries.flatMap(({ prefix }) => edges(prefix)), ...others]) {
          const expected = naiveLookup(entries, asked);
          assert.equal(set.lookup(asked), expected);
          // ::ffff:0:0/96 as IPv6 words has no text of its own: as text it is IPv4.
          if (parseAddress(formatAddress(asked))?.kind === asked.kind) {
            assert.equal(set.lookupText(formatAddress(asked)), expected);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("counts different prefixes, and of equal ones takes the last value", () => {
    const set = new PrefixSet(
      buildPrefixTable([
        entry("10.0.0.0/8", 1),
        entry("::/0", 2),
        entry("10.0.0.0/8", 3),
        entry("10.0.0.0/9", 4),
      ]),
    );
    assert.equal(set.size, 3);
    assert.equal(set.lookupText("10.128.0.1"), 3);
    assert.equal(set.lookupText("10.0.0.1"), 4);
  });

  it("holds no IPv4 address by an IPv6 prefix, nor the other way round", () => {
    assert.equal(setOf("::/0").lookupText("192.0.2.1"), -1);
    assert.equal(setOf("::/0").lookupText("::ffff:192.0.2.1"), -1);
    assert.equal(setOf("0.0.0.0/0").lookupText("::1"), -1);
    assert.equal(setOf("0.0.0.0/0").lookupText("::ffff:192.0.2.1"), 0);
  });

  it("reaches the first and the last address", () => {
    const all = setOf(
      "0.0.0.0/0",
      "::/0",
      "255.255.255.255",
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
      "0.0.0.0",
    );
    assert.equal(all.lookupText("0.0.0.0"), 4);
    assert.equal(all.lookupText("0.0.0.1"), 0);
    assert.equal(all.lookupText("255.255.255.254"), 0);
    assert.equal(all.lookupText("255.255.255.255"), 2);
    assert.equal(all.lookupText("::"), 1);
    assert.equal(all.lookupText("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), 3);
    assert.equal(setOf("255.255.255.0/24").lookupText("255.255.254.255"), -1);
  });

  it("finds nothing when it is empty, and nothing for a text that is no address", () => {
    assert.equal(setOf().size, 0);
    assert.equal(setOf().lookupText("192.0.2.1"), -1);
    assert.equal(setOf().lookupText("::1"), -1);
    for (const text of ["", "office", "10.0.0.256", "fe80::1%eth0"]) {
      assert.equal(setOf("0.0.0.0/0", "::/0").lookupText(text), -1, text);
    }
  });

  it("finds each of tens of thousands of prefixes, scattered and crowded", () => {
    const texts: string[] = [];
    for (let i = 0; i < 20_000; i++)
      texts.push(`10.${i >> 8}.${i & 255}.${(i * 7) & 255}`, `${i.toString(16)}::/16`);
    const set = setOf(...texts);
    texts.forEach((text, value) => {
      assert.equal(set.lookupText(text.replace("/16", "1")), value);
    });
  });

  it("takes little memory when it is small", () => {
    const { ipv4, ipv6 } = buildPrefixTable([entry("10.0.0.0/8", 1)]);
    const buffers = new Set(
      [ipv4, ipv6].flatMap(({ starts, values, index }) => [starts, values, index]).map((a) => a.buffer),
    );
    const bytes = [...buffers].reduce((sum, buffer) => sum + buffer.byteLength, 0);
    assert.ok(bytes < 128, `${bytes} bytes`);
  });

  it("makes one range of neighbours, and of prefixes within others, that have the same value", () => {
    const quarters = ["10.0.0.0/10", "10.64.0.0/10", "10.128.0.0/10", "10.192.0.0/10"];
    for (const texts of [quarters, [...quarters, "10.0.0.0/8"], ["10.0.0.0/8", "10.1.0.0/16"]]) {
      const { ipv4, size } = buildPrefixTable(texts.map((text) => entry(text, 7)));
      assert.equal(size, texts.length);
      assert.deepEqual([...ipv4.starts], [0, 0x0a000000, 0x0b000000]);
      assert.deepEqual([...ipv4.values], [-1, 7, -1]);
    }
  });

  it("is built only of prefixes and values that it can hold", () => {
    const withHostBits = { prefix: { address: entry("10.0.0.1", 0).prefix.address, length: 8 }, value: 1 };
    assert.throws(() => buildPrefixTable([withHostBits]), /bits set after its length/);
    for (const value of [-1, 2 ** 31, 0.5]) {
      assert.throws(() => buildPrefixTable([entry("10.0.0.0/8", value)]), /value/);
    }
  });

  it("crosses to another thread without a copy", async () => {
    const table = buildPrefixTable([entry("10.0.0.0/8", 41)]);
    const worker = new Worker(
      `
      const { workerData, parentPort } = require("node:worker_threads");
      import(workerData.module).then(({ PrefixSet }) => {
        const found = new PrefixSet(workerData.table).lookupText("10.1.2.3");
        workerData.table.ipv4.values.fill(found + 1);
        parentPort.postMessage(found);
      });
      `,
      { eval: true, workerData: { table, module: new URL("./prefix-set.ts", import.meta.url).href } },
    );
    const found = await new Promise((resolve, reject) =>
      worker.once("message", resolve).once("error", reject),
    );
    assert.equal(found, 41);
    assert.equal(new PrefixSet(table).lookupText("10.1.2.3"), 42);
    await worker.terminate();
  });
});
