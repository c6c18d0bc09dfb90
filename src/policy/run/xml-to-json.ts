// How `xml-to-json` runs.

import { conversionStep } from "../convert/conversion.ts";
import { jsonOfXml } from "../convert/json-of-xml.ts";
import { isJsonType, isXmlType } from "../liquid/liquid-body.ts";
import { callRun } from "../plan/call-run.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { serialize } from "../value/json/token-from.ts";
import { loadDocument } from "../value/xml/load-tree.ts";

export const xmlToJson: PolicyCompiler = (element) => {
  const kind = element.textOr("kind", "direct");
  const alwaysArrays = element.bool("always-array-child-elements", false);
  return conversionStep(element, {
    from: { isType: isXmlType, mediaType: "application/xml" },
    to: { isType: isJsonType, mediaType: "application/json" },
    convert: (call, text) => {
      const run = callRun(call);
      const isDirect = kind(call).trim().toLowerCase() === "direct";
      const document = loadDocument(run, text);
      const json = jsonOfXml(run, document, {
        kind: isDirect ? "direct" : "javascript-friendly",
        alwaysArrays: alwaysArrays(call),
      });
      return serialize(run, json, false);
    },
  });
};
