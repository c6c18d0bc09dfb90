import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatAddress, formatPrefix, maskAddress, type Prefix, parsePrefix } from "#kernel/address.ts";
import { PrefixSet } from "#kernel/prefix-set.ts";
import { privatePrefixes } from "#kernel/private-address.ts";
import { runSteps } from "#kernel/run-steps.ts";
import { mmdbFile } from "../../test/harness/mmdb-file.ts";
import { AddressDataError } from "./address-data.ts";
import { type FeedForm, type Forbidden, readFeed } from "./read-feed.ts";

const forbidden: readonly Forbidden[] = privatePrefixes.map((prefix) => ({
  prefix,
  what: "a private address",
}));

const CIDR: FeedForm = { format: "cidr", column: "1" };
const csv = (column: string): FeedForm => ({ format: "csv", column });

const read = (text: string | Buffer, form: FeedForm = CIDR) =>
  runSteps(readFeed(Buffer.from(text), form, forbidden));

const lineOf = (text: string, address: string, form: FeedForm = CIDR): number =>
  new PrefixSet(read(text, form).table).lookupText(address);

test("a plain list has comments, blank lines and either end of line; a value is its line", () => {
  const text = "\ufeff# a list\r\n\r\n1.10.16.0/20 ; SBL256894\r\n2a0e:b107::/32\r\n  5.6.7.8   # one\n";
  assert.equal(lineOf(text, "1.10.17.1"), 3);
  assert.equal(lineOf(text, "2a0e:b107::1"), 4);
  assert.equal(lineOf(text, "5.6.7.8"), 5);
  assert.equal(lineOf(text, "5.6.7.9"), -1);
  assert.equal(read(text).entries, 3);
});

test("a column of CSV is found by its name or its number, quoted or not", () => {
  const text = 'id,"CIDR, as seen",note\n1,"1.2.3.0/24","say ""no"""\n2,5.6.7.8,\n';
  assert.equal(lineOf(text, "1.2.3.4", csv("cidr, as seen")), 2);
  assert.equal(lineOf("# c\n1,1.2.3.0/24\n", "1.2.3.4", csv("2")), 2);
});

const JSON_FORM: FeedForm = { format: "json", column: "1" };

test("JSON is read in the form in which operators of bots publish it", () => {
  const list = { creationTime: "2026-11-30", prefixes: [{ ipv6Prefix: "2001:4860:4801:10::/64" }] };
  const more = { ...list, prefixes: [...list.prefixes, { ipv4Prefix: "66.249.64.0/27", service: "x" }] };
  for (const text of [JSON.stringify(more), JSON.stringify(more, undefined, 2).replaceAll("/", "\\/")]) {
    assert.equal(read(text, JSON_FORM).entries, 2);
    assert.ok(lineOf(text, "66.249.64.31", JSON_FORM) >= 0);
    assert.ok(lineOf(text, "2001:4860:4801:10::1", JSON_FORM) >= 0);
    assert.equal(lineOf(text, "66.249.64.32", JSON_FORM), -1);
  }
  assert.equal(read('{"prefixes":[]}', JSON_FORM).entries, 0);
});

test("an entry of JSON may have both families, or null for one, and later ones keep their place", () => {
  const both = '{"ipv4Prefix":"8.8.8.0/24","ipv6Prefix":"2804::/16"}';
  const one = '{"ipv4Prefix":null,"ipv6Prefix":"2805::/16"}';
  const text = `{"prefixes":[\n${both},\n${one},\n{"ipv4Prefix":"9.9.9.0/24"}\n]}`;
  assert.equal(read(text, JSON_FORM).entries, 4);
  const lines = ["8.8.8.8", "2804::1", "2805::1", "9.9.9.9"].map((each) => lineOf(text, each, JSON_FORM));
  assert.deepEqual(lines, [2, 2, 3, 4]);
});

const published = (...values: readonly string[]): string =>
  `{ "prefixes": [\n${values.map((value) => `  { "ipv4Prefix": "${value}" }`).join(",\n")}\n] }`;

