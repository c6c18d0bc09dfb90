// XPath expressions of stylesheets: read and resolved once. Prefixes become namespaces, variables slots, and
// whatever cannot be found is told at its place.

import type { SourceText } from "../document/document-tree.ts";
import { ClrException } from "../value/clr-exception.ts";
import { xpathError } from "../value/xml/xml-error.ts";
import { xpathFunctions } from "../value/xml/xpath-functions.ts";
import { needsContext, parseXPath, type XPathArity } from "../value/xml/xpath-parser.ts";
import type { NodeTest, XPathExpression, XPathStep } from "../value/xml/xpath-syntax.ts";
import { expandName } from "./names.ts";
import type { LocalScope } from "./scope.ts";
import { splitName } from "./style-element.ts";
import { StylesheetRefusal } from "./xslt-error.ts";
import { NODE_SET, nodeSetNamespaces, ownFunctions, takesName } from "./xslt-functions.ts";

type Namespaces = ReadonlyMap<string, string>;

/** What an expression may not name. */
export type Restriction = "no-variables" | undefined;

/** Undefined where it is wrong, which is told. */
export function compileExpression(
  scope: LocalScope,
  source: SourceText,
  namespaces: Namespaces,
  restriction?: Restriction,
): XPathExpression | undefined {
  return compileXPath(scope, source, source.text, 0, namespaces, restriction);
}

/** The same of a piece of a text, which begins at `offset`. */
export function compileXPath(
  scope: LocalScope,
  source: SourceText,
  text: string,
  offset: number,
  namespaces: Namespaces,
  restriction?: Restriction,
): XPathExpression | undefined {
  const place = source.placeAt(offset + Math.max(text.search(/\S/), 0));
  if (text.trim() === "") {
    scope.report.mistake(place, "an expression is missing", "write an XPath 1.0 expression");
    return undefined;
  }
  try {
    const functionOf = (name: string): XPathArity => arityOf(name, namespaces);
    const parsed = parseXPath(text, { functionOf, hasVariables: restriction === undefined });
    return resolve({ scope, namespaces }, parsed);
  } catch (error) {
    if (error instanceof StylesheetRefusal) scope.report.refuse(place, error.message, error.hint);
    else if (error instanceof ClrException) {
      scope.report.mistake(place, mistakeText(text, error, restriction), "it must be XPath 1.0");
    } else throw error;
    return undefined;
  }
}

function mistakeText(text: string, { message }: ClrException, restriction: Restriction): string {
  const isVariable = restriction === "no-variables" && message === needsContext;
  const reason = isVariable ? "patterns name no variables" : message.replace(/\.$/, "");
  return `the XPath expression ${text.trim()} is not right: ${reason}`;
}

/** @throws ClrException, StylesheetRefusal for functions that there are not */
function arityOf(name: string, namespaces: Namespaces): XPathArity {
  const known = xpathFunctions.get(name) ?? ownFunctions.get(name);
  if (known !== undefined) return known;
  const refusal = refusedFunctions.get(name);
  if (refusal !== undefined) throw new StylesheetRefusal(`the function ${name}() is not supported`, refusal);
  const { prefix, local } = splitName(name);
  if (prefix === "") throw xpathError(`there is no function ${name}()`);
  const uri = namespaces.get(prefix);
  if (uri === undefined) throw xpathError(`the prefix ${prefix} is not declared`);
  if (local === "node-set" && nodeSetNamespaces.has(uri)) return { least: 1, most: 1 };
  const message = `the extension function ${name}() is not supported`;
  throw new StylesheetRefusal(message, "of extensions there is node-set() of msxsl and exslt alone");
}

const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ["document", "a stylesheet reads no other documents: pass what it needs as a parameter"],
  ["id", "messages have no DTD, so that no attribute is an ID: use key()"],
  ["unparsed-entity-uri", "messages have no DTD, so that there are no entities"],
]);

type Resolving = { readonly scope: LocalScope; readonly namespaces: Namespaces };

function resolve(resolving: Resolving, expression: XPathExpression): XPathExpression {
  const of = (one: XPathExpression): XPathExpression => resolve(resolving, one);
  switch (expression.kind) {
    case "number":
    case "string":
      return expression;
    case "negate":
      return { ...expression, operand: of(expression.operand) };
    case "binary":
      return { ...expression, left: of(expression.left), right: of(expression.right) };
    case "variable":
      return variable(resolving, expression.name);
    case "call":
      return call(resolving, expression.name, expression.args.map(of));
    case "path": {
      const { start } = expression;
      return {
        kind: "path",
        start: typeof start === "string" ? start : of(start),
        predicates: expression.predicates.map(of),
        steps: expression.steps.map((step) => resolveStep(resolving, step)),
      };
    }
  }
}

function resolveStep(resolving: Resolving, { axis, test, predicates }: XPathStep): XPathStep {
  return {
    axis,
    test: resolveTest(resolving.namespaces, test),
    predicates: predicates.map((one) => resolve(resolving, one)),
  };
}

/** @throws ClrException */
function resolveTest(namespaces: Namespaces, test: NodeTest): NodeTest {
  if (test.kind !== "name" || test.prefix === "") return test;
  const uri = namespaces.get(test.prefix);
  if (uri === undefined) throw xpathError(`the prefix ${test.prefix} is not declared`);
  return { ...test, uri };
}

function variable({ scope, namespaces }: Resolving, written: string): XPathExpression {
  const name = expandName(written, namespaces);
  const slot = name === undefined ? undefined : scope.slotOf(name);
  if (name === undefined || (slot === undefined && !scope.declarations.globals.has(name))) {
    throw xpathError(`there is no variable $${written}`);
  }
  return { kind: "variable", name, slot: slot ?? -1 };
}

/** Functions that take names get the namespaces that hold here, by number, as one more argument. */
function call(resolving: Resolving, written: string, args: readonly XPathExpression[]): XPathExpression {
  const { declarations } = resolving.scope;
  const name = splitName(written).prefix === "" ? written : NODE_SET;
  const nameAt = takesName.get(name);
  if (nameAt === undefined || args[nameAt] === undefined) return { kind: "call", name, args };
  checkNamed(resolving, name, args[nameAt]);
  const value = declarations.numberOf(resolving.namespaces);
  return { kind: "call", name, args: [...args, { kind: "number", value }] };
}

/** Where the name is a literal, what it names has to be there. @throws ClrException */
function checkNamed({ scope, namespaces }: Resolving, func: string, arg: XPathExpression | undefined): void {
  if (arg?.kind !== "string") return;
  const name = expandName(arg.value, namespaces);
  if (name === undefined) throw xpathError(`${arg.value} is no name, or its prefix is not declared`);
  const { keys, decimalFormats } = scope.declarations;
  if (func === "key" && !keys.has(name)) throw xpathError(`there is no key ${arg.value}`);
  if (func === "format-number" && !decimalFormats.has(name)) {
    throw xpathError(`there is no decimal-format ${arg.value}`);
  }
}
