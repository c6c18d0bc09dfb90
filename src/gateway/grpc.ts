// What a caller of gRPC is told of a refusal: its own status in a response without a body, since it does not
// look at that of HTTP (gRPC over HTTP/2, “Trailers-Only”; gRPC, “HTTP to gRPC status code mapping”).

import { emptyBody } from "#http/body.ts";
import type { OutgoingResponse } from "#http/exchange.ts";
import { type Field, makeField } from "#http/field.ts";
import { catalogueEntry, type FaultCode } from "#kernel/fault-catalogue.ts";

const UNKNOWN = 2;

/** By the status that HTTP would have told; 413 and 429 as what they mean, not as what a proxy might. */
const codes: Readonly<Record<number, number>> = {
  400: 13, // INTERNAL
  401: 16, // UNAUTHENTICATED
  403: 7, // PERMISSION_DENIED
  404: 12, // UNIMPLEMENTED
  408: 4, // DEADLINE_EXCEEDED
  413: 8, // RESOURCE_EXHAUSTED
  421: 12,
  429: 8,
  431: 13,
  499: 1, // CANCELLED
  501: 12,
  502: 14, // UNAVAILABLE
  503: 14,
  504: 4,
};

const contentType = makeField("content-type", "application/grpc");

/** @param status the status to answer with, where it differs from the catalogue's */
export function grpcRefusal(code: FaultCode, status: number | undefined): OutgoingResponse {
  const entry = catalogueEntry(code);
  const grpcStatus = codes[status ?? entry.status] ?? UNKNOWN;
  const fields = [
    contentType,
    makeField("grpc-status", String(grpcStatus)),
    makeField("grpc-message", percentEncoded(entry.publicText)),
  ];
  return { status: 200, reasonPhrase: "", fields, connectionNames: [], body: emptyBody() };
}

/** `Percent-Encoded` of the protocol: all but printable ASCII, and `%` itself. */
function percentEncoded(text: string): string {
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  return bytes.replace(/[^ -$&-~]/g, (char) => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
}

/** How a call ended, as its trailers or a response without a body say; empty where they do not. */
export function grpcStatusOf(fields: readonly Field[]): string {
  for (const field of fields) if (field.key === "grpc-status") return field.value;
  return "";
}
