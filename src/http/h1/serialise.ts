// Writes message heads of HTTP/1.1. Fields that belong to one connection only never leave here, except
// those that this connection needs.

import type { Field } from "../field.ts";
import { FieldKind, isEndToEnd } from "../field-kind.ts";
import { statusText } from "../status-text.ts";

/**
 * The fields of a response that are passed on: not the connection's own, not the framing (written anew),
 * not ours (request id, trace), and none that `Connection` named.
 */
export function endToEndFields(fields: readonly Field[], connectionNames: readonly string[]): string {
  let wire = "";
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (field === undefined) continue;
    if (!isEndToEnd(field.kind) && field.kind !== FieldKind.via) continue;
    if (connectionNames.length > 0 && connectionNames.includes(field.key)) continue;
    wire += field.wire;
  }
  return wire;
}

export function statusLine(status: number, reasonPhrase: string): string {
  if (status === 200 && reasonPhrase === "OK") return "HTTP/1.1 200 OK\r\n";
  return `HTTP/1.1 ${status} ${reasonPhrase === "" ? statusText(status) : reasonPhrase}\r\n`;
}
