// An answer that was made here and not by a backend.

import { wholeBody } from "#http/body.ts";
import type { OutgoingResponse } from "#http/exchange.ts";
import type { Field } from "#http/field.ts";

/** @param content latin1 string of the bytes */
export function fixedResponse(status: number, fields: readonly Field[], content: string): OutgoingResponse {
  return { status, reasonPhrase: "", fields, connectionNames: [], body: wholeBody(content) };
}
