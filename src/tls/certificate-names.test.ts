import assert from "node:assert/strict";
import { test } from "node:test";
import { alternativeNames, CertificateNameTable, certificateNames } from "./certificate-names.ts";

test("names are read in lower case, addresses in canonical form, other kinds left out", () => {
  const text = "DNS:Shop.Example, DNS:*.shop.example, IP Address:0:0:0:0:0:0:0:1, URI:https://a.example";
  assert.deepEqual(certificateNames(text), ["shop.example", "*.shop.example", "::1"]);
  assert.deepEqual(certificateNames(undefined), []);
});

test("a value that looks like several names is one (CVE-2021-44532)", () => {
  const text = 'DNS:a.example, URI:"http://x/, DNS:bank.example, y", DNS:b.example';
  assert.deepEqual(certificateNames(text), ["a.example", "b.example"]);
  assert.deepEqual(alternativeNames(text)[1], { kind: "URI", value: "http://x/, DNS:bank.example, y" });
});

test("an exact name comes before a wildcard, which stands for one label", () => {
  const table = new CertificateNameTable<string>();
  table.add(["*.shop.example", "127.0.0.1", "::1"], "wild");
  table.add(["www.shop.example", "*.shop.example"], "exact");
  assert.equal(table.find("www.shop.example"), "exact");
  assert.equal(table.find("api.shop.example"), "wild");
  assert.equal(table.find("a.b.shop.example"), undefined);
  assert.equal(table.find("shop.example"), undefined);
  assert.equal(table.find("*.shop.example"), "wild");
  assert.equal(table.find(".shop.example"), undefined);
  assert.equal(table.find("127.0.0.1"), "wild");
  assert.equal(table.find("[::1]"), "wild");
  assert.equal(table.find("[0:0:0:0:0:0:0:1]"), "wild");
  assert.equal(table.find(""), undefined);
});
