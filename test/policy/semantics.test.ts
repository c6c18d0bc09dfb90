// What statements and expressions do, as closures and as generated code, where no table of the CLR's answers
// reaches: local functions and patterns (which Mono's compiler lacks), and the budgets.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { evaluateBothWays } from "../harness/both-tiers.ts";

type Row = readonly [text: string, answer: string];

const int = (value: number): string => `System.Int32 "${value}"`;

/** C# 7 specification; each was checked by hand. */
const tables: Readonly<Record<string, readonly Row[]>> = {
  "local functions": [
    ["int F(int n) { return n < 2 ? 1 : n * F(n - 1); } return F(6);", int(720)],
    ["return F(2); int F(int n) => n + 1;", int(3)],
    [
      "bool Even(int n) { return n == 0 || Odd(n - 1); } bool Odd(int n) { return n != 0 && Even(n - 1); } return Even(10);",
      'System.Boolean "True"',
    ],
    ["var x = 1; void F() { x += 5; } F(); F(); return x;", int(11)],
    ["int x; void F() { x = 4; } F(); return x;", int(4)],
    ["var x = 1; int F() => x; x = 3; return F();", int(3)],
    ["int F(int a) { int G(int b) => a + b; return G(10); } return F(1) + F(2);", int(23)],
    ["int Twice(Func<int, int> f, int x) => f(f(x)); int Inc(int x) => x + 1; return Twice(Inc, 5);", int(7)],
    ["int F(int x) { x = x + 1; return x; } var a = 1; return F(a) * 10 + a;", int(21)],
    // Refused by C#, since x has no value yet; here it has its default.
    ["var y = F(); int x = 5; int F() => x + 1; return y;", int(1)],
    ["int F(int x) { return x; } return new[] { 1, 2 }.Select(F).Sum();", int(3)],
    [
      'var fs = new List<Func<int>>(); for (var k = 0; k < 3; k++) { var x = k; Func<int> Make() => () => x; fs.Add(Make()); } return string.Join(",", fs.Select(f => f()));',
      '"0,1,2"',
    ],
    [
      'string F(string s) { try { return s.Trim(); } catch (NullReferenceException) { return "none"; } } return F(null) + F(" a ");',
      '"nonea"',
    ],
  ],
  patterns: [
    [
      'var s = ""; foreach (object o in new object[] { 1, 9, "a", 2.5, null, \'c\', 3L }) { switch (o) { case int n when n > 5: s += "big"; break; case int n: s += "i" + n; break; case string t: s += "s" + t; break; case null: s += "null"; break; case char c: s += "c" + c; break; default: s += "d"; break; } } return s;',
      '"i1bigsadnullccd"',
    ],
    [
      'object o = 3L; switch (o) { case int i: return "int"; case long l: return "long " + l; } return "";',
      '"long 3"',
    ],
    ["object o = 3; return o is 3;", 'System.Boolean "True"'],
    ["object o = 3L; return o is 3;", 'System.Boolean "False"'],
    ["object o = null; return o is null;", 'System.Boolean "True"'],
    ["object o = 3L; if (o is var v) return v; return null;", 'System.Int64 "3"'],
    ["object o = null; return o is string;", 'System.Boolean "False"'],
    ["object o = null; return o is var v && v == null;", 'System.Boolean "True"'],
    ["int? n = 5; return n is int m ? m + 1 : 0;", int(6)],
    ["object o = 'a'; if (o is IComparable c) return c; return null;", 'System.Char "a"'],
    ['switch (5) { case int n when n > 3: return "big"; default: return "small"; }', '"big"'],
    ['switch (1) { default: return "d"; case 1: return "one"; }', '"one"'],
    [
      'var i = 0; while (int.TryParse("1", out var v) && i < 3) i += v; while (int.TryParse("2", out var v) && i < 9) i += v; return i;',
      int(9),
    ],
  ],
  exceptions: [
    [
      'var log = ""; try { throw new Exception("a"); } catch (Exception e) when (e.Message.Substring(7) == "x") { log += "filter"; } catch (Exception) { log += "second"; } return log;',
      '"second"',
    ],
    [
      'var log = ""; try { try { throw new Exception("a"); } catch (FormatException) { log += "f"; } finally { log += "1"; } } catch (Exception) { log += "2"; } finally { log += "3"; } return log;',
      '"123"',
    ],
    [
      'try { try { throw new FormatException("1"); } catch (Exception) { throw; } } catch (FormatException e) { return e.Message; }',
      '"1"',
    ],
    [
      'var log = ""; for (var i = 0; i < 3; i++) { try { if (i == 1) continue; log += i; } catch (Exception) { } finally { log += "f"; } } return log;',
      '"0ff2f"',
    ],
  ],
};

