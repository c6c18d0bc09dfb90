// Requests with a debug token: their trace begins before anything may refuse them, and is told when they end.
// A token that does not count changes nothing but a counter.

import type { Outcome } from "#http/exchange.ts";
import { valueOfKind } from "#http/field.ts";
import { FieldKind } from "#http/field-kind.ts";
import { DebugTrace } from "../debug-trace.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";

/** A client reads header fields of 8 KB, mostly. */
const MAX_FIELD_CHARS = 6144;
const MAX_LOG_CHARS = 65_536;

export function beginDebugTrace(x: GatewayExchange): Outcome {
  const token = valueOfKind(x.head.fields, FieldKind.debugToken);
  if (token !== undefined) x.debug = new DebugTrace(x, token);
  return undefined;
}

/** The fields for the client, each with its CRLF; empty where its token does not ask for them. */
export function debugTraceWire(x: GatewayExchange): string {
  if (x.debug?.isShown(x) !== true) return "";
  // RFC 9111 §5.2.2.5: a cache on the way would give the trace to others. It wins over what else is there.
  return `Cache-Control: no-store\r\nPortcullis-Trace: ${x.debug.text(x, MAX_FIELD_CHARS)}\r\n`;
}

export function tellDebugTrace(x: GatewayExchange, debug: DebugTrace): void {
  const { metrics, note } = x.pipeline.ports;
  const outcome = debug.outcome(x);
  metrics.debugToken(outcome);
  if (outcome !== "traced") return;
  note("trace of a request", { requestId: x.requestId, trace: debug.text(x, MAX_LOG_CHARS) });
}
