// What an element like set-body gives as a body: a literal, what an expression gives, or a template.

import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import { textOf } from "../value/object-text.ts";

export type BodyValue = (call: PolicyCall) => Uint8Array;

const encoder = new TextEncoder();

/** Bytes stay bytes; everything else is its text, in UTF-8. */
export function bodyValue(element: StatementReader): BodyValue {
  const read = element.contentObject();
  if (read === undefined) return () => new Uint8Array();
  return (call) => {
    const value = read(call) ?? null;
    return value instanceof Uint8Array ? value.slice() : encoder.encode(textOf(value));
  };
}
