// Stage `identify`: who the client is, behind trusted hops, where it is, which class of bot where all are
// classified, and which trace the request belongs to.

import type { Outcome } from "#http/exchange.ts";
import { type Field, valueOfKind } from "#http/field.ts";
import { FieldKind } from "#http/field-kind.ts";
import { parseTraceparent, type Traceparent } from "#kernel/request-id.ts";
import { clientAddress, isTrustedHop } from "#network/client-address.ts";
import { isTraceSampled, nextTracestate, RANDOM_FLAG, SAMPLED_FLAG } from "#telemetry/trace-context.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";

export function identify(x: GatewayExchange): Outcome {
  const { trustedHops } = x.runtime;
  x.clientAddress = x.peerAddress;
  if (isTrustedHop(x.peerAddress, trustedHops)) {
    x.isPeerTrusted = true;
    x.clientAddress = clientAddress(x.peerAddress, x.head.fields, trustedHops);
  }
  if (x.runtime.countries !== undefined) x.country = x.runtime.countries.codeOf(x.clientAddress);
  if (x.runtime.bots.classifiesAll) x.judgeBot();
  joinTrace(x);
  return undefined;
}

/** The trace of a client that is trusted with it goes on (W3C Trace Context §3); every other begins here. */
function joinTrace(x: GatewayExchange): void {
  const { fields } = x.head;
  const { traces } = x.runtime.snapshot;
  const told = valueOfKind(fields, FieldKind.traceparent);
  const isBelieved = told !== undefined && (x.isPeerTrusted || traces.trustsEveryone);
  const parent = isBelieved ? parseTraceparent(told) : undefined;
  if (parent === undefined || isRepeated(fields)) beginTrace(x, traces.sampleRatio);
  else goOn(x, parent);
}

/** Our request id is the trace's: 80 of its bits are random, and the flag says so. */
function beginTrace(x: GatewayExchange, ratio: number): void {
  const spanId = x.pipeline.ports.newSpanId();
  if (!isTraceSampled(x.requestId, ratio)) {
    x.traceparent = `00-${x.requestId}-${spanId}-0${RANDOM_FLAG}`;
    return;
  }
  x.traceparent = `00-${x.requestId}-${spanId}-0${RANDOM_FLAG + SAMPLED_FLAG}`;
  x.tracestate = nextTracestate("", spanId);
  x.spanId = x.pipeline.ports.newSpanId();
}

/** Who began the trace decided whether it is sampled. Flags that are not specified are cleared. */
function goOn(x: GatewayExchange, { traceId, parentId, flags }: Traceparent): void {
  const spanId = x.pipeline.ports.newSpanId();
  const known = Number.parseInt(flags, 16) & (SAMPLED_FLAG | RANDOM_FLAG);
  x.traceparent = `00-${traceId}-${spanId}-0${known}`;
  x.tracestate = nextTracestate(tracestateOf(x.head.fields), spanId);
  x.isTraceForeign = !x.isPeerTrusted;
  if ((known & SAMPLED_FLAG) === 0) return;
  x.spanId = x.pipeline.ports.newSpanId();
  x.parentSpanId = parentId;
}

/** Two traceparent fields name no trace: which of them holds is nobody's to guess. */
function isRepeated(fields: readonly Field[]): boolean {
  return fields.filter(({ kind }) => kind === FieldKind.traceparent).length > 1;
}

/** One list may come in several fields (§ 3.3.1). */
function tracestateOf(fields: readonly Field[]): string {
  const values = fields.filter(({ kind }) => kind === FieldKind.tracestate).map(({ value }) => value);
  return values.join(",");
}
