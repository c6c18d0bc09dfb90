import assert from "node:assert/strict";
import { test } from "node:test";
import { patternAmbiguity } from "./pattern-ambiguity.ts";

const TWO_WAYS = "it can match a text in two ways";

test("patterns whose next character says where to go on are taken", () => {
  const patterns = [
    "",
    "a",
    "abc",
    "[A-Z]{2}\\d{6}",
    "\\d{3}-\\d{2,4}-\\d{4}",
    "\\+?[0-9 ]{5,20}",
    "(foo|bar)*",
    "x{0}y",
    "[a-z]+(\\.[a-z]+)*",
    "(a*)*b",
    "[^@]+@[^@]+",
    ".{0,255}",
    "(a(b(c)?)?)?d",
    "\\s*\\S",
    "\\i\\d?",
    "[0-9]{4}(-[0-9]{2}){2}",
    "a{2,}b",
    "(ab){2,3}c",
    "[\\d]*[A-Fa-f]",
    "[a-z-[x]]+1",
    "\\p{Lu}",
    "[^\\d]\\d",
  ];
  for (const pattern of patterns) assert.equal(patternAmbiguity(pattern), undefined, pattern);
});

test("others are not: their time would be the sender's choice", () => {
  const patterns = [
    "(a|aa)+b",
    "([^,]*,)*[^,]*",
    "a*a*b",
    ".*x.*",
    "\\d+\\d+",
    "(a|b|[a-c])",
    "[a-z]+\\w",
    "(a?){2,3}",
    "a{2,5}a",
    ...["(a|ab)(c|bcd)", "\\p{L}+\\p{N}", "[a-z-[x]]+x", "(.|\\n)*(.)", "(\\i\\c*:)?\\i", "x?x"],
  ];
  for (const pattern of patterns) assert.equal(patternAmbiguity(pattern), TWO_WAYS, pattern);
});

test("so are those that are no pattern, or too large", () => {
  for (const pattern of ["(", "a)", "*a", "[a", "a{x}", "\\", "a**"]) {
    assert.equal(patternAmbiguity(pattern), "it cannot be read", pattern);
  }
  assert.match(patternAmbiguity("(a{99}){99}") ?? "", /more than 1500/);
  assert.match(
    patternAmbiguity(
      `(${Array.from({ length: 1000 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("|")})*`,
    ) ?? "",
    /too large/,
  );
});
