import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { placesInText } from "#kernel/places-in-text.ts";
import { outline } from "../../../../test/harness/expression-outline.ts";
import { parseExpressionSource } from "../parse-expression-source.ts";

/** Of the first statement of a body. */
function outlineOf(text: string): string {
  const source = `@{${text}}`;
  const parsed = parseExpressionSource(source, placesInText(source, { file: "f", line: 1, column: 1 }));
  if (parsed.source?.kind !== "body") return parsed.diagnostics.map(formatDiagnostic).join("\n");
  return parsed.source.body.kind === "block" ? parsed.source.body.statements.map(outline).join(" ") : "";
}

type Row = readonly [string, string];

const tables: Readonly<Record<string, readonly Row[]>> = {
  declarations: [
    ["var a = 1;", "(local var [(a 1)])"],
    ["int a, b = 2, c;", "(local int [(a) (b 2) (c)])"],
    ["a b = c;", "(local a [(b c)])"],
    ["a.b<c>[] d = e;", "(local a.b<c>[] [(d e)])"],
    ["int? a = null;", "(local int? [(a null)])"],
    ["a? b = c;", "(local a? [(b c)])"],
    ["int[] a = { 1, 2 };", "(local int[] [(a (new-array int [1 2]))])"],
    ["int[][] a = new int[1][];", "(local int[][] [(a (new-array int[] 1))])"],
    ["Dictionary<string, List<int>> a = b;", "(local Dictionary<string, List<int>> [(a b)])"],
    ["List<List<int>>a=b;", "(local List<List<int>> [(a b)])"],
    ["const int a = 1, b = 2;", "(local isConst int [(a 1) (b 2)])"],
    ["var @var = 1;", "(local var [(var 1)])"],
    ["Func<int, int> f = x => x;", "(local Func<int, int> [(f (lambda [(x)] x))])"],
  ],
  "local functions": [
    [
      "int f(int a, string b = null) { return a; }",
      "(local-function int f [(a int) (b string null)] (block [(return a)]))",
    ],
    ["void f() => g();", "(local-function void f [] g())"],
    ["List<int> f() => throw e;", "(local-function List<int> f [] (throw e))"],
  ],
  "expressions that do something": [
    ["a = b;", "(expression (= a b))"],
    ["a < b > c;", "(local a<b> [(c)])"],
    ["a.b<c>(d);", "(expression a.b<c>(d))"],
    ["a?.b();", "(expression (?. a ¤.b()))"],
    ["a++; --b;", "(expression (post++ a)) (expression (-- b))"],
    ["new T();", "(expression (new T []))"],
    ['a["b"] = c;', '(expression (= a["b"] c))'],
    ["((T)a).b();", "(expression {(cast T a)}.b())"],
    ["string.Join(a);", "(expression (type string).Join(a))"],
    ["checked(a).b();", "(expression (checked isChecked a).b())"],
    [";", "(empty)"],
  ],
  branches: [
    [
      "if (a) b(); else if (c) d(); else e();",
      "(if a (expression b()) (if c (expression d()) (expression e())))",
    ],
    ["if (a) if (b) c(); else d();", "(if a (if b (expression c()) (expression d())))"],
    ["if (a is T b) { }", "(if (is a (type-pattern T b)) (block []))"],
    [
      'switch (a) { case 1: case 2: b(); break; case "x" when c: return d; default: break; }',
      "(switch a [([(case (constant-pattern 1)) (case (constant-pattern 2))] [(expression b()) (break)])" +
        ' ([(case (constant-pattern "x") c)] [(return d)]) ([(default)] [(break)])])',
    ],
    [
      "switch (a) { case T b when b.c: return 1; case var d: return 2; }",
      "(switch a [([(case (type-pattern T b) b.c)] [(return 1)]) ([(case (var-pattern d))] [(return 2)])])",
    ],
    [
      "switch (a) { case E.A: return 1; case E.B when c: return 2; case null: return 3; case 1 + 2: return 4; }",
      "(switch a [([(case (constant-pattern E.A))] [(return 1)]) ([(case (constant-pattern E.B) c)] [(return 2)])" +
        " ([(case (constant-pattern null))] [(return 3)]) ([(case (constant-pattern (+ 1 2)))] [(return 4)])])",
    ],
    ["switch (a) { }", "(switch a [])"],
    ["switch (a) { default: return default(int); }", "(switch a [([(default)] [(return (default int))])])"],
  ],
  loops: [
    ["for (;;) { }", "(for [] [] (block []))"],
    [
      "for (int i = 0, j = 1; i < j; i++, j--) a();",
      "(for [(local int [(i 0) (j 1)])] (< i j) [(post++ i) (post-- j)] (expression a()))",
    ],
    ["for (a = 1, b(); ; ) break;", "(for [(expression (= a 1)) (expression b())] [] (break))"],
    ["foreach (var a in b) continue;", "(foreach var a b (continue))"],
    ["foreach (KeyValuePair<a, b> c in d.e()) { }", "(foreach KeyValuePair<a, b> c d.e() (block []))"],
    ["while (a) { b(); }", "(while a (block [(expression b())]))"],
    ["do a(); while (b);", "(do (expression a()) b)"],
  ],
  "leaving and failing": [
    ["return;", "(return)"],
    ["return a ? b : c;", "(return (? a b c))"],
    ["throw;", "(throw-statement)"],
    ["throw new E(a);", "(throw-statement (new E [(value a)]))"],
    [
      "try { a(); } catch (E e) when (e.b) { throw; } catch (F) { } catch { } finally { c(); }",
      "(try (block [(expression a())]) [(E e e.b (block [(throw-statement)])) (F (block [])) ((block []))]" +
        " (block [(expression c())]))",
    ],
    ["try { } finally { }", "(try (block []) [] (block []))"],
    ["try { } catch when (a) { }", "(try (block []) [(a (block []))])"],
  ],
  "blocks with a head": [
    ["using (var a = b) { c(); }", "(using (local var [(a b)]) (block [(expression c())]))"],
    ["using (a.b()) c();", "(using (expression a.b()) (expression c()))"],
    ["unchecked { a(); }", "(checked-block (block [(expression a())]))"],
    ["checked { }", "(checked-block isChecked (block []))"],
    ["{ { } }", "(block [(block [])])"],
  ],
};

for (const [name, rows] of Object.entries(tables)) {
  describe(name, () => {
    for (const [text, expected] of rows) {
      test(text, () => assert.equal(outlineOf(text), expected));
    }
  });
}
