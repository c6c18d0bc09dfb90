// xsl:number (XSLT 1.0, 7.7): a number that is given, or the place of a node in its document.

import type { Run } from "../../value/run.ts";
import { XAttribute } from "../../value/xml/x-attribute.ts";
import { descendantNodes } from "../../value/xml/x-axes.ts";
import { XContainer } from "../../value/xml/x-container.ts";
import { XElement } from "../../value/xml/x-element.ts";
import { XNode, type XObject } from "../../value/xml/x-object.ts";
import { localNameOf } from "../../value/xml/xpath-functions.ts";
import { stringOf } from "../../value/xml/xpath-value.ts";
import { compilePattern } from "../compile-pattern.ts";
import { type NumberGrouping, numberText } from "../number-text.ts";
import type { Pattern } from "../pattern.ts";
import { expressionOf, templateOf, wordOf, wordsOf } from "../read-style-attributes.ts";
import type { LocalScope } from "../scope.ts";
import { type StyleElement, styleAttribute } from "../style-element.ts";
import type { Activation, Instruction, TextValue } from "../stylesheet.ts";
import { checkEmpty, type InstructionDefinition } from "./instruction-definition.ts";

export const numberInstruction: InstructionDefinition = {
  attributes: [
    ...["level", "count", "from", "value", "format", "lang", "letter-value"],
    ...["grouping-separator", "grouping-size"],
  ],
  required: [],
  compile: compileNumber,
};

type Counting = {
  readonly level: string;
  /** Undefined: nodes of the kind and name of the one that is numbered. */
  readonly count: readonly Pattern[] | undefined;
  readonly from: readonly Pattern[] | undefined;
};

type Format = {
  readonly format: TextValue | undefined;
  readonly separator: TextValue | undefined;
  readonly size: TextValue | undefined;
};

function compileNumber(element: StyleElement, scope: LocalScope): Instruction {
  checkEmpty(element, scope);
  const value = expressionOf(element, scope, "value");
  const counting = countingOf(element, scope);
  const format = formatOf(element, scope);
  return (at) => {
    const { transformation } = at;
    const numbers = value === undefined ? countedBy(at, counting) : transformation.number(value, at);
    const isCount = typeof numbers === "number";
    const whole = isCount ? [Math.floor(numbers + 0.5)] : numbers;
    // What cannot be counted is written as the number that it is.
    const isText = isCount && whole.some((one) => !(one >= 1 && one <= Number.MAX_SAFE_INTEGER));
    const text = isText ? stringOf(transformation.run, numbers) : formatted(at, whole, format);
    transformation.out.text(text, false);
    return undefined;
  };
}

function countingOf(element: StyleElement, scope: LocalScope): Counting {
  const level = wordOf(element, scope.report, "level", ["single", "multiple", "any"]) ?? "single";
  const pattern = (local: string): readonly Pattern[] | undefined => {
    const attribute = styleAttribute(element, local);
    return attribute && compilePattern(scope, attribute.value, element.scope.namespaces, "no-variables");
  };
  return { level, count: pattern("count"), from: pattern("from") };
}

function formatOf(element: StyleElement, scope: LocalScope): Format {
  const lang = templateOf(element, scope, "lang");
  if (lang !== undefined && lang.literal?.toLowerCase().split("-")[0] !== "en") {
    const place = styleAttribute(element, "lang")?.place ?? element.place;
    scope.report.refuse(place, "numbers are counted by English letters alone", "take lang out, or write en");
  }
  wordsOf(element, scope, "letter-value", ["alphabetic", "traditional"]);
  return {
    format: templateOf(element, scope, "format"),
    separator: templateOf(element, scope, "grouping-separator"),
    size: templateOf(element, scope, "grouping-size"),
  };
}

function formatted(at: Activation, numbers: readonly number[], { format, separator, size }: Format): string {
  if (numbers.length === 0) return "";
  const text = numberText(numbers, format?.of(at) ?? "1", groupingOf(separator?.of(at), size?.of(at)));
  at.transformation.run.spend(text.length);
  return text;
}

/** Both are needed. */
function groupingOf(separator: string | undefined, size: string | undefined): NumberGrouping | undefined {
  const count = Math.floor(Number(size ?? 0));
  return separator === undefined || !(count >= 1) ? undefined : { separator, size: count };
}

type Counts = (node: XObject) => boolean;

function countedBy(at: Activation, { level, count, from }: Counting): readonly number[] {
  const { node, transformation } = at;
  const { matcher, run } = transformation;
  const counts: Counts =
    count === undefined ? (other) => isAlike(node, other) : (other) => matcher.matchesAny(count, other);
  const begins: Counts = (other) => from !== undefined && matcher.matchesAny(from, other);
  if (level === "any") return countAny(run, node, counts, begins);
  const ancestors = ancestorsUntil(run, node, begins);
  if (level === "multiple") {
    return ancestors
      .filter(counts)
      .map((one) => placeAmong(run, one, counts))
      .reverse();
  }
  const found = ancestors.find(counts);
  return found === undefined ? [] : [placeAmong(run, found, counts)];
}

/** The node and what it stands in, innermost first, up to what numbering begins at anew. */
function ancestorsUntil(run: Run, node: XObject, begins: Counts): readonly XObject[] {
  const found: XObject[] = [];
  for (let at: XObject | null = node; at !== null; at = at.parent) {
    run.spend(1);
    if (at !== node && begins(at)) break;
    found.push(at);
  }
  return found;
}

function placeAmong(run: Run, node: XObject, counts: Counts): number {
  if (!(node instanceof XNode) || node.parent === null) return 1;
  const before = node.parent.children.slice(0, node.parent.placeOf(run, node));
  return 1 + before.filter(counts).length;
}

/** All before it and around it, in the order of the document. */
function countAny(run: Run, node: XObject, counts: Counts, begins: Counts): readonly number[] {
  let number = 0;
  const take = (one: XObject): void => {
    run.spend(1);
    if (one !== node && begins(one)) number = 0;
    else if (counts(one)) number++;
  };
  const { root } = node;
  const last = node instanceof XAttribute && node.parent !== null ? node.parent : node;
  take(root);
  if (root !== last && root instanceof XContainer) {
    for (const one of descendantNodes(run, root)) {
      take(one);
      if (one === last) break;
    }
  }
  if (last !== node) take(node);
  return number === 0 ? [] : [number];
}

/** Of the same kind, with the same name where it has one. */
function isAlike(node: XObject, other: XObject): boolean {
  if (other.nodeType !== node.nodeType || localNameOf(other) !== localNameOf(node)) return false;
  const uriOf = (one: XObject): string =>
    one instanceof XElement || one instanceof XAttribute ? one.name.namespace.uri : "";
  return uriOf(other) === uriOf(node);
}
