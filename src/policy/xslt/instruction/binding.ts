// Variables and parameters (XSLT 1.0, 11): what a name stands for.

import type { XPathValue } from "../../value/xml/xpath-value.ts";
import { checkStyleAttributes, expressionOf, nameOf } from "../read-style-attributes.ts";
import type { LocalScope } from "../scope.ts";
import { isXslt, type StyleContent, type StyleElement, styleAttribute } from "../style-element.ts";
import type { Activation, Instruction, Parameters } from "../stylesheet.ts";
import type { BodyCompiler, InstructionDefinition } from "./instruction-definition.ts";

type BoundValue = (at: Activation) => XPathValue;

export const bindingInstruction: InstructionDefinition = {
  attributes: ["name", "select"],
  required: ["name"],
  compile: (element, scope, body) => compileLocal(element, scope, body, false),
};

/** What a variable or parameter is: what `select` gives, or the tree that its content makes. */
export function compileBoundValue(element: StyleElement, scope: LocalScope, body: BodyCompiler): BoundValue {
  const [first] = element.content;
  const select = expressionOf(element, scope, "select");
  if (styleAttribute(element, "select") !== undefined) {
    if (first !== undefined) {
      const message = `${element.name} has both select and content`;
      scope.report.mistake(first.place, message, "leave one of them");
    }
    return (at) => (select === undefined ? "" : at.transformation.evaluate(select, at));
  }
  if (first === undefined) return () => "";
  const make = body(element.content, scope);
  return (at) => [at.transformation.fragment(make, at)];
}

/** A local variable, or a parameter of a template. */
export function compileLocal(
  element: StyleElement,
  scope: LocalScope,
  body: BodyCompiler,
  isParameter: boolean,
): Instruction {
  const value = compileBoundValue(element, scope, body);
  const name = nameOf(element, scope.report, "name");
  if (name === undefined) return () => undefined;
  if (scope.slotOf(name) !== undefined) {
    const message = `$${name} is declared around it already`;
    scope.report.mistake(element.place, message, "a variable cannot change: choose another name");
  }
  const slot = scope.declare(name);
  return (at) => {
    const given = isParameter ? at.parameters.get(name) : undefined;
    at.frame[slot] = given ?? value(at);
    return undefined;
  };
}

const none: Parameters = new Map();

/** The with-param elements of an instruction that holds nothing else. */
export function compileParameters(
  element: StyleElement,
  content: readonly StyleContent[],
  scope: LocalScope,
  body: BodyCompiler,
): (at: Activation) => Parameters {
  const values = new Map<string, BoundValue>();
  for (const one of content) {
    if (isXslt(one, "fallback")) continue;
    if (!isXslt(one, "with-param")) {
      const message = `${element.name} holds xsl:with-param alone`;
      scope.report.mistake(one.place, message, "move it, or take it out");
      continue;
    }
    checkStyleAttributes(scope.report, one, ["name", "select"], ["name"]);
    const name = nameOf(one, scope.report, "name");
    if (name === undefined) continue;
    if (values.has(name)) scope.report.mistake(one.place, `${name} is given twice`, "leave one of them");
    values.set(name, compileBoundValue(one, scope, body));
  }
  if (values.size === 0) return () => none;
  return (at) => new Map([...values].map(([name, value]) => [name, value(at)] as const));
}
