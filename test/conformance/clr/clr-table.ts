// Tables of what the CLR answers: members of the value library by their signature, operands as JSON, and the
// answer as text. Signatures say what the operands are, so a table needs no code.

export type Operand =
  | null
  | boolean
  | number
  | string
  | readonly Operand[]
  | { readonly [tag: string]: Operand };

/** One line of a table. `answer` is missing until the CLR was asked. */
export type ClrTableRow = {
  /** Full name: `System.String`. */
  readonly type: string;
  /** As in the type's definition: `static bool TryParse(string s, out int result)`. */
  readonly signature: string;
  /** The receiver first for instance members; `out` parameters left out. */
  readonly operands: readonly Operand[];
  readonly answer: string | undefined;
};

/** A scalar as it stands in the table; the parts of lists and tagged values are operands themselves. */
export function scalarText(operand: Operand): string {
  return typeof operand === "object" ? JSON.stringify(operand) : String(operand);
}

/** `# type`, then `: signature`, then rows of `[operand, …] => answer`. */
export function readClrTable(text: string): ClrTableRow[] {
  const rows: ClrTableRow[] = [];
  let type = "";
  let signature = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("# ")) type = line.slice(2);
    else if (line.startsWith(": ")) signature = line.slice(2);
    else if (line.startsWith("[")) {
      const [operands = "", answer] = line.split(" => ", 2);
      rows.push({ type, signature, operands: JSON.parse(operands), answer });
    }
  }
  return rows;
}

/** A table with the answers in it; lines that are no rows stay as they are. */
export function withAnswers(text: string, answers: readonly string[]): string {
  let next = 0;
  const lines = text.split("\n").map((line) => {
    if (!line.startsWith("[")) return line;
    const answer = answers[next];
    next += 1;
    return `${line.split(" => ", 1)[0]} => ${answer}`;
  });
  return lines.join("\n");
}

export type Parameter = { readonly type: string; readonly isOut: boolean };

export type Signature = {
  readonly form: "constructor" | "member" | "indexer" | "operator" | "conversion" | "call";
  readonly isStatic: boolean;
  /** `checked static int operator +(int a, int b)`: in a checked context. */
  readonly isChecked: boolean;
  readonly returns: string;
  /** Member name, or the operator. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
};

/** The forms of type-definition.ts, but for setters and generic methods. */
export function readSignature(line: string): Signature {
  const isChecked = line.startsWith("checked ");
  const text = line.replace(/^checked /, "");
  const isStatic = /^(static|const) /.test(text);
  const rest = text.replace(/^(static|const) /, "");
  const open = rest.search(/[([]/);
  const isArrayProperty = open >= 0 && rest.startsWith("[]", open);
  const list = isArrayProperty
    ? /\((.*)\)$/.exec(rest)
    : /[([](.*)[)\]]$/s.exec(rest.slice(Math.max(open, 0)));
  const head = list === null ? rest : rest.slice(0, rest.length - list[0].length);
  const parameters = list === null ? [] : splitTop(list[1] ?? "").map(readParameter);
  if (head === "new")
    return { form: "constructor", isStatic: true, isChecked, returns: "", name: "new", parameters };
  const conversion = /^(?:implicit|explicit) operator (.+)$/.exec(head);
  if (conversion !== null) {
    return { form: "conversion", isStatic, isChecked, returns: conversion[1] ?? "", name: "", parameters };
  }
  const operator = /^(.+) operator (\S+)$/.exec(head);
  if (operator !== null) {
    const [, returns = "", name = ""] = operator;
    return { form: "operator", isStatic, isChecked, returns, name, parameters };
  }
  const space = head.lastIndexOf(" ");
  const name = head.slice(space + 1);
  const form = name === "this" ? "indexer" : list === null ? "member" : "call";
  return { form, isStatic, isChecked, returns: head.slice(0, space), name, parameters };
}

function readParameter(text: string): Parameter {
  const [declared = ""] = text.split("=");
  const words = declared.trim().split(/ (?![^<]*>)/);
  const isOut = words[0] === "out" || words[0] === "ref";
  const type = words.filter((word) => !["out", "ref", "params", "this"].includes(word)).at(0) ?? "";
  return { type, isOut };
}

function splitTop(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    const char = list[at];
    if (char === "<" || char === "(") depth += 1;
    else if (char === ">" || char === ")") depth -= 1;
    else if (char === "," && depth === 0) {
      parts.push(list.slice(start, at));
      start = at + 1;
    }
  }
  const last = list.slice(start);
  return last.trim() === "" ? parts : [...parts, last];
}
