// Instructions that choose and repeat: if, choose, for-each, apply-templates, call-template.

import { XContainer } from "../../value/xml/x-container.ts";
import type { XObject } from "../../value/xml/x-object.ts";
import { checkStyleAttributes, expressionOf, nameOf } from "../read-style-attributes.ts";
import type { LocalScope } from "../scope.ts";
import { isXslt, type StyleElement, styleAttribute } from "../style-element.ts";
import type { Activation, Instruction } from "../stylesheet.ts";
import { compileParameters } from "./binding.ts";
import type { BodyCompiler, InstructionDefinition } from "./instruction-definition.ts";
import { compileSorts } from "./sort.ts";

const nothing: Instruction = () => undefined;

export const flowInstructions: readonly (readonly [string, InstructionDefinition])[] = [
  ["if", { attributes: ["test"], required: ["test"], compile: compileIf }],
  ["choose", { attributes: [], required: [], compile: compileChoose }],
  ["for-each", { attributes: ["select"], required: ["select"], compile: compileForEach }],
  ["apply-templates", { attributes: ["select", "mode"], required: [], compile: compileApply }],
  ["call-template", { attributes: ["name"], required: ["name"], compile: compileCall }],
];

function compileIf(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const test = expressionOf(element, scope, "test");
  const run = body(element.content, scope);
  if (test === undefined) return nothing;
  return (at) => {
    return at.transformation.boolean(test, at) ? run(at) : undefined;
  };
}

type Branch = { readonly test: (at: Activation) => boolean; readonly run: Instruction };

function compileChoose(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const branches: Branch[] = [];
  let isOver = false;
  for (const one of element.content) {
    if (isXslt(one, "fallback")) continue;
    const isBranch = isXslt(one, "when", "otherwise") && !isOver;
    if (!isBranch) {
      scope.report.mistake(one.place, "choose holds xsl:when, and at its end xsl:otherwise", "move it");
      continue;
    }
    isOver = one.local === "otherwise";
    checkStyleAttributes(scope.report, one, isOver ? [] : ["test"], isOver ? [] : ["test"]);
    const test = expressionOf(one, scope, "test");
    const run = body(one.content, scope);
    if (test === undefined) branches.push({ test: () => isXslt(one, "otherwise"), run });
    else branches.push({ test: (at) => at.transformation.boolean(test, at), run });
  }
  if (!element.content.some((one) => isXslt(one, "when"))) {
    scope.report.mistake(element.place, `${element.name} has no when`, 'write <xsl:when test="…">');
  }
  return (at) => branches.find(({ test }) => test(at))?.run(at);
}

function compileForEach(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const select = expressionOf(element, scope, "select");
  const { sort, rest } = compileSorts(element, scope);
  const run = body(rest, scope);
  if (select === undefined) return nothing;
  return (at) => {
    const nodes = sort(at, at.transformation.nodes(select, at));
    const size = nodes.length;
    let position = 0;
    for (const node of nodes) {
      position++;
      at.transformation.complete(run({ ...at, node, position, size }));
    }
    return undefined;
  };
}

function compileApply(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const mode = nameOf(element, scope.report, "mode") ?? "";
  const modeAttribute = styleAttribute(element, "mode");
  if (modeAttribute !== undefined && mode !== "" && !scope.declarations.modes.has(mode)) {
    const message = `no template has the mode ${modeAttribute.value.text.trim()}`;
    scope.report.warn(modeAttribute.value.placeAt(0), message, "nodes give their text alone then");
  }
  const select = expressionOf(element, scope, "select");
  const hasSelect = styleAttribute(element, "select") !== undefined;
  const { sort, rest } = compileSorts(element, scope);
  const parameters = compileParameters(element, rest, scope, body);
  if (hasSelect && select === undefined) return nothing;
  return (at) => {
    const { transformation } = at;
    const nodes = select === undefined ? childrenOf(at.node) : transformation.nodes(select, at);
    transformation.apply(at, sort(at, nodes), mode, parameters(at));
    return undefined;
  };
}

const childrenOf = (node: XObject): readonly XObject[] => (node instanceof XContainer ? node.children : []);

function compileCall(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const name = nameOf(element, scope.report, "name");
  const parameters = compileParameters(element, element.content, scope, body);
  if (name === undefined) return nothing;
  const template = scope.declarations.templates.get(name);
  const attribute = styleAttribute(element, "name");
  if (template === undefined) {
    const message = `there is no template ${attribute?.value.text.trim() ?? ""}`;
    const names = [...scope.declarations.templates.keys()].join(", ");
    const hint = names === "" ? "no template has a name" : `the templates are ${names}`;
    scope.report.mistake(attribute?.value.placeAt(0) ?? element.place, message, hint);
    return nothing;
  }
  return (at) => ({ template, at: { ...at, parameters: parameters(at) } });
}
