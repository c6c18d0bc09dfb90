// xsl:message (XSLT 1.0, 13): something for whoever traces the call, or the end of the transformation.

import { isYes } from "../read-style-attributes.ts";
import { xsltError } from "../xslt-error.ts";
import type { InstructionDefinition } from "./instruction-definition.ts";

export const messageInstruction: InstructionDefinition = {
  attributes: ["terminate"],
  required: [],
  compile: (element, scope, body) => {
    const isLast = isYes(element, scope.report, "terminate");
    const make = body(element.content, scope);
    return (at) => {
      const text = at.transformation.text(make, at);
      at.transformation.messages.push(text);
      if (isLast) throw xsltError(`Transform terminated: '${text}'.`);
      return undefined;
    };
  },
};
