// Random C# expressions that compile: for each type the forms that give it. Names are those that JavaScript
// would trip over.

import type { Random } from "../random.ts";

export type TypeText =
  | "int"
  | "long"
  | "double"
  | "decimal"
  | "bool"
  | "char"
  | "string"
  | "object"
  | "int?"
  | "bool?"
  | "int[]"
  | "List<int>"
  | "Func<int, int>";

export type Variable = { readonly name: string; readonly type: TypeText; readonly isFixed: boolean };

type Form = (of: (type: TypeText) => string, maker: ExpressionMaker) => string;

const intOperators = ["+", "-", "*", "&", "|", "^", "<<", ">>"];
const comparisons = ["<", ">", "<=", ">=", "==", "!="];

const sum =
  (type: TypeText, operators: readonly string[]): Form =>
  (of, { random }) =>
    `unchecked(${of(type)} ${random.pick(operators)} ${of(type)})`;

const forms: Readonly<Record<TypeText, readonly Form[]>> = {
  int: [
    sum("int", intOperators),
    (of, maker) => `(${of("int")} ${maker.random.pick(["/", "%"])} ${maker.nonConstant()})`,
    (of, maker) => `checked(${maker.nonConstant()} ${maker.random.pick(["+", "-", "*"])} ${of("int")})`,
    (of) => `(-${of("int")})`.replace("(--", "(- -"),
    (of) => `(~${of("int")})`,
    (of) => `(${of("bool")} ? ${of("int")} : ${of("int")})`,
    (of) => `unchecked((int)${of("long")})`,
    (of) => `((int)${of("char")})`,
    (of) => `((int)${of("object")})`,
    (of) => `(${of("int?")} ?? ${of("int")})`,
    (of) => `((int)${of("int?")})`,
    (of) => `${of("int[]")}[${of("int")} & 3]`,
    (of) => `${of("List<int>")}.Count`,
    (of) => `${of("string")}.Length`,
    (of) => `${of("string")}.IndexOf(${of("char")})`,
    (of) => `${of("Func<int, int>")}(${of("int")})`,
    (of, maker) => `${of("int[]")}.Select(${maker.lambda("int", "int")}).Sum()`,
    (of, maker) => `${of("int[]")}.Count(${maker.lambda("int", "bool")})`,
    (of, maker) => `${of("int[]")}.Aggregate(${of("int")}, ${maker.lambda2("int")})`,
    (of, maker) => `${of("List<int>")}.OrderBy(${maker.lambda("int", "int")}).FirstOrDefault()`,
    (of) => `int.Parse(${of("string")})`,
    (of, maker) => maker.declared((name) => `(int.TryParse(${of("string")}, out var ${name}) ? ${name} : 7)`),
    (of, maker) => maker.declared((name) => `(${of("object")} is int ${name} ? ${name} : ${of("int")})`),
    (of) => `(${of("bool")} ? ${of("int")} : throw new ArgumentException(${of("string")}))`,
    (of, maker) => maker.assignment("int", ["=", "+=", "-=", "*=", "^=", "<<="], of),
    (_of, maker) => maker.step(),
    (of, maker) => maker.itemStep(of),
    (of, maker) => maker.functionCall(of),
  ],
  long: [
    sum("long", ["+", "-", "*", "&", "|", "^"]),
    (of) => `(${of("long")} << ${of("int")})`,
    (of) => `((long)${of("int")})`,
    (of) => `((long)${of("object")})`,
    (of) => `((long)${of("int?")})`,
    (of) => `(${of("bool")} ? ${of("long")} : ${of("int")})`,
    (of, maker) => maker.assignment("long", ["=", "+=", "-="], of),
  ],
  double: [
    (of, { random }) => `(${of("double")} ${random.pick(["+", "-", "*", "/", "%"])} ${of("double")})`,
    (of) => `(${of("double")} + ${of("int")})`,
    (of) => `((double)${of("object")})`,
    (of) => `Math.Sqrt(${of("double")})`,
    (of, maker) => maker.assignment("double", ["=", "+=", "/="], of),
  ],
  decimal: [
    (of, { random }) => `(${of("decimal")} ${random.pick(["+", "-", "*"])} ${of("decimal")})`,
    (of) => `((decimal)${of("int")})`,
    (of) => `Math.Round(${of("decimal")}, 1)`,
  ],
  bool: [
    (of, { random }) => `(${of("int")} ${random.pick(comparisons)} ${of("int")})`,
    (of, { random }) => `(${of("long")} ${random.pick(comparisons)} ${of("int")})`,
    (of, { random }) => `(${of("double")} ${random.pick(comparisons)} ${of("double")})`,
    (of, { random }) => `(${of("int?")} ${random.pick(comparisons)} ${of("int?")})`,
    (of, { random }) => `(${of("string")} ${random.pick(["==", "!="])} ${of("string")})`,
    (of, { random }) => `(${of("bool")} ${random.pick(["&&", "||", "&", "|", "^"])} ${of("bool")})`,
    (of) => `(!${of("bool")})`,
    (of) => `(${of("bool?")} == ${of("bool")})`,
    (of) => `(${of("bool?")} ?? ${of("bool")})`,
    (of, { random }) =>
      `(${of("object")} is ${random.pick(["int", "string", "long", "char", "IComparable"])})`,
    (of) => `(${of("object")} == null)`,
    (of) => `${of("object")}.Equals(${of("object")})`,
    (of) => `object.Equals(${of("object")}, ${of("object")})`,
    (of, maker) => `${of("List<int>")}.Any(${maker.lambda("int", "bool")})`,
    (of) => `((bool)${of("object")})`,
    (of) => `${of("string")}.Contains(${of("string")})`,
    (of, maker) => maker.assignment("bool", ["=", "&=", "|=", "^="], of),
  ],
  char: [
    (of) => `${of("string")}[${of("int")} & 3]`,
    (of) => `unchecked((char)${of("int")})`,
    (of) => `char.ToUpper(${of("char")})`,
  ],
  string: [
    (of) => `(${of("string")} + ${of("string")})`,
    (of) => `(${of("string")} + ${of("object")})`,
    (of) => `(${of("string")} + ${of("int")} + ${of("char")})`,
    (of) => `$"{${of("int")},4:00}|{${of("object")}}|{(${of("string")}),-3}"`.replaceAll("{{", "{ {"),
    (of) => `${of("string")}.Substring(${of("int")} & 3)`,
    (of) => `${of("string")}.Replace(${of("string")}, ${of("string")})`,
    (of) => `${of("string")}.PadLeft(totalWidth: 3)`,
    (of) => `(${of("string")}?.Trim()?.ToUpper())`,
    (of) => `(${of("string")} ?? ${of("string")})`,
    (of) => `${of("int")}.ToString()`,
    (of) => `${of("double")}.ToString()`,
    (of) => `${of("decimal")}.ToString()`,
    (of) => `((string)${of("object")})`,
    (of) => `(${of("object")} as string)`,
    (of) => `string.Join(",", ${of("int[]")})`,
    (of) => `string.Format("{0}-{1}", ${of("object")}, ${of("int")})`,
    (of) => `new string(${of("char")}, ${of("int")} & 3)`,
    (of) => `new { A = ${of("int")}, constructor = ${of("object")} }.ToString()`,
    (of) => `(${of("bool")} ? ${of("string")} : null)`,
    (of, maker) => maker.assignment("string", ["=", "+="], of),
  ],
  object: [
    ...(["int", "long", "double", "decimal", "bool", "char", "string", "int?", "int[]"] as const).map(
      (type): Form =>
        (of) =>
          `((object)${of(type)})`,
    ),
    (of) => `((object)new { __proto__ = ${of("int")}, B = ${of("string")} })`,
    (of) => `(${of("object")} ?? ${of("string")})`,
    (of) => `new Dictionary<string, object> { ["__proto__"] = ${of("object")} }["__proto__"]`,
    (_of, { random }) => `((object)DayOfWeek.${random.pick(["Monday", "Friday"])})`,
  ],
  "int?": [
    (of) => `((int?)${of("int")})`,
    (of, { random }) => `(${of("int?")} ${random.pick(["+", "-", "&"])} ${of("int?")})`,
    (of) => `(-${of("int?")})`,
    (of) => `(${of("int?")} ?? ${of("int?")})`,
    (of) => `(${of("object")} as int?)`,
    (of) => `((int?)${of("object")})`,
    (of) => `(${of("string")}?.Length)`,
    (of) => `(${of("bool")} ? (int?)${of("int")} : null)`,
    (of, maker) => maker.assignment("int?", ["=", "+="], of),
  ],
  "bool?": [
    (of, { random }) => `(${of("bool?")} ${random.pick(["&", "|", "^"])} ${of("bool?")})`,
    (of) => `(!${of("bool?")})`,
    (of) => `(${of("string")}?.StartsWith(${of("string")}))`,
  ],
  "int[]": [
    (of) => `new[] { ${of("int")}, ${of("int")} }`,
    (of) => `new int[${of("int")} & 3]`,
    (of, maker) => `${of("int[]")}.Select(${maker.lambda("int", "int")}).ToArray()`,
    (of, maker) => `${of("List<int>")}.Where(${maker.lambda("int", "bool")}).ToArray()`,
  ],
  "List<int>": [
    (of) => `new List<int> { ${of("int")}, ${of("int")}, ${of("int")} }`,
    (of) => `${of("int[]")}.ToList()`,
    (of, maker) => `${of("List<int>")}.Select(${maker.lambda("int", "int")}).ToList()`,
  ],
  "Func<int, int>": [(_of, maker) => `((Func<int, int>)(${maker.lambda("int", "int")}))`],
};

