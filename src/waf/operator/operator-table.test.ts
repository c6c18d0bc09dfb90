import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { macroText } from "../seclang/macro.ts";
import { operatorTable } from "../seclang/operator-names.ts";
import { leadingInteger } from "./leading-integer.ts";
import type { Operator, OperatorContext, OperatorEnvironment } from "./operator.ts";
import { findOperator, operators } from "./operator-table.ts";

const byName = new Intl.Collator("en", { sensitivity: "base" });

const environment: OperatorEnvironment = {
  fileText: () => undefined,
  isRegexMultiLine: false,
  ports: {},
};

function compiled(name: string, argument: string, given: Partial<OperatorEnvironment> = {}): Operator {
  const operator = findOperator(name)?.compile(argument, { ...environment, ...given });
  assert.ok(typeof operator === "function", `@${name} ${argument}: ${JSON.stringify(operator)}`);
  return operator;
}

/** Notes what an operator asks and sets. */
class Notes implements OperatorContext {
  readonly isCapturing: boolean;
  readonly expanded: string[] = [];
  captures: readonly string[] | undefined;
  place: Readonly<Record<string, string>> | undefined;
  readonly #text: string;

  constructor(isCapturing = true, text = "expanded") {
    this.isCapturing = isCapturing;
    this.#text = text;
  }

  expand(macro: Parameters<OperatorContext["expand"]>[0]): string {
    this.expanded.push(macroText(macro));
    return this.#text;
  }

  captureLater(groups: () => readonly string[]): void {
    this.capture(groups());
  }

  capture(groups: readonly string[]): void {
    this.captures = groups;
  }

  setGeo(place: Readonly<Record<string, string>>): void {
    this.place = place;
  }
}

test("operators are found in any case and by their aliases", () => {
  assert.equal(findOperator("PMFROMFILE")?.name, "pmFromFile");
  assert.equal(findOperator("pmf"), findOperator("pmFromFile"));
  assert.equal(findOperator("ipMatchF"), findOperator("ipMatchFromFile"));
  assert.equal(findOperator("rxAll"), undefined);
  const names = operators.map(({ name }) => name);
  assert.deepEqual(
    names,
    names.toSorted((a, b) => a.localeCompare(b, "en", { sensitivity: "base" })),
  );
});

const withMacros = [
  ...["rx", "rxGlobal"],
  ...["beginsWith", "endsWith", "contains", "containsWord", "streq", "strmatch", "within"],
  ...["eq", "ne", "ge", "gt", "le", "lt", "ipMatch"],
];

for (const name of withMacros) {
  test(`@${name} expands its argument for each value where it has a macro, and never else`, () => {
    const notes = new Notes();
    const operator = compiled(name, "%{TX.limit}");
    operator("1", notes);
    operator("2", notes);
    assert.deepEqual(notes.expanded, ["%{TX.limit}", "%{TX.limit}"]);
    const plain = new Notes();
    compiled(name, "192.0.2.1")("1", plain);
    assert.deepEqual(plain.expanded, []);
  });
}

test("a list with a macro passes over what is no network and holds the rest", () => {
  const notes = new Notes(false, "unknown,10.0.0.0/8, 2001:db8::/32");
  const operator = compiled("ipMatch", "%{TX.partners}");
  const held = ["10.1.2.3", "11.0.0.1", "2001:db8::1", "2001:db9::1", "::ffff:10.0.0.1", "x"].filter(
    (value) => operator(value, notes),
  );
  assert.deepEqual(held, ["10.1.2.3", "2001:db8::1", "::ffff:10.0.0.1"]);
});

const capturing = [
  ["rx", "(b)(x)?c", "abcd", ["bc", "b", ""]],
  ["rxGlobal", "[0-9]", "1a2", ["1", "2"]],
  ["pm", "One two", "xONEx", ["One"]],
  ["verifyCC", "[0-9]{16}", "4111111111111111", ["4111111111111111"]],
  ["detectXSS", "", "<script>alert(1)</script>", ["<script>alert(1)</script>"]],
] as const;

