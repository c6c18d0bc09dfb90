// Did the backend take the WebSocket that the client asked for, or does something else stand behind its 101?

import { createHash } from "node:crypto";
import type { Field } from "#http/field.ts";

/** RFC 6455 §1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** True where the response's `Sec-WebSocket-Accept` answers the request's key (RFC 6455 §4.2.2). */
export function isAccepted(request: readonly Field[], response: readonly Field[]): boolean {
  const key = onlyValue(request, "sec-websocket-key");
  const accept = onlyValue(response, "sec-websocket-accept");
  if (key === undefined || accept === undefined) return false;
  return (
    createHash("sha1")
      .update(key + GUID, "latin1")
      .digest("base64") === accept
  );
}

function onlyValue(fields: readonly Field[], key: string): string | undefined {
  const found = fields.filter((field) => field.key === key);
  return found.length === 1 ? found[0]?.value : undefined;
}
