import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeField } from "#http/field.ts";
import { parsePrefix } from "#kernel/address.ts";
import { buildPrefixTable, PrefixSet } from "#kernel/prefix-set.ts";
import { clientAddress } from "./client-address.ts";

function hops(...texts: string[]): PrefixSet {
  const entries = texts.map((text) => {
    const prefix = parsePrefix(text);
    assert.ok(!("error" in prefix));
    return { prefix, value: 1 };
  });
  return new PrefixSet(buildPrefixTable(entries));
}

const trusted = hops("10.0.0.0/8", "fd00::/8");

describe("the client's address behind a trusted hop", () => {
  for (const [told, expected] of [
    [["X-Forwarded-For: 203.0.113.9"], "203.0.113.9"],
    [["X-Forwarded-For: 6.6.6.6, 203.0.113.9"], "203.0.113.9"],
    [["X-Forwarded-For: 203.0.113.9, 10.1.1.1"], "203.0.113.9"],
    [["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 203.0.113.9, 10.1.1.1"], "203.0.113.9"],
    [["X-Forwarded-For: 203.0.113.9:4711"], "203.0.113.9"],
    [["X-Forwarded-For: [2001:DB8::1]:4711"], "2001:db8::1"],
    [["X-Forwarded-For: 2001:db8::1, fd00::1"], "2001:db8::1"],
    [["X-Forwarded-For: ::ffff:203.0.113.9"], "203.0.113.9"],
    [["X-Forwarded-For: 10.2.2.2, 10.1.1.1"], "10.2.2.2"],
    [["X-Forwarded-For: 203.0.113.9, nonsense, 10.1.1.1"], "10.1.1.1"],
    [["X-Forwarded-For: "], "10.0.0.1"],
    [["X-Forwarded-For: unknown"], "10.0.0.1"],
    [['Forwarded: for=6.6.6.6, for="[2001:db8::1]:80";proto=https, for=10.1.1.1'], "2001:db8::1"],
    [["Forwarded: proto=https;for=203.0.113.9"], "203.0.113.9"],
    [["Forwarded: for=_hidden"], "10.0.0.1"],
    [[], "10.0.0.1"],
  ] as const) {
    it(`is ${expected} where it tells ${JSON.stringify(told)}`, () => {
      const fields = told.map((line) => {
        const colon = line.indexOf(":");
        return makeField(line.slice(0, colon), line.slice(colon + 1).trim());
      });
      assert.equal(clientAddress("10.0.0.1", fields, trusted), expected);
    });
  }
});