for (const [name, argument, value, captures] of capturing) {
  test(`@${name} captures where the rule captures, and only then`, () => {
    const notes = new Notes();
    assert.equal(compiled(name, argument)(value, notes), true);
    assert.deepEqual(notes.captures, captures);
    const silent = new Notes(false);
    assert.equal(compiled(name, argument)(value, silent), true);
    assert.equal(silent.captures, undefined);
  });
}

test("@detectSQLi captures why", () => {
  const notes = new Notes();
  assert.equal(compiled("detectSQLi", "")("1' UNION SELECT password FROM users--", notes), true);
  assert.match(notes.captures?.[0] ?? "", /^[a-z-]+$/);
  assert.equal(compiled("detectSQLi", "")("harmless", notes), false);
});

test("a macro in a pattern stands for a part of it", () => {
  const operator = compiled("rx", "^%{TX.charsets}$");
  assert.equal(operator("utf-8", new Notes(true, "(?:utf-8|latin1)")), true);
  assert.equal(operator("latin1", new Notes(true, "utf-8")), false);
  assert.equal(operator("utf-8", new Notes(true, "(utf-8")), false, "no pattern does not match");
});

test("@ne is not equal", () => {
  const operator = compiled("ne", "5");
  assert.deepEqual(
    ["5", " 5x", "6", "", "-5"].map((value) => operator(value, new Notes())),
    [false, false, true, true, true],
  );
});

test("without lines ^ and $ are the ends of the value", () => {
  assert.equal(compiled("rx", "^b$")("a\nb", new Notes()), false);
  assert.equal(compiled("rx", "^b$", { isRegexMultiLine: true })("a\nb", new Notes()), true);
});

test("@pmFromFile reads CRLF, keeps spaces and leaves comments out", () => {
  const fileText = (): string => "# list\r\nabc\r\n x \r\n\r\n#no\r\n";
  const operator = compiled("pmFromFile", "list.data", { fileText });
  const found = ["abc", "a x b", "x", "#no", "list", ""].filter((value) => operator(value, new Notes()));
  assert.deepEqual(found, ["abc", "a x b"]);
});

test("@ipMatchFromFile leaves comments and white space out", () => {
  const fileText = (): string => "# partners\r\n 10.0.0.0/8 # all\r\n\r\n2001:db8::/32\r\n";
  const operator = compiled("ipMatchFromFile", "list.data", { fileText });
  assert.equal(operator("10.1.2.3", new Notes()), true);
  assert.equal(operator("192.0.2.1", new Notes()), false);
});

test("@rbl asks its port about the value and the zone", () => {
  const asked: string[] = [];
  const rbl = (address: string, zone: string): boolean => asked.push(`${address} ${zone}`) > 1;
  const operator = compiled("rbl", "dnsbl.example", { ports: { rbl } });
  assert.deepEqual(
    ["192.0.2.1", "192.0.2.2"].map((value) => operator(value, new Notes())),
    [false, true],
  );
  assert.deepEqual(asked, ["192.0.2.1 dnsbl.example", "192.0.2.2 dnsbl.example"]);
});

test("@geoLookup fills GEO where the address is known", () => {
  const geo = (address: string): Record<string, string> | undefined =>
    address === "192.0.2.1" ? { COUNTRY_CODE: "NL" } : undefined;
  const operator = compiled("geoLookup", "", { ports: { geo } });
  const notes = new Notes();
  assert.equal(operator("192.0.2.2", notes), false);
  assert.equal(notes.place, undefined);
  assert.equal(operator("192.0.2.1", notes), true);
  assert.deepEqual(notes.place, { COUNTRY_CODE: "NL" });
});

test("without ports nothing is on a list and no address is known", () => {
  assert.equal(compiled("rbl", "dnsbl.example")("192.0.2.1", new Notes()), false);
  assert.equal(compiled("geoLookup", "")("192.0.2.1", new Notes()), false);
});

