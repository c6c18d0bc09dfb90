// Stage `record`: one access line and its counters, for every request, however it ended.

import { emptyBody } from "#http/body.ts";
import type { ClientInfo } from "#http/client-info.ts";
import { Exchange } from "#http/exchange.ts";
import { RequestHead } from "#http/request-head.ts";
import { catalogueEntry, type FaultCode } from "#kernel/fault-catalogue.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import { releaseLoads } from "../route-limits.ts";
import { tellDebugTrace } from "./debug-request.ts";

export function record(x: GatewayExchange): void {
  if (x.isRecorded) return;
  x.isRecorded = true;
  if (x.loads.length > 0) releaseLoads(x);
  if (x.shaping !== undefined) {
    x.shaping.close();
    x.shapedMs = x.shaping.waitedMs;
  }
  x.waf?.conclude(x);
  x.call?.release();
  const { ports } = x.pipeline;
  x.totalMs = ports.now() - x.startedMs;
  x.responseBytes = x.responder.responseBytes + x.tunnelResponseBytes;
  x.requestBytes = x.head.raw.length + x.responder.requestBodyBytes + x.tunnelRequestBytes;
  ports.accessLog.write(x);
  if (x.debug !== undefined) tellDebugTrace(x, x.debug);
  const meter = x.matched?.meter ?? x.pipeline.unrouted;
  meter.record(x.status, x.totalMs / 1000, x.requestBytes, x.responseBytes);
}

/** What ended before there was a request leaves a line too: a connection, a head that nobody could read. */
export function recordUnanswered(
  ports: GatewayPorts,
  listener: string,
  client: ClientInfo,
  startedMs: number,
  code: FaultCode,
  detail: string,
  country: string,
): void {
  const x = new Exchange(new RequestHead(""), emptyBody(), ports.newRequestId());
  const { stage } = catalogueEntry(code);
  x.startedAtMs = ports.wallAt(startedMs);
  x.totalMs = ports.now() - startedMs;
  x.listener = listener;
  x.client = client;
  x.clientAddress = client.peerAddress;
  x.country = country;
  x.peerAddress = client.peerAddress;
  x.peerPort = client.peerPort;
  x.stage = stage;
  x.endStage = stage;
  x.reason = code;
  x.detail = detail;
  ports.metrics.refusal(stage, code);
  ports.accessLog.write(x);
}
