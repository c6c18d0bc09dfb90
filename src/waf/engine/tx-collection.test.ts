import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TxCollection } from "./tx-collection.ts";

describe("captures", () => {
  test("that are found later are found when a place is first read, and once", () => {
    const tx = new TxCollection();
    let found = 0;
    tx.captureLater(() => [`match ${++found}`, "group"]);
    assert.equal(found, 0);
    assert.equal(tx.get("0"), "match 1");
    assert.equal(tx.get("1"), "group");
    assert.equal(found, 1);
  });

  test("that are replaced before anything reads them are not found at all", () => {
    const tx = new TxCollection();
    tx.captureLater(() => assert.fail("nobody asked"));
    tx.capture(["b"]);
    assert.equal(tx.get("0"), "b");
    tx.captureLater(() => assert.fail("nobody asked"));
    tx.captureLater(() => ["c"]);
    assert.equal(tx.get("0"), "c");
    assert.equal(tx.get("1"), undefined);
  });

  test("count as a change, found or not", () => {
    const tx = new TxCollection();
    assert.equal(tx.hasChanged(["0"]), false);
    tx.captureLater(() => ["a"]);
    assert.equal(tx.hasChanged(["0"]), true);
    assert.equal(tx.hasChanged(["score"]), false);
  });

  test("give way to what a rule sets in their place", () => {
    const tx = new TxCollection();
    tx.captureLater(() => ["a", "b"]);
    tx.set("1", "set");
    assert.deepEqual(tx.pairsWhere((name) => /^[0-9]$/.test(name)).values, ["a", "set"]);
  });
});