const literals: Readonly<Record<TypeText, readonly string[]>> = {
  int: ["0", "1", "2", "7", "(-3)", "int.MaxValue", "int.MinValue", '"ab".Length'],
  long: ["0L", "5L", "(-9L)", "long.MaxValue", "4294967296L"],
  double: ["0.0", "1.5", "(-2.25)", "1e300", "double.NaN", "double.PositiveInfinity"],
  decimal: ["0m", "1.50m", "(-2.5m)", "79228162514264337593543950335m"],
  bool: ["true", "false"],
  char: ["'a'", "'Z'", "'\\n'", "'0'"],
  string: ['""', '"abc"', '"12"', '" x "', "((string)null)", '"constructor"', '"__proto__"', '"\\u2028"'],
  object: [
    "((object)null)",
    '((object)"s")',
    "((object)1)",
    "((object)2L)",
    "((object)'c')",
    "((object)true)",
  ],
  "int?": ["((int?)null)", "((int?)3)"],
  "bool?": ["((bool?)null)", "((bool?)true)", "((bool?)false)"],
  "int[]": ["new[] { 3, 1, 2 }", "new int[0]"],
  "List<int>": ["new List<int> { 5, 4 }", "new List<int>()"],
  "Func<int, int>": ["((Func<int, int>)(x => x))"],
};

