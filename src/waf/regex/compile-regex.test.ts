import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type CompiledRegex, type CompileOptions, compileRegex } from "./compile-regex.ts";

function compiled(pattern: string, options: CompileOptions = {}): CompiledRegex {
  const regex = compileRegex(pattern, options);
  assert.ok(!("flaw" in regex), `${pattern}: ${JSON.stringify(regex)}`);
  return regex;
}

type Row = readonly [pattern: string, input: string, match: readonly (string | undefined)[] | undefined];

/** What PCRE2 10.42 gives, with DOTALL and DOLLAR_ENDONLY. */
const rows: readonly Row[] = [
  ["a(b|c)*d", "xxabcbd", ["abcbd", "b"]],
  ["(a+)(a+)?", "aaaa", ["aaaa", "aaaa", undefined]],
  ["(a+?)(a+)?", "aaaa", ["aaaa", "a", "aaa"]],
  ["a|ab", "ab", ["a"]],
  ["(?:a|ab)$", "ab", ["ab"]],
  ["", "abc", [""]],
  ["$", "abc", [""]],
  ["^foo$", "foo", ["foo"]],
  ["^foo$", "foo\n", undefined],
  ["^b", "a\nb", undefined],
  ["(?m)^b$", "a\nb\nc", ["b"]],
  ["(?m)^", "a\n", [""]],
  ["(?m)\\n^", "a\n", undefined],
  ["(?m)(?:\\B|\\z1)(?:[a-c]|^)", "b1\r\n", undefined],
  ["a.c", "a\nc", ["a\nc"]],
  ["(?-s)a.c", "a\nc", undefined],
  ["a\\Nc", "a\nc", undefined],
  ["a\\Z", "a\n", ["a"]],
  ["a\\z", "a\n", undefined],
  ["\\Aa", "ba", undefined],
  ["\\bfoo\\b", "afoo foo", ["foo"]],
  ["\\Bo", "o fo", ["o"]],
  ["\\s+", "a\x0b\x0c\x85", ["\x0b\x0c"]],
  ["[\\s]", "\xa0", undefined],
  ["\\h\\v", "\xa0\x85", ["\xa0\x85"]],
  ["(?i)\xe9", "\xc9", undefined],
  ["(?i:a)b", "Ab", ["Ab"]],
  ["(?i:a)b", "AB", undefined],
  ["a(?i)b|c", "aC", ["C"]],
  ["(?x) a b # c\n c", "abc", ["abc"]],
  ["[[:alpha:][:^word:]]+", "1ab-_", ["ab-"]],
  ["(?i)[[:upper:]]+", "aB", ["aB"]],
  ["[]a]+", "a]", ["a]"]],
  ["[^]a]", "a]b", ["b"]],
  ["[a\\-z]+", "-az", ["-az"]],
  ["[\\b]", "\b", ["\b"]],
  ["\\x41\\x{42}\\103\\o{104}\\0", "ABCD\0", ["ABCD\0"]],
  ["\\Qa.b\\E+", "a.bb", ["a.bb"]],
  ["a{,2}", "a{,2}", ["a{,2}"]],
  ["a{2", "a{2", ["a{2"]],
  ["a{2,3}", "aaaa", ["aaa"]],
  ["a{2,3}?", "aaaa", ["aa"]],
  ["a{0}b", "ab", ["b"]],
  ["(?<name>a)(?P<other>b)(?'third'c)", "abc", ["abc", "a", "b", "c"]],
  ["(?#note)a", "a", ["a"]],
  ["(a|b)*", "ab", ["ab", "b"]],
  ["(?:(a)|b)*", "ab", ["ab", "a"]],
  ["(a*)*", "b", ["", ""]],
  ["(a*)+", "aa", ["aa", ""]],
  ["(?:(a)|(\\b|c))+", "ab", ["a", "a", undefined]],
  ["(?<!x)foo", "xfoo foo", ["foo"]],
  ["foo(?!bar)", "foobar foobaz", ["foo"]],
  ["(?=(a+))a*b\\1", "baaabac", ["aba", "a"]],
  ["(?<=a|bc)d", "bcd", ["d"]],
  ["a++b", "aaab", ["aaab"]],
  ["a++ab", "aaab", undefined],
  ["(?>a|ab)c", "abc", undefined],
  ["(?>(a+))b", "aab", ["aab", "aa"]],
  ["\\R", "\r\n", ["\r\n"]],
  ["(a)\\1", "aa", ["aa", "a"]],
  ["(?i)(a)\\1", "aA", ["aA", "a"]],
  ["(a)?\\1b", "b", undefined],
];

describe("a compiled pattern", () => {
  for (const [pattern, input, match] of rows) {
    test(`${JSON.stringify(pattern)} on ${JSON.stringify(input)} gives ${JSON.stringify(match)}`, () => {
      const regex = compiled(pattern, { allowsBackreferences: true });
      assert.deepEqual(regex.exec(input), match);
      assert.equal(regex.test(input), match !== undefined);
    });
  }

  test("sees lines everywhere where it is told to", () => {
    const regex = compiled("^b$", { isMultiLine: true });
    assert.deepEqual(regex.exec("a\nb\nc"), ["b"]);
  });

  test("looks at the bytes before the place from which it searches", () => {
    assert.equal(compiled("\\bb").exec("ab", 1), undefined);
    assert.equal(compiled("^b").exec("ab", 1), undefined);
    assert.deepEqual(compiled("(?<=a)b").exec("ab", 1), ["b"]);
  });

  test("finds matches one after another, empty ones too", () => {
    assert.deepEqual(compiled("a*").execAll("aab", 10), [["aa"], [""], [""]]);
    assert.deepEqual(compiled("(.)a").execAll("xayaza", 2), [
      ["xa", "x"],
      ["ya", "y"],
    ]);
  });

  test("that refers back to a group is refused unless it is allowed", () => {
    const refused = compileRegex("(a)\\1");
    assert.ok("flaw" in refused && refused.flaw === "the pattern refers back to a group");
  });

  test("that is too large is refused before it is built", () => {
    for (const pattern of ["(a{1000}){1000}", "((a{99}){99}){99}", "a".repeat(70_000)]) {
      const refused = compileRegex(pattern);
      assert.ok("flaw" in refused && refused.flaw.includes("pattern"), pattern.slice(0, 20));
    }
  });

  test("says which bytes a match needs and how many", () => {
    const regex = compiled("(?:<script|on[a-z]+=)x*");
    assert.equal(regex.minLength, 4);
    assert.equal((regex.requiredMask[1] ?? 0) & (1 << (0x3c - 32)), 1 << (0x3c - 32));
  });

  test("counts as a match, or not, where its step budget is used up", () => {
    // What references cost, nothing bounds: this one tries every split of the run.
    const pattern = "(a*)(a*)(a*)(a*)\\1\\2\\3\\4b";
    const input = `${"a".repeat(100)}c`;
    const strict = compiled(pattern, { allowsBackreferences: true });
    const lenient = compiled(pattern, { allowsBackreferences: true, onBudget: "no-match" });
    assert.equal(strict.test(`${input}b`), true);
    assert.equal(lenient.test(`${input}b`), false);
    assert.deepEqual([strict.exhaustions, lenient.exhaustions], [1, 1]);
  });
});
