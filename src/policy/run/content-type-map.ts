// What media type a message's body is taken for: its own, or the one that content-type-map makes of it.

import type { MessageSide } from "../plan/contract-port.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";

/** Lower case, without parameters; empty where the message names none and nothing is put in its place. */
export function contentTypeMap(
  element: StatementReader | undefined,
): (call: PolicyCall, side: MessageSide) => string {
  const any = element?.literal("any-content-type-value");
  const missing = element?.literal("missing-content-type-value");
  const types = (element?.children("type") ?? []).map((type) => ({
    from: type.text("from"),
    when: type.has("when") ? type.bool("when", false) : undefined,
    to: type.textOr("to", ""),
  }));
  return (call, side) => {
    const message = side === "request" ? call.request : call.answer;
    const own = mediaType(message.headers.valuesOf("content-type")[0] ?? "");
    for (const { from, when, to } of types) {
      const isMeant = when === undefined ? mediaType(from?.(call) ?? "") === own : when(call);
      if (isMeant) return mediaType(to(call));
    }
    return mediaType(any ?? (own === "" ? (missing ?? "") : own));
  };
}

function mediaType(text: string): string {
  const end = text.indexOf(";");
  return (end < 0 ? text : text.slice(0, end)).trim().toLowerCase();
}
