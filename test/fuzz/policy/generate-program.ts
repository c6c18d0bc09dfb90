// Random programs that compile: statements around the expressions, with every jump that C# has here.

import type { Random } from "../random.ts";
import { ExpressionMaker, type TypeText, type Variable } from "./generate-expression.ts";

const declarable: readonly TypeText[] = [
  ...(["int", "int", "long", "double", "decimal", "bool", "char", "string", "string", "object"] as const),
  ...(["int?", "bool?", "int[]", "List<int>", "Func<int, int>"] as const),
];

const exceptions = ["Exception", "ArgumentException", "FormatException", "NullReferenceException"];

type Inside = { readonly isLoop: boolean; readonly depth: number; readonly returns: TypeText };

type Form = (program: ProgramMaker, inside: Inside) => string;

const forms: readonly Form[] = [
  (program) => program.note(),
  (program) => program.note(),
  (program) => program.note(),
  (program) => program.declaration(),
  (program) => program.declaration(),
  (program) => program.effect(),
  (program) => program.effect(),
  (program, inside) => {
    const otherwise = program.random.once(2) ? ` else ${program.block(inside)}` : "";
    return `if (${program.of("bool")}) ${program.block(inside)}${otherwise}`;
  },
  (program, inside) => {
    const name = program.maker.fresh();
    const body = program.block({ ...inside, isLoop: true }, [{ name, type: "int", isFixed: true }]);
    return `for (var ${name} = 0; ${name} < 3; ${name}++) ${body}`;
  },
  (program, inside) => {
    const name = program.maker.fresh();
    const counted = program.block({ ...inside, isLoop: true }, [{ name, type: "int", isFixed: true }]);
    return `{ var ${name} = 0; do { ${name}++; ${counted} } while (${name} < 3 && ${program.of("bool")}); }`;
  },
  (program, inside) => {
    const name = program.maker.fresh();
    const [items, type] = program.random.once(3)
      ? (["string", "char"] as const)
      : ([program.random.once(2) ? "int[]" : "List<int>", "int"] as const);
    const source = program.of(items);
    return `foreach (var ${name} in ${source}) ${program.block({ ...inside, isLoop: true }, [{ name, type, isFixed: true }])}`;
  },
  (program, inside) => program.switchStatement(inside),
  (program, inside) => program.tryStatement(inside),
  (program) =>
    `if (${program.of("bool")}) throw new ${program.random.pick(exceptions)}(${program.of("string")});`,
  (program, inside) => `if (${program.of("bool")}) return ${program.of(inside.returns)};`,
  (program, { isLoop }) =>
    isLoop ? `if (${program.of("bool")}) ${program.random.pick(["break", "continue"])};` : program.effect(),
  (program, inside) => program.localFunction(inside),
  (program) => `later.Add(() => ${program.of("int")});`,
  (program, inside) => `checked ${program.block(inside)}`,
  (program, inside) => `using (new StringReader("")) ${program.block(inside)}`,
];

class ProgramMaker {
  readonly random: Random;
  readonly maker: ExpressionMaker;

  constructor(random: Random) {
    this.random = random;
    this.maker = new ExpressionMaker(random);
  }

  of(type: TypeText): string {
    return this.maker.expression(type, this.random.below(4));
  }

  program(): string {
    const body = this.maker.within([{ name: "trace", type: "string", isFixed: true }], () => {
      const inside: Inside = { isLoop: false, depth: 3, returns: "object" };
      const statements = this.statements(inside, 3 + this.random.below(4));
      return `${statements} return string.Join(",", later.Select(f => f())) + ${this.state()} + trace;`;
    });
    const start = 'var later = new List<Func<int>>(); var trace = "";';
    if (this.random.once(3)) return `@{ ${start} ${body} }`;
    return `@{ ${start} try { ${body} } catch (Exception e) { return trace + e.Message; } }`;
  }

  /** What the variables hold in the end, so that a difference in any of them is seen. */
  state(): string {
    const parts = this.maker.variables.flatMap(({ name, type }) => {
      if (type === "Func<int, int>") return [];
      const isList = type === "int[]" || type === "List<int>";
      return [isList ? `string.Join(",", ${name})` : `(object)${name}`];
    });
    return ['""', ...parts].join(' + ";" + ');
  }

