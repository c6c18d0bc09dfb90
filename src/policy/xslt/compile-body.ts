// The content of templates and instructions: text, literal result elements and instructions, one after the
// other.

import { nearest } from "#kernel/nearest.ts";
import { bindingInstruction } from "./instruction/binding.ts";
import { flowInstructions } from "./instruction/flow.ts";
import type { InstructionDefinition } from "./instruction/instruction-definition.ts";
import { literalElement } from "./instruction/literal-element.ts";
import { makingInstructions } from "./instruction/making.ts";
import { messageInstruction } from "./instruction/message.ts";
import { numberInstruction } from "./instruction/number.ts";
import { checkStyleAttributes } from "./read-style-attributes.ts";
import type { LocalScope } from "./scope.ts";
import { isXslt, type StyleContent, type StyleElement, XSLT_NAMESPACE } from "./style-element.ts";
import type { Instruction } from "./stylesheet.ts";

const definitions: ReadonlyMap<string, InstructionDefinition> = new Map([
  ...flowInstructions,
  ...makingInstructions,
  ["variable", bindingInstruction],
  ["number", numberInstruction],
  ["message", messageInstruction],
]);

/** What stands in some instructions only, and where. */
const parts: ReadonlyMap<string, string> = new Map([
  ["param", "it stands at the beginning of a template, or of the stylesheet"],
  ["sort", "it stands at the beginning of for-each or in apply-templates"],
  ["with-param", "it stands in apply-templates or call-template"],
  ["when", "it stands in choose"],
  ["otherwise", "it stands in choose"],
  ...[
    ...["template", "key", "output", "strip-space", "preserve-space", "decimal-format"],
    ...["namespace-alias", "attribute-set", "import", "include"],
  ].map((name) => [name, "it stands at the top of the stylesheet"] as const),
]);

const later = new Set([
  ...["analyze-string", "document", "for-each-group", "iterate", "map", "next-match", "perform-sort"],
  ...["result-document", "sequence", "source-document", "try", "where-populated", "evaluate", "assert"],
]);

const nothing: Instruction = () => undefined;

/** What is declared in it cannot be seen outside. */
export function compileBody(content: readonly StyleContent[], outer: LocalScope): Instruction {
  return compileInside(content, outer.inner());
}

/** The same with the scope of whatever stands around it. */
export function compileInside(content: readonly StyleContent[], scope: LocalScope): Instruction {
  const instructions = content.map((one) => compileContent(one, scope)).filter((one) => one !== nothing);
  if (instructions.length === 0) return nothing;
  const last = instructions.pop() ?? nothing;
  return (at) => {
    const { transformation } = at;
    transformation.enter(1);
    for (const instruction of instructions) transformation.complete(instruction(at));
    const tail = last(at);
    transformation.leave(1);
    return tail;
  };
}

function compileContent(content: StyleContent, scope: LocalScope): Instruction {
  if (content.kind === "text") {
    const { text } = content;
    return ({ transformation }) => {
      transformation.out.text(text, false);
      return undefined;
    };
  }
  if (content.uri === XSLT_NAMESPACE) return compileInstruction(content, scope);
  if (content.scope.extensions.has(content.uri)) return fallbackOf(content, scope) ?? foreign(content, scope);
  return literalElement(content, scope, compileBody);
}

function compileInstruction(element: StyleElement, scope: LocalScope): Instruction {
  const definition = definitions.get(element.local);
  if (element.local === "fallback") return nothing;
  if (definition !== undefined) {
    checkStyleAttributes(scope.report, element, definition.attributes, definition.required);
    return definition.compile(element, scope, compileBody);
  }
  return fallbackOf(element, scope) ?? unknown(element, scope);
}

/** What an element says is to be done where it is not known. */
function fallbackOf(element: StyleElement, scope: LocalScope): Instruction | undefined {
  const fallbacks = element.content.filter((one) => isXslt(one, "fallback"));
  if (fallbacks.length === 0) return undefined;
  return compileBody(
    fallbacks.flatMap(({ content }) => content),
    scope,
  );
}

function foreign({ name, place }: StyleElement, { report }: LocalScope): Instruction {
  const message = `the extension element ${name} is not supported`;
  report.refuse(place, message, "there are no extension elements here: give it an xsl:fallback");
  return nothing;
}

function unknown({ name, local, place }: StyleElement, { report }: LocalScope): Instruction {
  const where = parts.get(local);
  if (local === "apply-imports") {
    report.refuse(place, `${name} is not supported`, "stylesheets import nothing here");
  } else if (later.has(local)) {
    report.refuse(place, `${name} is not supported`, "stylesheets are XSLT 1.0, as on Azure");
  } else if (where !== undefined) {
    report.mistake(place, `${name} cannot stand here`, where);
  } else {
    const near = nearest(local, [...definitions.keys()]);
    const hint = near === undefined ? "XSLT 1.0 has no such instruction" : `did you mean ${near}?`;
    report.mistake(place, `there is no instruction ${name}`, hint);
  }
  return nothing;
}
