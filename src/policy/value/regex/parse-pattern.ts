// Reads a pattern of .NET into a tree. What is wrong is said in the words of the .NET Framework.

import { BudgetExceeded } from "../budget-exceeded.ts";
import { CharSet } from "./char-set.ts";
import { lowerCode } from "./code-case.ts";
import { findGroups, type GroupNames } from "./group-names.ts";
import { parseBackslash } from "./parse-backslash.ts";
import { parseClass } from "./parse-class.ts";
import { type GroupHead, parseGroupHead } from "./parse-group-head.ts";
import { parseQuantifier } from "./parse-quantifier.ts";
import { PatternReader } from "./pattern-reader.ts";
import { regexOptions } from "./regex-options.ts";
import { emptyNode, type RegexNode, sequenceOf } from "./regex-tree.ts";

/** Groups in groups. */
const MAX_DEPTH = 250;

const anyCode = CharSet.of([0, 0xffff]);
const anyButNewline = CharSet.of([10, 10], true);

export type ParsedPattern = { readonly tree: RegexNode; readonly groups: GroupNames };

/** @throws ClrException ArgumentException; BudgetExceeded for nesting beyond reason */
export function parsePattern(pattern: string, options: number): ParsedPattern {
  const groups = findGroups(pattern, options);
  return { tree: new PatternParser(new PatternReader(pattern, options), groups).parse(), groups };
}

class PatternParser {
  readonly #reader: PatternReader;
  readonly #groups: GroupNames;
  #nextNumber = 1;
  #depth = 0;

  constructor(reader: PatternReader, groups: GroupNames) {
    this.#reader = reader;
    this.#groups = groups;
  }

  parse(): RegexNode {
    const branches = this.#branches();
    if (this.#reader.left > 0) throw this.#reader.fault("Too many )'s.");
    return choiceOf(branches);
  }

  /** Up to `)` or the end. */
  #branches(): RegexNode[] {
    const branches: RegexNode[] = [];
    for (;;) {
      branches.push(this.#sequence());
      if (this.#reader.peek() !== "|") return branches;
      this.#reader.at++;
    }
  }

  #sequence(): RegexNode {
    const reader = this.#reader;
    const items: RegexNode[] = [];
    let isAfterQuantifier = false;
    for (;;) {
      reader.skipBlanks();
      const char = reader.peek();
      if (char === "" || char === "|" || char === ")")
        return items.length === 0 ? emptyNode : sequenceOf(items);
      if (isQuantifierAt(reader)) {
        throw reader.fault(
          isAfterQuantifier ? `Nested quantifier ${char}.` : "Quantifier {x,y} following nothing.",
        );
      }
      isAfterQuantifier = false;
      const atom = this.#atom();
      if (atom === undefined) continue;
      reader.skipBlanks();
      isAfterQuantifier = isQuantifierAt(reader);
      items.push(isAfterQuantifier ? parseQuantifier(reader, atom) : atom);
    }
  }

  /** Undefined for what only sets options. */
  #atom(): RegexNode | undefined {
    const reader = this.#reader;
    const char = reader.next();
    switch (char) {
      case "[": {
        const set = parseClass(reader);
        return { kind: "set", set, foldsCase: false };
      }
      case "(":
        return this.#group();
      case "\\":
        return parseBackslash(reader, this.#groups);
      case "^":
        return { kind: "anchor", anchor: reader.uses(regexOptions.Multiline) ? "line-start" : "start" };
      case "$":
        return { kind: "anchor", anchor: reader.uses(regexOptions.Multiline) ? "line-end" : "last-line-end" };
      case ".":
        return {
          kind: "set",
          set: reader.uses(regexOptions.Singleline) ? anyCode : anyButNewline,
          foldsCase: false,
        };
      default:
        return oneNode(reader, char.charCodeAt(0));
    }
  }

  #group(): RegexNode | undefined {
    const reader = this.#reader;
    const outer = reader.options;
    const head = parseGroupHead(reader, this.#groups);
    if (head.kind === "options") return undefined;
    const number = head.kind === "auto" ? this.#nextNumber++ : -1;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new BudgetExceeded("depth");
    const node = this.#body(head, number);
    this.#depth -= 1;
    reader.options = outer;
    return node;
  }

  #body(head: Exclude<GroupHead, { kind: "options" }>, number: number): RegexNode {
    const condition = head.kind === "test-look" ? this.#condition() : emptyNode;
    const branches = this.#branches();
    if (this.#reader.next() !== ")") throw this.#reader.fault("Not enough )'s.");
    const body = choiceOf(branches);
    switch (head.kind) {
      case "auto":
        return { kind: "capture", group: number, uncapture: -1, body };
      case "capture":
        return { ...head, body };
      case "plain":
        return body;
      case "atomic":
        return { kind: "atomic", body };
      case "look":
        return { ...head, body };
      default: {
        if (branches.length > 2) throw this.#reader.fault("Too many | in (?()|).");
        const [yes = emptyNode, no = emptyNode] = branches;
        if (head.kind === "test-group") return { ...head, yes, no };
        return { kind: "test-look", condition, yes, no };
      }
    }
  }

  /** The parenthesis of `(?(condition)yes|no)`, which captures nothing. */
  #condition(): RegexNode {
    const reader = this.#reader;
    reader.at++;
    if (reader.peek() === "?") return this.#group() ?? emptyNode;
    const outer = reader.options;
    const branches = this.#branches();
    if (reader.next() !== ")") throw reader.fault("Not enough )'s.");
    reader.options = outer;
    return choiceOf(branches);
  }
}

function choiceOf(branches: readonly RegexNode[]): RegexNode {
  const [first] = branches;
  return branches.length === 1 && first !== undefined ? first : { kind: "choice", items: branches };
}

function oneNode(reader: PatternReader, code: number): RegexNode {
  const foldsCase = reader.uses(regexOptions.IgnoreCase);
  return { kind: "one", code: foldsCase ? lowerCode(code) : code, foldsCase };
}

/** `{` is one only where `{n}`, `{n,}` or `{n,m}` stands. */
function isQuantifierAt(reader: PatternReader): boolean {
  const char = reader.peek();
  if (char === "*" || char === "+" || char === "?") return true;
  if (char !== "{") return false;
  return /^\{[0-9]+(?:,[0-9]*)?\}/.test(reader.pattern.slice(reader.at, reader.at + 64));
}
