// How `json-to-xml` runs.

import { conversionStep } from "../convert/conversion.ts";
import { xmlOfJson } from "../convert/xml-of-json.ts";
import { isJsonType, isXmlType } from "../liquid/liquid-body.ts";
import { callRun } from "../plan/call-run.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { parseToken } from "../value/json/load-token.ts";
import { saveOptions } from "../value/xml/x-object.ts";

export const jsonToXml: PolicyCompiler = (element) => {
  const parsesDates = element.literalBool("parse-date", true);
  const separator = element.textOr("namespace-separator", "_");
  const namespacePrefix = element.textOr("namespace-prefix", "");
  const attributeBlock = element.textOr("attribute-block-name", "");
  return conversionStep(element, {
    from: { isType: isJsonType, mediaType: "application/json" },
    to: { isType: isXmlType, mediaType: "application/xml" },
    convert: (call, text) => {
      const run = callRun(call);
      const root = xmlOfJson(run, parseToken(run, text, parsesDates), {
        separator: separator(call),
        namespacePrefix: namespacePrefix(call),
        attributeBlock: attributeBlock(call),
      });
      return root.print(run, saveOptions.None);
    },
  });
};
