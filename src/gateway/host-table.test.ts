import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HostTable } from "./host-table.ts";

describe("a host table", () => {
  const table = new HostTable<string>();
  for (const host of ["api.example.com", "*.example.com", "*.eu.example.com", "*"]) table.add(host, host);

  for (const [host, expected] of [
    ["api.example.com", "api.example.com"],
    ["x.example.com", "*.example.com"],
    ["a.b.example.com", "*.example.com"],
    ["a.eu.example.com", "*.eu.example.com"],
    ["example.com", "*"],
    ["evilexample.com", "*"],
    [".example.com", "*"],
    ["", "*"],
  ] as const) {
    it(`serves ${JSON.stringify(host)} by ${expected}`, () => assert.equal(table.find(host), expected));
  }

  it("serves nothing that it was not told of", () => {
    const strict = new HostTable<string>();
    strict.add("a.example", "a");
    assert.equal(strict.find("b.example"), undefined);
    assert.equal(strict.find(""), undefined);
  });
});
