// An instruction of XSLT: the attributes that it has, and how it is compiled.

import type { LocalScope } from "../scope.ts";
import type { StyleContent, StyleElement } from "../style-element.ts";
import type { Instruction } from "../stylesheet.ts";

/** Compiles what stands in an element. */
export type BodyCompiler = (content: readonly StyleContent[], scope: LocalScope) => Instruction;

export type InstructionDefinition = {
  readonly attributes: readonly string[];
  readonly required: readonly string[];
  /** What is wrong with the element is told to the scope's report; what comes back is not run then. */
  readonly compile: (element: StyleElement, scope: LocalScope, body: BodyCompiler) => Instruction;
};

/** Complains about what stands in an element that holds nothing. */
export function checkEmpty({ name, content }: StyleElement, { report }: LocalScope): void {
  const [first] = content;
  if (first !== undefined) report.mistake(first.place, `${name} holds nothing`, "take it out");
}
