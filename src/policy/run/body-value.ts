// What an element like set-body gives as a body: a literal, what an expression gives, or a Liquid template.

import { renderForCall } from "../liquid/liquid-call.ts";
import { isMistake, parseLiquid } from "../liquid/liquid-engine.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import { textOf } from "../value/object-text.ts";

export type BodyValue = (call: PolicyCall) => Uint8Array;

/** The message whose body a template is about; undefined where there is none any more. */
export type BodySource = (call: PolicyCall) => PolicyCall["message"] | undefined;

const encoder = new TextEncoder();

/**
 * Bytes stay bytes; everything else is its text, in UTF-8.
 * @param template the language, where another element says it
 */
export function bodyValue(
  element: StatementReader,
  source: BodySource,
  template = element.literal("template"),
): BodyValue {
  if (template?.toLowerCase() === "liquid") return templateValue(element, source);
  const read = element.contentObject();
  if (read === undefined) return () => new Uint8Array();
  return (call) => {
    const value = read(call) ?? null;
    return value instanceof Uint8Array ? value.slice() : encoder.encode(textOf(value));
  };
}

function templateValue(element: StatementReader, source: BodySource): BodyValue {
  const text = element.writtenContent();
  const template = parseLiquid(text);
  if (isMistake(template)) {
    const { file, line } = element.place;
    throw new Error(`${file}:${line}: ${template.message}`);
  }
  if (/\bbody\b/i.test(text)) element.needsBody();
  const options = {
    nilIsNull: element.literal("xsi-nil") === "null",
    parsesDates: element.literalBool("parse-date", true),
  };
  return (call) => encoder.encode(renderForCall(template, call, source(call), options));
}
