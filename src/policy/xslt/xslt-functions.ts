// The functions that XSLT 1.0 (12) adds to XPath, and node-set() of the two extensions that .NET has too.

import type { Run } from "../value/run.ts";
import { XText } from "../value/xml/x-leaf.ts";
import type { XObject } from "../value/xml/x-object.ts";
import { type XPathFunction, xpathFunctions } from "../value/xml/xpath-functions.ts";
import type { XPathArity } from "../value/xml/xpath-parser.ts";
import { isNodeSet, numberOf, stringOf, type XPathValue } from "../value/xml/xpath-value.ts";
import { formatNumber, plainDecimalFormat } from "./format-number.ts";
import { expandedName, expandName } from "./names.ts";
import { ResultTree } from "./result-tree.ts";
import { XSLT_NAMESPACE } from "./style-element.ts";
import type { Stylesheet } from "./stylesheet.ts";
import { xsltError } from "./xslt-error.ts";

export const NODE_SET = "node-set";

export const nodeSetNamespaces: ReadonlySet<string> = new Set([
  "urn:schemas-microsoft-com:xslt",
  "http://exslt.org/common",
]);

export const ownFunctions: ReadonlyMap<string, XPathArity> = new Map([
  ["current", { least: 0, most: 0 }],
  ["key", { least: 2, most: 2 }],
  ["format-number", { least: 2, most: 3 }],
  ["generate-id", { least: 0, most: 1 }],
  ["system-property", { least: 1, most: 1 }],
  ["element-available", { least: 1, most: 1 }],
  ["function-available", { least: 1, most: 1 }],
]);

/** Functions one of whose arguments is a name: which. Where it is given, one more tells the namespaces. */
export const takesName: ReadonlyMap<string, number> = new Map([
  ["key", 0],
  ["format-number", 2],
  ["system-property", 0],
  ["element-available", 0],
  ["function-available", 0],
]);

/** Elements of XSLT that may stand in templates. */
const instructionNames: ReadonlySet<string> = new Set([
  ...["apply-templates", "attribute", "call-template", "choose", "comment", "copy", "copy-of", "element"],
  ...["fallback", "for-each", "if", "message", "number", "processing-instruction", "text", "value-of"],
  ...["variable"],
]);

/** What functions ask the transformation for. */
export type FunctionHost = {
  readonly stylesheet: Stylesheet;
  readonly current: () => XObject;
  readonly keyed: (name: string, values: readonly string[], near: XObject) => readonly XObject[];
  readonly idOf: (node: XObject) => string;
};

export function functionsFor(host: FunctionHost): ReadonlyMap<string, XPathFunction> {
  const own: Readonly<Record<string, XPathFunction["apply"]>> = {
    current: () => [host.current()],
    key: (run, focus, [name, value = "", namespaces]) => {
      const values = isNodeSet(value) ? value.map((node) => stringOf(run, [node])) : [stringOf(run, value)];
      return host.keyed(nameFrom(host, run, name, namespaces), values, focus.node);
    },
    "format-number": (run, _focus, [value = "", pattern = "", name, namespaces]) => {
      const wanted = name === undefined ? "" : nameFrom(host, run, name, namespaces);
      const format = host.stylesheet.decimalFormats.get(wanted);
      if (format === undefined && wanted !== "") throw xsltError(`There is no decimal format '${wanted}'.`);
      const text = stringOf(run, pattern);
      run.spend(text.length + 32);
      return formatNumber(numberOf(run, value), text, format ?? plainDecimalFormat);
    },
    "generate-id": (_run, focus, [nodes]) => {
      const node = nodes === undefined ? focus.node : isNodeSet(nodes) ? nodes[0] : undefined;
      if (nodes !== undefined && !isNodeSet(nodes)) throw xsltError("generate-id() takes a node-set.");
      return node === undefined ? "" : host.idOf(node);
    },
    "system-property": (run, _focus, [name, namespaces]) =>
      systemProperty(nameFrom(host, run, name, namespaces)),
    "element-available": (run, _focus, [name, namespaces]) =>
      isInstruction(nameFrom(host, run, name, namespaces)),
    "function-available": (run, _focus, [name, namespaces]) =>
      isFunction(nameFrom(host, run, name, namespaces)),
    [NODE_SET]: (run, _focus, [value = ""]) => (isNodeSet(value) ? value : [textTree(stringOf(run, value))]),
  };
  const arity = (name: string): XPathArity => ownFunctions.get(name) ?? { least: 1, most: 1 };
  return new Map([
    ...xpathFunctions,
    ...Object.entries(own).map(([name, apply]) => [name, { ...arity(name), apply }] as const),
  ]);
}

/** @throws ClrException for a name that cannot be expanded */
function nameFrom(
  { stylesheet }: FunctionHost,
  run: Run,
  name: XPathValue | undefined,
  number: XPathValue | undefined,
): string {
  const text = stringOf(run, name ?? "");
  const expanded = expandName(text, stylesheet.namespaces[Number(number)] ?? new Map());
  if (expanded === undefined) throw xsltError(`'${text}' is no name, or its prefix is not declared.`);
  return expanded;
}

function systemProperty(name: string): XPathValue {
  if (name === expandedName(XSLT_NAMESPACE, "version")) return 1;
  return name === expandedName(XSLT_NAMESPACE, "vendor") ? "Portcullis" : "";
}

const isInstruction = (name: string): boolean =>
  [...instructionNames].some((local) => expandedName(XSLT_NAMESPACE, local) === name);

function isFunction(name: string): boolean {
  if (xpathFunctions.has(name) || ownFunctions.has(name)) return true;
  return [...nodeSetNamespaces].some((uri) => expandedName(uri, NODE_SET) === name);
}

function textTree(text: string): ResultTree {
  const tree = new ResultTree();
  const node = new XText(text);
  node.parent = tree;
  if (text !== "") tree.children.push(node);
  return tree;
}
