// Patterns in PCRE's syntax, read as PCRE reads bytes (no UTF, no Unicode properties): the rules' texts
// become trees. What cannot be done on bytes, or by no engine of ours (recursion, conditions, verbs, \K), is
// a flaw with its place.

import {
  allBytes,
  type ByteSet,
  bytesIn,
  newline,
  notNewline,
  verticalSpace,
  withBothCases,
} from "./byte-set.ts";
import { parseClass } from "./parse-class.ts";
import { parseEscape, parseOctal } from "./parse-escape.ts";
import { type Flags, type GroupHead, parseGroupHead } from "./parse-group-head.ts";
import { PatternCursor, PatternError, type RegexFlaw } from "./pattern-cursor.ts";
import {
  byteTree,
  choice,
  contextsWhere,
  EDGE,
  empty,
  NEWLINE,
  type RegexTree,
  type RepeatTree,
  sequence,
  WORD,
} from "./regex-tree.ts";

export type RegexOptions = {
  readonly isCaseless?: boolean;
  /** `^` and `$` at each line. Otherwise `^` is the input's start and `$` its very end. */
  readonly isMultiLine?: boolean;
};

export type ParsedRegex = {
  readonly tree: RegexTree;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
};

/** CRS's longest pattern has 12,182 chars. */
const LIMIT_CHARS = 65_536;
/** Trees are walked by recursion. */
const LIMIT_DEPTH = 200;
/** PCRE's own. */
const LIMIT_REPEATS = 65_535;

const START = contextsWhere((before) => before === EDGE);
const END = contextsWhere((_, after) => after === EDGE);
const BOUNDARY = contextsWhere((before, after) => (before === WORD) !== (after === WORD));
const NO_BOUNDARY = contextsWhere((before, after) => (before === WORD) === (after === WORD));
/** Not behind a newline that ends the input: PCRE sees no line there. */
const LINE_START = contextsWhere(
  (before, after) => before === EDGE || (before === NEWLINE && after !== EDGE),
);
const LINE_END = contextsWhere((_, after) => after === EDGE || after === NEWLINE);

