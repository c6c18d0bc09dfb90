import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultPort, portOf } from "./default-port.ts";

test("http has the port 80, https 443", () => {
  assert.equal(defaultPort("http"), 80);
  assert.equal(defaultPort("https"), 443);
});

test("a URL has the port that it names, or its scheme's", () => {
  const made: readonly (readonly [string, number])[] = [
    ["http://a.example/", 80],
    ["https://a.example/", 443],
    ["http://a.example:443/", 443],
    ["https://a.example:80/", 80],
    ["https://[2001:db8::1]:8443/x", 8443],
    ["http://a.example:0/", 0],
  ];
  for (const [url, port] of made) assert.equal(portOf(new URL(url)), port, url);
});
