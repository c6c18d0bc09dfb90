import assert from "node:assert/strict";
import { it } from "node:test";
import { KilobyteCarry } from "./kilobyte-carry.ts";

it("counts what many small calls of a key move together, and keeps keys apart", () => {
  const carry = new KilobyteCarry();
  let total = 0;
  for (let call = 0; call < 100; call++) total += carry.add("a", 300);
  assert.equal(total, Math.floor((100 * 300) / 1024));
  assert.equal(carry.add("b", 1023), 0);
  assert.equal(carry.add("b", 1), 1);
  assert.equal(carry.add("b", 5000), 4);
});