/** Names for variables, from which a number makes many. */
const names = [
  "constructor",
  "__proto__",
  "eval",
  "arguments",
  "s",
  "t",
  "v0_",
  "run",
  "prototype",
  "@let",
  "this_",
];

export class ExpressionMaker {
  readonly random: Random;
  /** In scope now; whoever opens a scope cuts the list again. */
  readonly variables: Variable[] = [];
  /** Local functions in scope: `int name(int n, string t)`. */
  readonly functions: string[] = [];
  #made = 0;

  constructor(random: Random) {
    this.random = random;
  }

  /** An expression that can stand as an operand anywhere. */
  expression(type: TypeText, depth: number): string {
    if (depth <= 0) return this.leaf(type);
    const list = forms[type];
    const form = list[this.random.below(list.length)];
    if (form === undefined || this.random.once(5)) return this.leaf(type);
    return form((inner) => this.expression(inner, depth - 1 - this.random.below(2)), this);
  }

  leaf(type: TypeText): string {
    const variable = this.variable(type, false);
    return variable !== undefined && !this.random.once(4) ? variable : this.random.pick(literals[type]);
  }

  /** A variable of the type, or one that may be assigned to. */
  variable(type: TypeText, isTarget: boolean): string | undefined {
    const fitting = this.variables.filter((one) => one.type === type && !(isTarget && one.isFixed));
    return fitting[this.random.below(fitting.length)]?.name;
  }

  /** An int that the compiler does not know. */
  nonConstant(): string {
    return this.variable("int", false) ?? "int.MaxValue";
  }

  fresh(): string {
    return `${this.random.pick(names)}${this.#made++}`;
  }

  lambda(from: TypeText, to: TypeText): string {
    const name = this.fresh();
    return `${name} => ${this.within([{ name, type: from, isFixed: false }], () => this.expression(to, 2))}`;
  }

  lambda2(type: TypeText): string {
    const [a, b] = [this.fresh(), this.fresh()];
    const parameters = [a, b].map((name): Variable => ({ name, type, isFixed: false }));
    return `(${a}, ${b}) => ${this.within(parameters, () => this.expression(type, 2))}`;
  }

  /** Names that are known while `make` runs. */
  within(added: readonly Variable[], make: () => string): string {
    const [count, functions] = [this.variables.length, this.functions.length];
    this.variables.push(...added);
    const text = make();
    this.variables.length = count;
    this.functions.length = functions;
    return text;
  }

  declared(make: (name: string) => string): string {
    return make(this.fresh());
  }

  assignment(type: TypeText, operators: readonly string[], of: (type: TypeText) => string): string {
    const target = this.variable(type, true);
    return target === undefined ? this.leaf(type) : `(${target} ${this.random.pick(operators)} ${of(type)})`;
  }

  step(): string {
    const target = this.variable("int", true);
    if (target === undefined) return this.leaf("int");
    return this.random.pick([`(${target}++)`, `(${target}--)`, `(++${target})`, `(--${target})`]);
  }

  itemStep(of: (type: TypeText) => string): string {
    const target = this.variable(this.random.once(2) ? "int[]" : "List<int>", false);
    if (target === undefined) return this.leaf("int");
    const item = `${target}[${of("int")} & 1]`;
    return this.random.pick([
      `(${item}++)`,
      `(--${item})`,
      `(${item} += ${of("int")})`,
      `(${item} = ${of("int")})`,
    ]);
  }

  functionCall(of: (type: TypeText) => string): string {
    const name = this.functions[this.random.below(this.functions.length)];
    return name === undefined ? this.leaf("int") : `${name}(${of("int")} & 7, ${of("string")})`;
  }
}
