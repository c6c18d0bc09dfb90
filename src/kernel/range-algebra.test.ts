import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatPrefix, maskAddress, type Prefix } from "./address.ts";
import { PrefixColumns } from "./prefix-ranges.ts";
import { buildPrefixTable, PrefixSet, prefixTableOf } from "./prefix-set.ts";
import { combineRanges, noRanges, prefixesOfRanges, RangeWriter } from "./range-algebra.ts";

const prefix: fc.Arbitrary<Prefix> = fc
  .record({ word: fc.nat(0xffffffff), length: fc.nat(32) })
  .map(({ word, length }) => ({ address: maskAddress({ kind: "ipv4", words: [word] }, length), length }));
const prefixes = fc.array(prefix, { maxLength: 12 });

function columns(list: readonly Prefix[]) {
  const made = new PrefixColumns(1);
  for (const one of list) made.add(one, 1);
  return made.flatten();
}

test("ranges laid over each other hold an address where their parts say so", () => {
  const edges = (list: readonly Prefix[]) => list.map(({ address }) => address.words[0]);
  fc.assert(
    fc.property(prefixes, prefixes, fc.nat(0xffffffff), (a, b, word) => {
      const less = combineRanges(1, columns(a), columns(b), (x, y) => (y >= 0 ? -1 : x));
      const set = new PrefixSet(prefixTableOf(less, noRanges(4), 0));
      const [inA, inB] = [a, b].map(
        (list) => new PrefixSet(buildPrefixTable(list.map((one) => ({ prefix: one, value: 1 })))),
      );
      for (const at of [word, ...edges(a), ...edges(b)]) {
        const address = { kind: "ipv4", words: [at] } as const;
        const expected = (inA?.lookup(address) ?? -1) >= 0 && (inB?.lookup(address) ?? -1) < 0;
        assert.equal(set.lookup(address) >= 0, expected);
      }
    }),
  );
});

test("prefixes made of ranges hold the same addresses, and none twice", () => {
  fc.assert(
    fc.property(prefixes, (list) => {
      const ranges = columns(list);
      const made = [...prefixesOfRanges(1, ranges)];
      assert.deepEqual(columns(made.map((one) => one.prefix)), { ...ranges, size: made.length });
      assert.equal(new Set(made.map((one) => formatPrefix(one.prefix))).size, made.length);
    }),
  );
});

test("all of IPv6 is one prefix", () => {
  const all = new RangeWriter(4);
  all.begin([0, 0, 0, 0], 0, 3);
  const made = [...prefixesOfRanges(4, all.finish())].map((one) => [formatPrefix(one.prefix), one.value]);
  assert.deepEqual(made, [["::/0", 3]]);
});