const BOUNDED = /\{(\d+)(,(\d*))?\}/y;
const REFERENCE_NUMBER = /\d+/y;
const REFERENCE_G = /g(?:(-?\d+)|\{(-?\d+)\}|\{(\w+)\})/y;
const REFERENCE_K = /k(?:\{(\w+)\}|<(\w+)>|'(\w+)')/y;
const EXTENDED_GAP = /(?:[\t-\r ]+|#[^\n]*)*/y;

export function parseRegex(pattern: string, options: RegexOptions = {}): ParsedRegex | RegexFlaw {
  if (pattern.length > LIMIT_CHARS) {
    return { flaw: `a pattern of more than ${LIMIT_CHARS} chars`, offset: LIMIT_CHARS, hint: "split it" };
  }
  const beyond = pattern.search(/[^\0-\xff]/);
  if (beyond >= 0) {
    return { flaw: "a char that is no byte", offset: beyond, hint: "give patterns as latin1 strings" };
  }
  try {
    return new RegexParser(pattern, options).parse();
  } catch (error) {
    if (error instanceof PatternError) return error.flaw;
    throw error;
  }
}

class RegexParser {
  private readonly cursor: PatternCursor;
  private flags: Flags;
  private groupCount = 0;
  private readonly groupTotal: number;
  private readonly groupNames = new Map<string, number>();
  private readonly references: { readonly name: string | number; readonly offset: number }[] = [];
  private depth = 0;

  constructor(pattern: string, { isCaseless = false, isMultiLine = false }: RegexOptions) {
    this.cursor = new PatternCursor(pattern);
    this.flags = { isCaseless, isMultiLine, isDotAll: true, isExtended: false };
    this.groupTotal = countGroups(pattern);
  }

  parse(): ParsedRegex {
    const tree = this.parseChoice();
    if (!this.cursor.isAtEnd) this.cursor.fail("a ) without its (", "write \\) for a bracket");
    for (const { name, offset } of this.references) {
      const isKnown = typeof name === "number" ? name <= this.groupCount : this.groupNames.has(name);
      if (!isKnown) this.cursor.fail(`there is no group ${name}`, "refer to a group of the pattern", offset);
    }
    return { tree, groupCount: this.groupCount, groupNames: this.groupNames };
  }

  private parseChoice(): RegexTree {
    if (++this.depth > LIMIT_DEPTH) this.cursor.fail("groups nested too deep", `nest at most ${LIMIT_DEPTH}`);
    const branches = [this.parseSequence()];
    while (this.cursor.take("|")) branches.push(this.parseSequence());
    this.depth--;
    return choice(branches);
  }

  private parseSequence(): RegexTree {
    const items: RegexTree[] = [];
    for (;;) {
      if (this.flags.isExtended) this.cursor.takeMatch(EXTENDED_GAP);
      const next = this.cursor.peek();
      if (next === "" || next === "|" || next === ")") return sequence(items);
      const item = this.parseItem(next);
      if (item !== undefined) items.push(this.parseQuantifiers(item, next === "("));
    }
  }

  /** Undefined for what is nothing by itself: a comment, a change of flags. */
  private parseItem(next: string): RegexTree | undefined {
    const { cursor, flags } = this;
    if (next === "(") return this.parseGroup();
    if (next === "*" || next === "+" || next === "?" || this.isBoundedNext()) {
      cursor.fail("nothing to repeat", `write \\${next} for the char itself`);
    }
    cursor.at++;
    if (next === "\\") return this.parseBackslash();
    if (next === "[") return { kind: "bytes", set: parseClass(cursor, flags.isCaseless) };
    if (next === ".") return { kind: "bytes", set: flags.isDotAll ? allBytes : notNewline };
    if (next === "^") return { kind: "assertion", contexts: flags.isMultiLine ? LINE_START : START };
    if (next === "$") return { kind: "assertion", contexts: flags.isMultiLine ? LINE_END : END };
    return this.literal(next.charCodeAt(0));
  }

  private literal(byte: number): RegexTree {
    return byteTree(byte, this.flags.isCaseless);
  }

  private bytes(set: ByteSet): RegexTree {
    return { kind: "bytes", set: this.flags.isCaseless ? withBothCases(set) : set };
  }

  private parseGroup(): RegexTree | undefined {
    const start = this.cursor.at;
    const outer = this.flags;
    const head: GroupHead = parseGroupHead(this.cursor, this.flags);
    if (head.kind === "comment") return undefined;
    if (head.kind === "flags") {
      this.flags = head.flags;
      return undefined;
    }
    if (head.kind === "reference") return this.reference(head.name, start);
    const index = head.kind === "capture" ? this.openGroup(head.name, start) : 0;
    if (head.kind === "plain") this.flags = head.flags;
    const item = this.parseChoice();
    if (!this.cursor.take(")")) this.cursor.fail("a group has no end", "close it with )", start);
    this.flags = outer;
    if (head.kind === "capture") return { kind: "capture", item, index };
    if (head.kind === "atomic") return { kind: "atomic", item };
    if (head.kind === "look") return { ...head, item };
    return item;
  }

  private openGroup(name: string | undefined, offset: number): number {
    const index = ++this.groupCount;
    if (name === undefined) return index;
    if (this.groupNames.has(name)) {
      this.cursor.fail(`two groups called ${name}`, "give each a name of its own", offset);
    }
    this.groupNames.set(name, index);
    return index;
  }

  private parseBackslash(): RegexTree | undefined {
    const { cursor } = this;
    const known = parseEscape(cursor);
    if (known !== undefined) return this.bytes(known);
    const start = cursor.at - 1;
    const reference = this.parseReference(start);
    if (reference !== undefined) return reference;
    const letter = cursor.next();
    const assertion = ASSERTIONS[letter];
    if (assertion !== undefined) return assertion;
    if (letter === "N") return { kind: "bytes", set: notNewline };
    if (letter === "C") return { kind: "bytes", set: allBytes };
    if (letter === "R") return anyNewline;
    if (letter === "E") return undefined;
    if (letter === "Q") return this.parseQuoted();
    return cursor.fail(`\\${letter} is not known`, "leave out the backslash, or escape it", start);
  }

  private parseQuoted(): RegexTree | undefined {
    const { cursor } = this;
    const end = cursor.text.indexOf("\\E", cursor.at);
    const literal = cursor.text.slice(cursor.at, end < 0 ? undefined : end);
    cursor.at = end < 0 ? cursor.text.length : end + 2;
    const items = Array.from(literal, (char) => this.literal(char.charCodeAt(0)));
    const last = items.pop();
    if (last === undefined) return undefined;
    // A quantifier behind \E is for the last char alone.
    return sequence([...items, this.parseQuantifiers(last)]);
  }

  private parseReference(start: number): RegexTree | undefined {
    const { cursor } = this;
    const k = cursor.takeMatch(REFERENCE_K);
    if (k !== undefined) return this.reference(k[1] ?? k[2] ?? k[3] ?? "", start);
    const g = cursor.takeMatch(REFERENCE_G);
    if (g !== undefined) return this.reference(g[3] ?? this.absolute(g[1] ?? g[2] ?? ""), start);
    const before = cursor.at;
    const digits = cursor.takeMatch(REFERENCE_NUMBER)?.[0];
    if (digits === undefined) return undefined;
    const number = Number(digits);
    if (number < 10 || /^[89]/.test(digits) || number <= this.groupTotal)
      return this.reference(number, start);
    cursor.at = before;
    return this.literal(parseOctal(cursor));
  }

  private absolute(number: string): number {
    const value = Number(number);
    return value < 0 ? this.groupCount + 1 + value : value;
  }

  private reference(name: string | number, offset: number): RegexTree {
    this.references.push({ name, offset });
    const index = typeof name === "number" ? name : (this.groupNames.get(name) ?? 0);
    if (index < 1) this.cursor.fail(`there is no group ${name}`, "refer to a group before the place", offset);
    return { kind: "backreference", index, isCaseless: this.flags.isCaseless };
  }

  private isBoundedNext(): boolean {
    const { cursor } = this;
    if (cursor.peek() !== "{") return false;
    const before = cursor.at;
    const isBounded = cursor.takeMatch(BOUNDED) !== undefined;
    cursor.at = before;
    return isBounded;
  }

  private parseQuantifiers(item: RegexTree, isGroup = false): RegexTree {
    const { cursor } = this;
    if (this.flags.isExtended) cursor.takeMatch(EXTENDED_GAP);
    const start = cursor.at;
    const bounds = this.parseBounds();
    if (bounds === undefined) return item;
    if (item.kind === "assertion" && !isGroup)
      cursor.fail("a place cannot be repeated", "leave out the quantifier", start);
    const mode: RepeatTree["mode"] = cursor.take("?") ? "lazy" : cursor.take("+") ? "possessive" : "greedy";
    if (bounds.max === 0) return empty;
    if (bounds.min === 1 && bounds.max === 1) return item;
    return { kind: "repeat", item, ...bounds, mode };
  }

  private parseBounds(): { readonly min: number; readonly max: number } | undefined {
    const { cursor } = this;
    // Most items have none.
    if (!"*+?{".includes(cursor.peek())) return undefined;
    if (cursor.take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (cursor.take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (cursor.take("?")) return { min: 0, max: 1 };
    const start = cursor.at;
    const found = cursor.peek() === "{" ? cursor.takeMatch(BOUNDED) : undefined;
    if (found === undefined) return undefined;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === "" ? Number.POSITIVE_INFINITY : Number(found[3]);
    if (min > max) cursor.fail("the bounds are out of order", "write the smaller one first", start);
    if (min > LIMIT_REPEATS || (max > LIMIT_REPEATS && Number.isFinite(max))) {
      cursor.fail("a bound is too large", `repeat at most ${LIMIT_REPEATS} times`, start);
    }
    return { min, max };
  }
}

const lookAhead = (item: RegexTree): RegexTree => ({ kind: "look", item, isAhead: true, isNegated: false });

const ASSERTIONS: Readonly<Record<string, RegexTree>> = {
  A: { kind: "assertion", contexts: START },
  z: { kind: "assertion", contexts: END },
  // The end, or before a newline that ends the input: the one place that two bytes decide.
  Z: lookAhead(
    sequence([
      { kind: "repeat", item: { kind: "bytes", set: newline }, min: 0, max: 1, mode: "greedy" },
      { kind: "assertion", contexts: END },
    ]),
  ),
  b: { kind: "assertion", contexts: BOUNDARY },
  B: { kind: "assertion", contexts: NO_BOUNDARY },
};

/** `\R`: CR LF is taken whole or not at all. */
const anyNewline: RegexTree = {
  kind: "atomic",
  item: choice([
    sequence([
      { kind: "bytes", set: bytesIn([13, 13]) },
      { kind: "bytes", set: newline },
    ]),
    { kind: "bytes", set: verticalSpace },
  ]),
};

/** Capturing groups, so that `\12` in front of them is known for a reference. */
function countGroups(pattern: string): number {
  const bare = pattern.replace(/\\Q[^]*?(?:\\E|$)|\\[^]|\[\^?\]?(?:\\[^]|\[:\w+:\]|[^\]\\])*\]/g, "");
  return bare.match(/\((?!\?|\*)|\(\?(?:P?<(?![=!])|')/g)?.length ?? 0;
}