describe("both ways of running give what C# gives for", () => {
  for (const [name, rows] of Object.entries(tables)) {
    test(name, () => {
      for (const [text, answer] of rows) assert.equal(evaluateBothWays(`@{ ${text} }`), answer, text);
    });
  }
});

const budget = { fuel: 100_000, bytes: 1_000_000 };

/** Text → the budget that ends it. */
const endless: readonly Row[] = [
  ["while (true) { }", "fuel"],
  ["for (;;) { }", "fuel"],
  ["do { } while (true);", "fuel"],
  ["var i = 0; while (i < 2) { i = 0; } return i;", "fuel"],
  ["while (true) { try { throw new Exception(); } catch (Exception) { } }", "fuel"],
  [
    'var s = "x"; try { while (true) { } } catch { s = "caught"; } finally { s = "finally"; } return s;',
    "fuel",
  ],
  ["try { while (true) { } } catch (Exception) { return 1; } finally { } return 0;", "fuel"],
  ["try { while (true) { } } catch (Exception e) when (e != null) { return 1; } return 0;", "fuel"],
  ['using (new StringReader("")) { while (true) { } }', "fuel"],
  ["foreach (var a in Enumerable.Range(0, int.MaxValue)) { } return 0;", "fuel"],
  ["return Enumerable.Range(0, int.MaxValue).Select(x => x).Count();", "fuel"],
  ["return new int[int.MaxValue];", "fuel"],
  ["Func<int> f = null; f = () => f(); return f();", "depth"],
  ["int F(int n) { return F(n + 1); } return F(0);", "depth"],
  ["int F(int n) { try { return F(n + 1); } catch { return 0; } finally { n = 0; } } return F(0);", "depth"],
  ["int F(int n) => G(n); int G(int n) => F(n); return F(0);", "depth"],
  ["int F(int n) => n < 2 ? n : F(n - 1) + F(n - 2); return F(60);", "fuel"],
  ['var s = "x"; while (true) s += s;', "memory"],
  ['var s = "x"; try { while (true) s += s; } catch { s = ""; } return s;', "memory"],
  ['var s = "x"; while (true) s = $"{s}{s}";', "memory"],
  ['var s = "x"; while (true) s = string.Concat(s, s);', "memory"],
  ['return "x".PadLeft(int.MaxValue);', "memory"],
  ["return new string('x', int.MaxValue);", "memory"],
  ['return $"{1,2000000}";', "memory"],
];

describe("an expression that costs too much ends, whatever it catches:", () => {
  for (const [text, resource] of endless) {
    test(text, () => {
      const answer = evaluateBothWays(`@{ ${text} }`, budget);
      assert.match(answer, /^!the expression used up its \w+ budget$/, text);
      if (resource !== "memory") assert.ok(answer.includes(resource), answer);
    });
  }
});

test("deep nesting inside deep recursion ends with a budget, not with the stack", () => {
  const deep = `${"(1 + ".repeat(60)}F(n + 1)${")".repeat(60)}`;
  const answer = evaluateBothWays(`@{ int F(int n) { return ${deep}; } return F(0); }`, budget);
  assert.equal(answer, "!the expression used up its depth budget");
});
