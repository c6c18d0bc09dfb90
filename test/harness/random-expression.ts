// Texts of random policy expressions that are right in their syntax, for properties of the parser.

import fc from "fast-check";

const name = fc.constantFrom("a", "b", "context", "x1", "@if", "größe", "when", "nameof", "_");
const constant = fc.constantFrom(
  ...[
    "1",
    "0x1Ful",
    "1_0L",
    "1.5",
    ".5f",
    "1e-3",
    "2.50m",
    "'a'",
    "'\\''",
    "'\\n'",
    '"a\\"b"',
    '@"a""\\"',
    '""',
  ],
  ...[
    "true",
    "null",
    "default",
    "default(int)",
    "typeof(List<int[]>)",
    "string.Empty",
    '"\\u0001\\U0001F600"',
  ],
);
const type = fc.constantFrom(
  ...[
    "int",
    "string",
    "T",
    "a.B<c>",
    "List<List<int>>",
    "int?",
    "byte[]",
    "int[][,]",
    "Dictionary<string, T[]>",
  ],
);
const binary = fc.constantFrom(
  ...["*", "/", "%", "+", "-", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&", "^", "|", "&&", "||", "??"],
);
const assignment = fc.constantFrom("=", "*=", "/=", "%=", "+=", "-=", "<<=", ">>=", "&=", "^=", "|=");

type Grammar = { readonly operand: string; readonly expression: string; readonly statement: string };

const { expression, statement } = fc.letrec<Grammar>((tie) => {
  const [operand, value, step] = [tie("operand"), tie("expression"), tie("statement")];
  const text = (shape: string, ...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.tuple(...parts).map((words) => words.reduce((whole, word) => whole.replace("§", () => word), shape));
  return {
    operand: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(name, constant),
      ...["(§)", "§.a", "§?.a", "§?[1].b?.c()", "§.f<int>()"].map((shape) => text(shape, bracketed(operand))),
      ...["f(§, b: §)", "a[§, §]", "new[] { §, § }", "new { A = §, B = § }"].map((s) =>
        text(s, value, value),
      ),
      ...["new T(§) { A = 1, [b] = { C = § } }", "new T { §, { 1, § } }"].map((s) =>
        text(s, operand, operand),
      ),
      ...["(x, y) => §", "x => { return §; }", "checked(§)", "f(out var q, ref r, out _, §)"].map((shape) =>
        text(`(${shape})`, value),
      ),
      text("new int[§][]", value),
      text('$"a{{{(§),-3:N}}2}\\t{(§)}"', value, value),
      text('$@"a""{(§)}"', value),
      text("(§)(§)", type, operand),
      text("(§ is § d)", operand, fc.constantFrom("int", "a.B<c>", "byte[]")),
    ),
    expression: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      operand,
      fc.tuple(operand, binary, operand, binary, operand).map((words) => words.join(" ")),
      fc.tuple(name, assignment, value).map((words) => words.join(" ")),
      text("§ ? § : §", operand, value, value),
      text("§ ?? throw §", operand, value),
      text("§ as §", operand, type),
      text("§ is § && §", operand, type, operand),
      text("-§ + !§", operand, operand),
      text("(§)-§", type, operand),
    ),
    statement: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(";", "break;", "return;", "throw;", "i++;", "{ }"),
      text("§ v = §;", type, value),
      text("a.f(§);", value),
      text("return §;", value),
      text("if (§) { § } else §", value, step, text("{ § }", step)),
      text("for (int i = 0, j = §; §; i++, j--) { § }", value, value, step),
      text("foreach (§ v in §) { § }", type, value, step),
      text("while (§) { § }", value, step),
      text("do { § } while (§);", step, value),
      text("switch (§) { case 1: case T t when §: § break; default: § break; }", value, value, step, step),
      text("try { § } catch (E e) when (§) { § } catch { } finally { § }", step, value, step, step),
      text("using (var u = §) { § }", value, step),
      text("unchecked { § }", step),
      text("int f(§ p, int q = 1) { § }", type, step),
      text("int g() => §;", value),
      text("const int c = 1, d = §;", value),
    ),
  };
});

/** A member can be asked of anything in brackets. */
function bracketed(operand: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return operand.map((text) => `(${text})`);
}

/** `@(…)` and `@{…}`. */
export const randomExpression: fc.Arbitrary<string> = fc.oneof(
  expression.map((text) => `@(${text})`),
  fc.array(statement, { maxLength: 5 }).map((texts) => `@{ ${texts.join(" ")} }`),
);
