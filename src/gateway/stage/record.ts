// Stage `record`: one access line and its counters, for every request, however it ended.

import { emptyBody } from "#http/body.ts";
import { Exchange } from "#http/exchange.ts";
import { RequestHead } from "#http/request-head.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import { releaseLoads } from "../route-limits.ts";

export function record(x: GatewayExchange): void {
  if (x.isRecorded) return;
  x.isRecorded = true;
  if (x.loads.length > 0) releaseLoads(x);
  const { ports } = x.pipeline;
  x.totalMs = ports.now() - x.startedMs;
  x.responseBytes = x.responder.responseBytes + x.tunnelResponseBytes;
  x.requestBytes = x.head.raw.length + x.responder.requestBodyBytes + x.tunnelRequestBytes;
  ports.accessLog.write(x);
  const meter = x.matched?.meter ?? x.pipeline.unrouted;
  meter.record(x.status, x.totalMs / 1000, x.requestBytes, x.responseBytes);
}

/** A connection that was dropped in stage `accept` leaves a line too. */
export function dropped(ports: GatewayPorts, listener: string, peer: string, peerPort: number): void {
  const x = new Exchange(new RequestHead(""), emptyBody(), ports.newRequestId());
  x.startedAtMs = ports.wallAt(ports.now());
  x.listener = listener;
  x.clientAddress = peer;
  x.peerAddress = peer;
  x.peerPort = peerPort;
  x.stage = "accept";
  x.endStage = "accept";
  x.reason = "connections-exhausted";
  ports.metrics.refusal("accept", x.reason);
  ports.accessLog.write(x);
}
