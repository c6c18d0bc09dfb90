import assert from "node:assert/strict";
import { test } from "node:test";
import { clientNetwork } from "./client-network.ts";

test("addresses of one network of 64 bits are one client, those of IPv4 are each its own", () => {
  assert.equal(clientNetwork("2001:db8:1:2:ffff::9"), "2001:db8:1:2::");
  assert.equal(clientNetwork("2001:0db8:1:2::"), "2001:db8:1:2::");
  assert.notEqual(clientNetwork("2001:db8:1:3::1"), clientNetwork("2001:db8:1:2::1"));
  assert.equal(clientNetwork("203.0.113.7"), "203.0.113.7");
});

test("what is no address of IPv6 stays as it is", () => {
  assert.equal(clientNetwork("::ffff:203.0.113.7"), "::ffff:203.0.113.7");
  assert.equal(clientNetwork("a:b"), "a:b");
  assert.equal(clientNetwork(""), "");
});
