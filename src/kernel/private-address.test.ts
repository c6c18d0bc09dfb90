import assert from "node:assert/strict";
import { test } from "node:test";
import { isPrivateAddress } from "./private-address.ts";

for (const [address, expected] of [
  ["10.1.2.3", true],
  ["172.31.255.255", true],
  ["172.32.0.1", false],
  ["192.168.0.1", true],
  ["100.64.0.1", true],
  ["127.0.0.1", true],
  ["169.254.169.254", true],
  ["203.0.113.1", false],
  ["8.8.8.8", false],
  ["::1", true],
  ["fd00::1", true],
  ["fe80::1", true],
  ["2001:db8::1", false],
  ["0.0.0.0", false],
  ["::", false],
  ["", false],
] as const) {
  test(`${address} is ${expected ? "" : "not "}a private address`, () =>
    assert.equal(isPrivateAddress(address), expected));
}
