// The function library of XPath 1.0 (W3C recommendation, 4), but for id().

import type { Run } from "../run.ts";
import { XAttribute } from "./x-attribute.ts";
import { XElement } from "./x-element.ts";
import { XProcessingInstruction } from "./x-leaf.ts";
import type { XObject } from "./x-object.ts";
import { xpathError } from "./xml-error.ts";
import { XML_NAMESPACE } from "./xml-token.ts";
import { booleanOf, isNodeSet, numberOf, stringOf, stringOfNode, type XPathValue } from "./xpath-value.ts";

/** Where an expression is evaluated. `position` counts from 1. */
export type XPathFocus = { readonly node: XObject; readonly position: number; readonly size: number };

type Apply = (run: Run, focus: XPathFocus, args: readonly XPathValue[]) => XPathValue;

export type XPathFunction = { readonly least: number; readonly most: number; readonly apply: Apply };

/** The only argument, or the context node. */
function nodesIn(focus: XPathFocus, args: readonly XPathValue[]): readonly XObject[] {
  const [value] = args;
  if (value === undefined) return [focus.node];
  if (!isNodeSet(value)) throw xpathError("Expression must evaluate to a node-set.");
  return value;
}

const text = (run: Run, args: readonly XPathValue[], index: number): string => {
  const value = stringOf(run, args[index] ?? "");
  run.spend(value.length);
  return value;
};

const ownText = (run: Run, focus: XPathFocus, args: readonly XPathValue[]): string =>
  args.length === 0 ? stringOfNode(run, focus.node) : text(run, args, 0);

const number = (run: Run, args: readonly XPathValue[]): number => numberOf(run, args[0] ?? Number.NaN);

/** Rounding of halves is upwards, and NaN is no place at all. */
function substring(run: Run, _focus: XPathFocus, args: readonly XPathValue[]): string {
  const whole = text(run, args, 0);
  const start = round(numberOf(run, args[1] ?? Number.NaN));
  const end = args[2] === undefined ? Number.POSITIVE_INFINITY : start + round(numberOf(run, args[2]));
  if (Number.isNaN(start) || Number.isNaN(end)) return "";
  const from = Math.max(start, 1) - 1;
  return whole.slice(Math.min(from, whole.length), Math.max(Math.min(end - 1, whole.length), 0));
}

const round = (value: number): number => Math.floor(value + 0.5);

function translate(run: Run, _focus: XPathFocus, args: readonly XPathValue[]): string {
  const [from, to] = [text(run, args, 1), text(run, args, 2)];
  const map = new Map<string, string>();
  for (let at = 0; at < from.length; at++) {
    const character = from.charAt(at);
    if (!map.has(character)) map.set(character, to.charAt(at));
  }
  let result = "";
  const source = text(run, args, 0);
  for (let at = 0; at < source.length; at++) result += map.get(source.charAt(at)) ?? source.charAt(at);
  return result;
}

function sum(run: Run, focus: XPathFocus, args: readonly XPathValue[]): number {
  return nodesIn(focus, args).reduce((total, node) => total + numberOf(run, stringOfNode(run, node)), 0);
}

/** xml:lang of the nearest element that has one, or a part of it before a hyphen. */
function lang(run: Run, focus: XPathFocus, args: readonly XPathValue[]): boolean {
  const wanted = text(run, args, 0).toLowerCase();
  const start = focus.node instanceof XElement ? focus.node : focus.node.parent;
  for (let at: XObject | null = start; at !== null; at = at.parent) {
    run.spend(1);
    if (!(at instanceof XElement)) continue;
    const found = at.attributes.find(
      ({ name }) => name.local === "lang" && name.namespace.uri === XML_NAMESPACE,
    );
    if (found === undefined) continue;
    const language = found.value.toLowerCase();
    return language === wanted || language.startsWith(`${wanted}-`);
  }
  return false;
}

/** Of nodes that have one. */
export function localNameOf(node: XObject | undefined): string {
  if (node instanceof XElement || node instanceof XAttribute) return node.name.local;
  return node instanceof XProcessingInstruction ? node.target : "";
}

function uriOf(node: XObject | undefined): string {
  return node instanceof XElement || node instanceof XAttribute ? node.name.namespace.uri : "";
}

/** With the prefix that it was read with. */
export function qualifiedNameOf(node: XObject | undefined): string {
  const local = localNameOf(node);
  const prefix = node instanceof XElement || node instanceof XAttribute ? node.sourcePrefix : "";
  return prefix === "" ? local : `${prefix}:${local}`;
}

const fn = (least: number, most: number, apply: Apply): XPathFunction => ({ least, most, apply });
const MANY = 1000;

export const xpathFunctions: ReadonlyMap<string, XPathFunction> = new Map([
  ["last", fn(0, 0, (_run, focus) => focus.size)],
  ["position", fn(0, 0, (_run, focus) => focus.position)],
  ["count", fn(1, 1, (_run, focus, args) => nodesIn(focus, args).length)],
  ["local-name", fn(0, 1, (_run, focus, args) => localNameOf(nodesIn(focus, args)[0]))],
  ["namespace-uri", fn(0, 1, (_run, focus, args) => uriOf(nodesIn(focus, args)[0]))],
  ["name", fn(0, 1, (_run, focus, args) => qualifiedNameOf(nodesIn(focus, args)[0]))],
  ["string", fn(0, 1, ownText)],
  [
    "concat",
    fn(2, MANY, (run, _focus, args) => {
      const parts = args.map((_, index) => text(run, args, index));
      run.allocate(parts.reduce((total, part) => total + part.length * 2, 0));
      return parts.join("");
    }),
  ],
  ["starts-with", fn(2, 2, (run, _focus, args) => text(run, args, 0).startsWith(text(run, args, 1)))],
  ["contains", fn(2, 2, (run, _focus, args) => text(run, args, 0).includes(text(run, args, 1)))],
  [
    "substring-before",
    fn(2, 2, (run, _focus, args) => {
      const whole = text(run, args, 0);
      return whole.slice(0, Math.max(whole.indexOf(text(run, args, 1)), 0));
    }),
  ],
  [
    "substring-after",
    fn(2, 2, (run, _focus, args) => {
      const [whole, part] = [text(run, args, 0), text(run, args, 1)];
      const at = whole.indexOf(part);
      return at < 0 ? "" : whole.slice(at + part.length);
    }),
  ],
  ["substring", fn(2, 3, substring)],
  ["string-length", fn(0, 1, (run, focus, args) => ownText(run, focus, args).length)],
  [
    "normalize-space",
    fn(0, 1, (run, focus, args) =>
      ownText(run, focus, args)
        .split(/[ \t\r\n]+/)
        .filter(Boolean)
        .join(" "),
    ),
  ],
  ["translate", fn(3, 3, translate)],
  ["boolean", fn(1, 1, (_run, _focus, args) => booleanOf(args[0] ?? false))],
  ["not", fn(1, 1, (_run, _focus, args) => !booleanOf(args[0] ?? false))],
  ["true", fn(0, 0, () => true)],
  ["false", fn(0, 0, () => false)],
  ["lang", fn(1, 1, lang)],
  [
    "number",
    fn(0, 1, (run, focus, args) => (args.length === 0 ? numberOf(run, [focus.node]) : number(run, args))),
  ],
  ["sum", fn(1, 1, sum)],
  ["floor", fn(1, 1, (run, _focus, args) => Math.floor(number(run, args)))],
  ["ceiling", fn(1, 1, (run, _focus, args) => Math.ceil(number(run, args)))],
  ["round", fn(1, 1, (run, _focus, args) => round(number(run, args)))],
]);
