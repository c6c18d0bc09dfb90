// YAML text → tree: syntax errors, duplicate keys, aliases with a limit, and references resolved.

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { type ReferenceFlaw, type ReferenceSource, resolveReferences } from "./reference.ts";
import type { Report } from "./report.ts";
import { placeText, type Source, type Spot } from "./source.ts";
import { isScalar as isScalarValue, type MapEntry, quoted, type Scalar, type TreeNode } from "./tree.ts";
import { nestedLine, syntaxFlaw } from "./yaml-error.ts";

const MAX_DEPTH = 64;
/** Nodes that aliases may add to one file: ten aliases of ten aliases of … stop here. */
const MAX_ALIAS_NODES = 100_000;

/** The tree of a file, broken where it is not YAML (reported); undefined where it holds nothing. */
export function readYaml(source: Source, references: ReferenceSource, report: Report): TreeNode | undefined {
  const document = parseDocument(source.text, {
    uniqueKeys: false,
    stringKeys: true,
    prettyErrors: false,
    logLevel: "error",
    resolveKnownTags: false,
  });
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) {
    reportSyntax(document, errors, source, report);
    return { kind: "broken", source, offset: 0 };
  }
  if (document.contents === null) return undefined;
  return new Reader(source, references, report).read(document.contents, { source, offset: 0 }, 0);
}

function reportSyntax(
  document: Document,
  errors: readonly YAMLError[],
  source: Source,
  report: Report,
): void {
  let lastLine = 0;
  for (const error of errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const spot = { source, offset: startOf(document, error, source.text) };
    const { line } = source.place(spot.offset);
    const flaw = syntaxFlaw(error, source.text);
    if (line !== lastLine) report.error(spot, flaw.code, flaw.message, flaw.hint);
    lastLine = line;
    if (flaw.isLast) return;
  }
}

/** Where to mend: what is not closed is noticed far behind the place where it opens. */
function startOf(document: Document, error: YAMLError, text: string): number {
  const noticed = error.pos[0];
  const isQuote = error.code === "MISSING_CHAR" && error.message.includes("quote");
  const isBracket = error.code === "BAD_INDENT" && error.message.startsWith("Flow ");
  if (error.code === "UNEXPECTED_TOKEN" && text.startsWith("${", noticed - 1)) return noticed - 1;
  if (error.code === "BLOCK_AS_IMPLICIT_KEY") return nestedLine(text, noticed) ?? noticed;
  if (!isQuote && !isBracket) return noticed;
  let start = noticed;
  visit(document, {
    Node: (_, node) => {
      const [from, to] = node.range ?? [noticed, noticed];
      const opens = isQuote ? /["']/ : /[[{]/;
      const closes = isQuote ? /^$/ : /[\]}]/;
      const isOpen = opens.test(text.charAt(from)) && !closes.test(text.charAt(to - 1));
      if (isOpen && from < noticed && to >= noticed - 1) start = from;
    },
  });
  return start;
}

type Anchored = { readonly node: TreeNode; readonly size: number } | "open";

class Reader {
  readonly #source: Source;
  readonly #references: ReferenceSource;
  readonly #report: Report;
  readonly #anchors = new Map<string, Anchored>();
  #nodes = 0;
  #aliasNodes = 0;

  constructor(source: Source, references: ReferenceSource, report: Report) {
    this.#source = source;
    this.#references = references;
    this.#report = report;
  }

