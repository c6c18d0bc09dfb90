import assert from "node:assert/strict";
import { test } from "node:test";
import { proxyHeader } from "./proxy-header.ts";

const SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
const from = (sourceAddress: string, destinationAddress: string) => {
  return { sourceAddress, sourcePort: 258, destinationAddress, destinationPort: 443 };
};

test("version 1 names the family, the addresses and the ports", () => {
  assert.equal(
    proxyHeader("v1", from("192.0.2.1", "192.0.2.9")),
    "PROXY TCP4 192.0.2.1 192.0.2.9 258 443\r\n",
  );
  const six = proxyHeader("v1", from("2001:db8::1", "2001:db8::9"));
  assert.equal(six, "PROXY TCP6 2001:db8::1 2001:db8::9 258 443\r\n");
});

test("version 2 holds them in network order", () => {
  const four = `${SIGNATURE}\x21\x11\0\x0c\xc0\0\x02\x01\xc0\0\x02\x09\x01\x02\x01\xbb`;
  assert.equal(proxyHeader("v2", from("192.0.2.1", "192.0.2.9")), four);
  const address = (last: string) => ` \x01\x0d\xb8${"\0".repeat(11)}${last}`;
  const six = `${SIGNATURE}\x21\x21\0\x24${address("\x01")}${address("\x09")}\x01\x02\x01\xbb`;
  assert.equal(proxyHeader("v2", from("2001:db8::1", "2001:db8::9")), six);
});

test("what no header can tell is said to be unknown", () => {
  for (const connection of [undefined, from("", "192.0.2.9"), from("192.0.2.1", "2001:db8::9")]) {
    assert.equal(proxyHeader("v1", connection), "PROXY UNKNOWN\r\n");
    assert.equal(proxyHeader("v2", connection), `${SIGNATURE}\x20\0\0\0`);
  }
});
