import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CandidateWalk } from "./candidate-walk.ts";
import { newRuleBits, setBit } from "./rule-bits.ts";

/** What stands at a position. */
const kinds = ["found", "not found", "unscanned", "marker"] as const;

test("found rules and those that no scan finds come in their order, from any position on", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...kinds), { maxLength: 150 }), (units) => {
      let bit = 0;
      const bits = units.map((kind) => (kind === "marker" ? undefined : kind === "unscanned" ? -1 : bit++));
      const hits = newRuleBits(bit);
      for (const [position, kind] of units.entries()) if (kind === "found") setBit(hits, bits[position] ?? 0);
      const walk = new CandidateWalk(bits);
      for (let from = 0; from <= units.length; from++) {
        const expected = units.findIndex(
          (kind, at) => at >= from && (kind === "found" || kind === "unscanned"),
        );
        assert.equal(walk.next(hits, from), expected < 0 ? units.length : expected);
      }
    }),
  );
});