const refusals: readonly (readonly [
  what: string,
  text: string,
  form: FeedForm,
  message: RegExp,
  place: string,
])[] = [
  ["what is no prefix", "1.2.3.4\n  nonsense\n", CIDR, /"nonsense": write an IPv4/, "2:3"],
  ["bits after the length", "1.2.3.4/24\n", CIDR, /write 1\.2\.3\.0\/24/, "1:1"],
  ["a default route", "0.0.0.0/0\n", CIDR, /every address/, "1:1"],
  ["a default route of IPv6", "1.2.3.4\n::/0", CIDR, /every address/, "2:1"],
  ["a private address", "8.8.8.8\n10.1.2.3\n", CIDR, /10\.1\.2\.3 is a private address/, "2:1"],
  ["a prefix around private ones", "8.0.0.0/6\n", CIDR, /holds 10\.0\.0\.0\/8, a private address/, "1:1"],
  ["loopback of IPv6", "::1\n", CIDR, /private/, "1:1"],
  ["a missing column", "a,b\n1.2.3.4,x\n", csv("ip"), /no column "ip"/, "1:1"],
  ["a short line", "1.2.3.4,x\n1.2.3.4\n", csv("2"), /"x"/, "1:9"],
  ["a line with fewer columns", "x,1.2.3.4\ny\n", csv("2"), /it has 1 columns, and not 2/, "2:1"],
  ["what is no prefix, in JSON", published("1.2.3.4/32", "x"), JSON_FORM, /"x": write an IPv4/, "3:5"],
  ["a private address in JSON", published("8.8.8.8", "9.9.9.9", "10.0.0.1"), JSON_FORM, /private/, "4:5"],
  ["a page in the place of JSON", "<html>", JSON_FORM, /it is no JSON/, "0:0"],
  ["JSON of another form", '{"addresses":[]}', JSON_FORM, /no object with a list `prefixes`/, "0:0"],
  ["an entry without a prefix", '{"prefixes":[{"ip":"1.2.3.4"}]}', JSON_FORM, /entry 1 .*neither/, "0:0"],
  ["a quote without end", '"1.2.3.4\n', csv("1"), /does not end/, "1:1"],
];

for (const [what, text, form, message, place] of refusals) {
  test(`${what} refuses the whole feed, with its place`, () => {
    assert.throws(
      () => read(text, form),
      (error) =>
        error instanceof AddressDataError &&
        message.test(error.message) &&
        `${error.line}:${error.column}` === place,
    );
  });
}

test("of a database every network with a record counts, and private ones refuse it", () => {
  const form: FeedForm = { format: "mmdb", column: "1" };
  const listed = read(
    mmdbFile([
      ["8.8.8.0/24", { a: 1 }],
      ["2804::/16", { a: 2 }],
    ]),
    form,
  );
  assert.equal(new PrefixSet(listed.table).lookupText("8.8.8.9"), 0);
  assert.equal(new PrefixSet(listed.table).lookupText("8.8.9.9"), -1);
  assert.equal(listed.entries, 2);
  assert.throws(() => read(mmdbFile([["8.0.0.0/6", { a: 1 }]]), form), /10\.0\.0\.0, a private address/);
});

const publicPrefix: fc.Arbitrary<Prefix> = fc
  .record({ word: fc.integer({ min: 0x0b000000, max: 0x63ffffff }), length: fc.integer({ min: 8, max: 32 }) })
  .map(({ word, length }) => ({ address: maskAddress({ kind: "ipv4", words: [word] }, length), length }));

test("whatever prefixes a list is printed from, it holds exactly their addresses", () => {
  const ends = fc.constantFrom("\n", "\r\n", " \n", " # c\n", "\n\n", "\t; d\n");
  fc.assert(
    fc.property(fc.array(fc.tuple(publicPrefix, ends), { minLength: 1, maxLength: 30 }), (lines) => {
      const text = lines.map(([prefix, end]) => formatPrefix(prefix) + end).join("");
      const set = new PrefixSet(read(text).table);
      for (const [prefix] of lines) assert.ok(set.lookup(prefix.address) > 0);
      const outside = parsePrefix("100.0.0.1");
      assert.ok(!("error" in outside) && set.lookup(outside.address) === -1);
    }),
  );
});

test("any bytes are read or refused with a place, in any format", () => {
  const form = fc.constantFrom<FeedForm>(CIDR, csv("1"), csv("2"), csv("ip"), {
    format: "mmdb",
    column: "1",
  });
  const piece = fc.constantFrom("1.2.3.4", "/24", ",", '"', "\n", "#", ";", "::", "ip", " ", "\0", "é", "9");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), form, (pieces, of) => {
      try {
        read(pieces.join(""), of);
      } catch (error) {
        assert.ok(error instanceof AddressDataError, String(error));
        assert.ok(of.format === "mmdb" || (error.line >= 1 && error.column >= 1));
        assert.doesNotMatch(error.message, /\p{Cc}/u);
      }
    }),
    { numRuns: 3000 },
  );
});

test("a quoted field of CSV is read back as it was written", () => {
  const text = fc.stringMatching(/^[ -~]{0,20}$/);
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), publicPrefix, (before, prefix) => {
      const quoted = [...before, formatAddress(prefix.address)].map(
        (one) => `"${one.replaceAll('"', '""')}"`,
      );
      const line = quoted.join(",");
      assert.ok(new PrefixSet(read(line, csv(String(quoted.length))).table).lookup(prefix.address) === 1);
    }),
  );
});
