// How `xsl-transform` runs.

import { childElements } from "../document/document-tree.ts";
import { callRun } from "../plan/call-run.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import type { Value } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";
import { compileStylesheet } from "../xslt/compile-stylesheet.ts";
import { decodeSource } from "../xslt/decode-source.ts";
import type { Stylesheet } from "../xslt/stylesheet.ts";
import { type TransformedXml, transformXml } from "../xslt/transform-xml.ts";

export const xslTransform: PolicyCompiler = (element) => {
  const stylesheet = stylesheetOf(element);
  const parameters = parametersOf(element);
  element.needsBody();
  return (call) => {
    const { body } = call.message;
    if (body.wire.trim() === "") return undefined;
    const values = new Map(parameters.map(({ name, value }) => [name, value(call)] as const));
    const { bytes, messages } = transformed(call, stylesheet, values);
    for (const message of messages) call.note("message", message);
    call.note("transformed", `${bytes.length} bytes`);
    body.replaceBytes(bytes);
    return undefined;
  };
};

/** @throws Error for one with mistakes: documents that run were checked */
function stylesheetOf(element: StatementReader): Stylesheet {
  const sheet = childElements(element.element).find(({ name }) => name !== "parameter");
  const { file, line } = element.place;
  if (sheet === undefined) throw new Error(`${file}:${line}: there is no stylesheet`);
  const { stylesheet, diagnostics } = compileStylesheet(sheet, (source) => element.prepare(source));
  const mistake = diagnostics.find(({ severity }) => severity === "error");
  if (mistake === undefined) return stylesheet;
  throw new Error(`${mistake.file}:${mistake.line}:${mistake.column}: ${mistake.message}`);
}

type Parameter = { readonly name: string; readonly value: Value<string> };

/** An expression is read without the white space around it, a literal as it stands. */
function parametersOf(element: StatementReader): readonly Parameter[] {
  return element.children("parameter").map((parameter) => ({
    name: parameter.literal("parameter-name") ?? parameter.literal("name") ?? "",
    value: parameter.content() ?? (() => ""),
  }));
}

/** @throws PolicyFailure for a body that is no XML, and for what a stylesheet runs into; BudgetExceeded */
function transformed(
  call: PolicyCall,
  stylesheet: Stylesheet,
  parameters: ReadonlyMap<string, string>,
): TransformedXml {
  const { body, headers } = call.message;
  try {
    const text = decodeSource(body.wire, headers.valuesOf("Content-Type")[0] ?? "");
    return transformXml(callRun(call), stylesheet, text, parameters);
  } catch (error) {
    if (!(error instanceof ClrException)) throw error;
    const isXml = error.typeName !== "System.Xml.XmlException";
    const message = isXml ? error.message : `The body is no XML. ${error.message}`;
    throw new PolicyFailure("XslTransformFailure", message, { status: 500 });
  }
}