  /** `near` is where a value that was left out is reported: at its key. */
  read(node: unknown, near: Spot, depth: number): TreeNode {
    const spot = this.#spotOf(node, near);
    if (depth > MAX_DEPTH) {
      return this.#broken(spot, "too-deep", "lists and maps are nested too deeply here", "flatten them");
    }
    this.#nodes++;
    if (isAlias(node)) return this.#readAlias(node.source, spot);
    const before = this.#nodes;
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, "open");
    const tree = this.#readContent(node, spot, depth);
    if (anchor !== undefined) this.#anchors.set(anchor, { node: tree, size: this.#nodes - before + 1 });
    return tree;
  }

  #spotOf(node: unknown, near: Spot): Spot {
    const range = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range : undefined;
    if (!range || range[0] === range[1]) return near;
    return { source: this.#source, offset: range[0] };
  }

  #readContent(node: unknown, spot: Spot, depth: number): TreeNode {
    const { source, offset } = spot;
    if (isMap(node))
      return { kind: "map", source, offset, entries: this.#readEntries(node.items, spot, depth) };
    if (isSeq(node)) {
      return {
        kind: "list",
        source,
        offset,
        items: node.items.map((item) => this.read(item, spot, depth + 1)),
      };
    }
    if (isScalar(node))
      return this.#readScalar(
        isScalarValue(node.value) ? node.value : null,
        node.source ?? "",
        spot,
        node.range?.[1] ?? offset,
      );
    return this.#readScalar(null, "", spot, offset);
  }

  #readEntries(pairs: readonly Pair[], owner: Spot, depth: number): Map<string, MapEntry> {
    const entries = new Map<string, MapEntry>();
    for (const pair of pairs) {
      const spot = this.#spotOf(pair.key, owner);
      const key = isScalar(pair.key) ? String(pair.key.value) : "";
      const first = entries.get(key);
      if (first !== undefined) {
        const hint = "keep one of the two";
        this.#report.error(
          spot,
          "duplicate-key",
          `${quoted(key)} was written before, at ${placeText(first.key)}`,
          hint,
        );
        continue;
      }
      entries.set(key, { key: spot, value: this.read(pair.value, spot, depth + 1) });
    }
    return entries;
  }

  #readScalar(value: Scalar, written: string, spot: Spot, end: number): TreeNode {
    const { source, offset } = spot;
    if (typeof value !== "string" || !value.includes("${")) {
      const text = typeof value === "string" ? value : written;
      return { kind: "scalar", source, offset, value, text, written: undefined, isUntyped: false };
    }
    const resolved = resolveReferences(value, this.#references);
    const spotOf = ({ reference }: ReferenceFlaw): Spot => {
      const found = source.text.indexOf(reference, offset);
      return found >= 0 && found < end ? { source, offset: found } : spot;
    };
    for (const flaw of resolved.flaws) {
      this.#report.error(spotOf(flaw), flaw.code, flaw.message, flaw.hint);
    }
    for (const warning of resolved.warnings) {
      this.#report.warning(spotOf(warning), warning.code, warning.message, warning.hint);
    }
    if (resolved.flaws.length > 0 || resolved.isPending) {
      return { kind: "broken", source, offset, written: value };
    }
    const { text, isWhole } = resolved;
    const reference = resolved.hasReferences ? value : undefined;
    return { kind: "scalar", source, offset, value: text, text, written: reference, isUntyped: isWhole };
  }

  #readAlias(name: string, spot: Spot): TreeNode {
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) {
      const hint = `set the anchor before it; or quote the text, if it is one: ${quoted(`*${name}`)}`;
      return this.#broken(spot, "unknown-anchor", `no anchor &${name} stands before this alias`, hint);
    }
    if (anchored === "open") {
      return this.#broken(
        spot,
        "alias-cycle",
        `the alias *${name} stands inside of what it repeats`,
        "write the value out",
      );
    }
    const isOver = this.#aliasNodes > MAX_ALIAS_NODES;
    this.#nodes += anchored.size;
    this.#aliasNodes += anchored.size;
    if (isOver) return { kind: "broken", source: spot.source, offset: spot.offset };
    if (this.#aliasNodes > MAX_ALIAS_NODES) {
      return this.#broken(
        spot,
        "too-many-aliases",
        "aliases repeat too much",
        "write the values out, or repeat less",
      );
    }
    return { ...anchored.node, source: spot.source, offset: spot.offset };
  }

  #broken(spot: Spot, code: string, message: string, hint: string): TreeNode {
    this.#report.error(spot, code, message, hint);
    return { kind: "broken", source: spot.source, offset: spot.offset };
  }
}
