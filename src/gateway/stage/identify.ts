// Stage `identify`: who the client is, behind trusted hops, and which trace the request belongs to.

import type { Outcome } from "#http/exchange.ts";
import { valueOfKind } from "#http/field.ts";
import { FieldKind } from "#http/field-kind.ts";
import { parseTraceparent } from "#kernel/request-id.ts";
import { clientAddress, isTrustedHop } from "#network/client-address.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";

export function identify(x: GatewayExchange): Outcome {
  const { trustedHops } = x.runtime;
  x.clientAddress = x.peerAddress;
  if (isTrustedHop(x.peerAddress, trustedHops)) {
    x.isPeerTrusted = true;
    x.clientAddress = clientAddress(x.peerAddress, x.head.fields, trustedHops);
  }
  x.traceparent = traceparentOf(x);
  return undefined;
}

/** The client's trace goes on; where it has none, one begins here, not sampled (W3C Trace Context §3). */
function traceparentOf(x: GatewayExchange): string {
  const told = valueOfKind(x.head.fields, FieldKind.traceparent);
  const parsed = told === undefined ? undefined : parseTraceparent(told);
  const spanId = x.pipeline.ports.newSpanId();
  if (parsed === undefined) return `00-${x.requestId}-${spanId}-00`;
  return `00-${parsed.traceId}-${spanId}-${parsed.flags}`;
}
