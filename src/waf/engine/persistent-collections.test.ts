import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "#kernel/clock.ts";
import { MemoryCollections } from "./collection-port.ts";
import { PersistentCollections } from "./persistent-collections.ts";

function shared() {
  const clock = new ManualClock(1_700_000_000_000);
  const port = new MemoryCollections();
  const open = (key: string): PersistentCollections => {
    const collections = new PersistentCollections(port, 60_000, () => clock.wallMs());
    collections.init("ip", key);
    return collections;
  };
  return { clock, open, port };
}

test("what one transaction saves the next one of the same key has, in any spelling", () => {
  const { open } = shared();
  const first = open("192.0.2.1");
  first.set("ip", "Score", "5");
  first.save();
  assert.equal(open("192.0.2.1").get("ip", "SCORE"), "5");
  assert.equal(open("192.0.2.2").get("ip", "score"), undefined);
});

test("what is not saved is gone, and a collection that was not opened takes nothing", () => {
  const { open } = shared();
  const first = open("a");
  first.set("ip", "score", "5");
  first.set("session", "score", "5");
  assert.equal(first.get("session", "score"), undefined);
  assert.equal(open("a").get("ip", "score"), undefined);
});

test("an entry ends by expirevar, the others stay", () => {
  const { clock, open } = shared();
  const first = open("a");
  first.set("ip", "short", "1");
  first.set("ip", "long", "1");
  first.expire("ip", "SHORT", 10);
  first.save();
  clock.advance(9_999);
  assert.equal(open("a").get("ip", "short"), "1");
  clock.advance(1);
  const later = open("a");
  assert.deepEqual([later.get("ip", "short"), later.get("ip", "long")], [undefined, "1"]);
});

test("an entry that is set again ends when it would have", () => {
  const { clock, open } = shared();
  const first = open("a");
  first.set("ip", "x", "1");
  first.expire("ip", "x", 10);
  first.set("ip", "x", "2");
  first.save();
  clock.advance(10_000);
  assert.equal(open("a").get("ip", "x"), undefined);
});

test("a record ends when nothing has changed it for the collection's time", () => {
  const { clock, open } = shared();
  const first = open("a");
  first.set("ip", "x", "1");
  first.save();
  clock.advance(59_999);
  const second = open("a");
  assert.equal(second.get("ip", "x"), "1");
  second.set("ip", "x", "2");
  second.save();
  clock.advance(59_999);
  assert.equal(open("a").get("ip", "x"), "2");
  clock.advance(1);
  assert.equal(open("a").get("ip", "x"), undefined);
});

test("a record tells when it was made, how often it was saved, and whether it is new", () => {
  const { clock, open } = shared();
  const facts = (of: PersistentCollections) =>
    ["create_time", "update_counter", "is_new", "key"].map((key) => of.get("ip", key));
  const first = open("a");
  assert.deepEqual(facts(first), ["1700000000", "0", "1", "a"]);
  first.save();
  clock.advance(5_000);
  assert.deepEqual(facts(open("a")), ["1700000000", "1", "0", "a"]);
});

test("the records used longest ago go first where there is room for no more", () => {
  const port = new MemoryCollections(2);
  for (const key of ["a", "b", "c", "d", "e", "f"]) {
    const collections = new PersistentCollections(port, 60_000, () => 0);
    collections.init("ip", key);
    collections.save();
  }
  assert.equal(port.load("ip", "a"), undefined);
  assert.ok(port.load("ip", "f"));
});
