import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatAddress, maskAddress } from "#kernel/address.ts";
import { AddressList } from "./address-list.ts";
import { tableOfEntries } from "./ending-entries.ts";

const HOUR_MS = 3_600_000;

const entry = fc
  .record({
    word: fc.nat(0xffffffff),
    length: fc.nat(32),
    lasts: fc.constantFrom(-HOUR_MS, HOUR_MS, Number.POSITIVE_INFINITY),
  })
  .map(({ word, length, lasts }) => ({
    prefix: { address: maskAddress({ kind: "ipv4", words: [word] }, length), length },
    untilMs: Date.now() + lasts,
  }));

test("an address is in a list while any entry that holds it lasts, whatever lies inside what", () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 10 }), fc.nat(0xffffffff), (entries, word) => {
      const list = new AddressList("any", tableOfEntries(entries));
      for (const at of [word, ...entries.map(({ prefix }) => prefix.address.words[0])]) {
        const address = { kind: "ipv4", words: [at] } as const;
        const expected = entries.some(
          ({ prefix, untilMs }) =>
            untilMs > Date.now() && maskAddress(address, prefix.length).words[0] === prefix.address.words[0],
        );
        assert.equal(list.holds(formatAddress(address)), expected);
      }
    }),
  );
});

test("what is no address is in no list", () => {
  const list = new AddressList("any", tableOfEntries([]));
  assert.equal(list.holds(""), false);
  assert.equal(list.holds("unix"), false);
});
