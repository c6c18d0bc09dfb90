// Messages that are silent by nature while they last: gRPC calls and server-sent events. The time-outs of
// ordinary bodies would end them.

import type { Field } from "./field.ts";

function contentType(fields: readonly Field[]): string {
  for (const field of fields) if (field.key === "content-type") return field.value;
  return "";
}

/** `application/grpc`, alone or with the name of a codec (gRPC over HTTP/2, “Content-Type”). */
export function isGrpcType(value: string): boolean {
  const type = value.toLowerCase();
  return type.startsWith("application/grpc") && (type.length === 16 || "+;".includes(type.charAt(16)));
}

export function isGrpc(fields: readonly Field[]): boolean {
  return isGrpcType(contentType(fields));
}

/** Is the message of a kind that may pause for long? */
export function isStreaming(fields: readonly Field[]): boolean {
  const type = contentType(fields);
  return type.toLowerCase().startsWith("text/event-stream") || isGrpcType(type);
}