test("what SecLang's table of names takes is here, with the same traits, and nothing else", () => {
  const traits = ({ name, aliases, argument, readsFile }: (typeof operators)[number]): object => ({
    ...{ name, aliases, argument, readsFile },
  });
  const taken = operatorTable.filter(({ isRefused }) => !isRefused);
  assert.deepEqual(
    operators.map(traits),
    taken
      .map(({ name, aliases, argument, readsFile }) => ({ name, aliases, argument, readsFile }))
      .toSorted((a, b) => byName.compare(a.name, b.name)),
  );
});

const nationalNumbers = [
  ["cl", "12345678-5", true],
  ["cl", "12.345.678-5", true],
  ["cl", "12345678-6", false],
  ["cl", "10000013-K", true],
  ["cl", "10000013-k", true],
  ["cl", "k-k", false],
  ["cl", "1-9", false],
  ["us", "078-05-1120", true],
  ["us", "123-45-6789", false],
] as const;

for (const [country, value, matches] of nationalNumbers) {
  test(`@validateNid ${country} of ${value} is ${matches}`, () => {
    const operator = compiled("validateNid", `${country} [0-9kK.-]+`);
    assert.equal(operator(value, new Notes()), matches);
  });
}

test("@validateNid refuses a country that it does not know", () => {
  const flaw = findOperator("validateNid")?.compile("xx [0-9]+", environment);
  assert.ok(flaw !== undefined && "flaw" in flaw);
});

test("leading integers are exact up to 64 bits and end there", () => {
  const LIMIT = 2n ** 63n;
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(3), (number, zeros) => {
      const sign = number < 0n ? "-" : "";
      const digits = `${number < 0n ? -number : number}`;
      const text = ` \t${sign}${"0".repeat(zeros)}${digits}x`;
      const expected = number >= LIMIT ? LIMIT - 1n : number < -LIMIT ? -LIMIT : number;
      assert.equal(BigInt(leadingInteger(text)), expected);
    }),
  );
});

const QUARTER_MEGABYTE = 1 << 18;
const hostile = ["1", "11111111111111 ", "4", "a", "is", "is ", "%", "\xe2\x82", "\n", "abc", "-", "0"];

// A cost that grew with the square would take hours here; how long it takes is not asserted.
test("a quarter of a megabyte of one piece is done with by every operator", { timeout: 120_000 }, () => {
  const calls = [
    ...["beginsWith abc", "endsWith abc", "contains abcd", "containsWord is", "streq abc", "strmatch abcd"],
    ...[
      "within abc",
      "eq 5",
      "gt 5",
      "rx (a|b)*c",
      "rxGlobal [a-z]+x",
      "pm abcd isis",
      "verifyCC [0-9]{13,16}",
    ],
    ...["verifySSN [0-9]{9}", "verifyCPF [0-9]{11}", "verifySVNR [0-9]{10}", "validateByteRange 1-255"],
    ...["validateUrlEncoding ", "validateUtf8Encoding ", "ipMatch 10.0.0.0/8"],
  ];
  for (const call of calls) {
    const [name = "", argument = ""] = call.split(/ (.*)/s);
    const operator = compiled(name, argument);
    for (const piece of hostile) operator(piece.repeat(QUARTER_MEGABYTE / piece.length), new Notes());
  }
});

test("more candidates than can be looked at are a match", () => {
  const operator = compiled("verifyCC", "[0-9]{16}");
  // The digits of 1111111111111111 add up to 24: it is no card.
  assert.equal(operator("1111111111111111 ".repeat(100), new Notes()), false);
  assert.equal(operator("1111111111111111 ".repeat(20_000), new Notes()), true);
});

test("operators that are not asked of words do not match any", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abcorselctunABZ0159_"), minLength: 1, maxLength: 9 });
  const words = fc
    .tuple(word, fc.array(fc.tuple(fc.constantFrom(".", "-"), word), { maxLength: 4 }))
    .map(([first, rest]) => first + rest.flat().join(""));
  const unasked = operators.filter(({ passesWords }) => passesWords === true);
  assert.ok(unasked.length > 0);
  for (const { name } of unasked) {
    const operator = compiled(name, "");
    fc.assert(fc.property(words, (value) => assert.equal(operator(value, new Notes()), false)));
  }
});
