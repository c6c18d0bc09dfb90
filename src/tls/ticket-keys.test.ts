import assert from "node:assert/strict";
import { test } from "node:test";
import { currentTicketKeys } from "./ticket-keys.ts";

test("keys are used until they are old, and are 48 bytes that nobody had before", () => {
  const first = currentTicketKeys(undefined, 1000, 5000);
  assert.equal(Buffer.from(first.bytes, "base64").length, 48);
  assert.equal(currentTicketKeys(first, 1000, 5999), first);
  const second = currentTicketKeys(first, 1000, 6000);
  assert.notEqual(second.bytes, first.bytes);
  assert.equal(second.madeAtMs, 6000);
});

test("keys that a clock set back has left in the future are replaced", () => {
  const keys = currentTicketKeys(undefined, 1000, 5000);
  assert.notEqual(currentTicketKeys(keys, 1000, 4000).bytes, keys.bytes);
});