  note(): string {
    return `trace += ${this.of(this.random.once(2) ? "int" : "object")} + ",";`;
  }

  block(inside: Inside, added: readonly Variable[] = []): string {
    const deeper = { ...inside, depth: inside.depth - 1 };
    return `{ ${this.maker.within(added, () => this.statements(deeper, this.random.below(4)))} }`;
  }

  statements(inside: Inside, count: number): string {
    return Array.from({ length: count }, () => this.statement(inside)).join(" ");
  }

  statement(inside: Inside): string {
    if (inside.depth <= 0) return this.random.once(2) ? this.declaration() : this.effect();
    return (forms[this.random.below(forms.length)] ?? (() => ";"))(this, inside);
  }

  declaration(): string {
    const type = declarable[this.random.below(declarable.length)] ?? "int";
    const value = this.of(type);
    const name = this.maker.fresh();
    this.maker.variables.push({ name, type, isFixed: false });
    return `${this.random.once(2) ? "var" : type} ${name} = ${value};`;
  }

  /** Something that changes a variable, or a call. */
  effect(): string {
    const { maker } = this;
    const [a, b] = [maker.variable("int", true), maker.variable("string", true)];
    const list = maker.variable("List<int>", false);
    const choices = [
      a === undefined ? "" : `${a} ${this.random.pick(["=", "+=", "|="])} ${this.of("int")};`,
      b === undefined ? "" : `${b} += ${this.of("object")};`,
      list === undefined ? "" : `${list}?.Add(${this.of("int")});`,
      a === undefined ? "" : `${a}++;`,
    ].filter((text) => text !== "");
    return this.random.pick([...choices, this.note()]);
  }

  switchStatement(inside: Inside): string {
    const name = this.maker.fresh();
    const named: Variable = { name, type: "int", isFixed: false };
    const body = (added: readonly Variable[] = []) =>
      `${this.block({ ...inside, isLoop: false }, added)} break;`;
    const guard = this.maker.within([named], () => this.of("bool"));
    const sections = [
      `case int ${name} when ${guard}: ${body([named])}`,
      `case string _: case null: ${body()}`,
      `case 3: case 'a': ${body()}`,
      `default: ${body()}`,
    ];
    return `switch (${this.of("object")}) { ${sections.slice(this.random.below(3)).join(" ")} }`;
  }

  tryStatement(inside: Inside): string {
    const name = this.maker.fresh();
    const guard = this.random.once(3) ? ` when (${this.of("bool")})` : "";
    const rethrow = this.random.once(4) ? "throw;" : "";
    const message = this.maker.variable("string", true);
    const note = message === undefined ? "" : `${message} += ${name}.Message;`;
    const clauses = [
      `catch (${this.random.pick(exceptions)} ${name})${guard} { ${note} ${this.block(inside)} ${rethrow} }`,
      `catch ${this.block(inside)}`,
    ].slice(this.random.below(2));
    // No jump may leave a finally.
    const last = this.random.once(2) ? `finally { ${this.effect()} }` : "";
    return `try ${this.block(inside)} ${clauses.join(" ")} ${last}`;
  }

  localFunction(inside: Inside): string {
    const [name, n, t] = [this.maker.fresh(), this.maker.fresh(), this.maker.fresh()];
    const parameters: Variable[] = [
      { name: n, type: "int", isFixed: true },
      { name: t, type: "string", isFixed: false },
    ];
    const body = this.maker.within(parameters, () => {
      if (this.random.once(2)) this.maker.functions.push(name);
      const own: Inside = { isLoop: false, depth: Math.min(inside.depth - 1, 1), returns: "int" };
      return `if (${n} <= 0) return ${this.of("int")}; ${this.statements(own, this.random.below(3))} return ${this.of("int")};`;
    });
    this.maker.functions.push(name);
    return `int ${name}(int ${n}, string ${t}) { ${body} }`;
  }
}

/** `@{ … }`: it compiles, and what it does depends on the seed alone. */
export function generateProgram(random: Random): string {
  return new ProgramMaker(random).program();
}
