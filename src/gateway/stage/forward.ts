// Stage `forward`: asks the target for a response. A pool's comes later; every other target has its own.

import { type Outcome, refuse } from "#http/exchange.ts";
import { isGrpc } from "#http/streaming.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { type Forwarding, PoolForward } from "../pool-forward.ts";
import type { PoolEntry } from "../pool-table.ts";
import { answerOfTarget } from "./answer-of-target.ts";
import { forwardByPolicy } from "./run-policies.ts";

export function forward(x: GatewayExchange): Outcome | Promise<Outcome> {
  if (x.call !== undefined) return forwardByPolicy(x, x.call);
  const target = x.matched?.target;
  if (target?.kind !== "pool") return answerOfTarget(x, target);
  return refusalOf(x, target.entry) ?? forwardToPool(x, target.entry);
}

/** RFC 6455 §4.1: a GET that asks for nothing but WebSocket, on a route that allows it. */
function isWebSocket(x: GatewayExchange): boolean {
  return (
    x.head.upgrade === "websocket" &&
    x.matched?.webSocket !== undefined &&
    x.head.method === "GET" &&
    x.head.framing === "none"
  );
}

/**
 * What cannot go on in the pool's protocol: WebSocket over HTTP/2, which would get there as a plain GET; and
 * of what came over HTTP/2, a call of gRPC without it, or a tunnel that is not allowed.
 */
function refusalOf(x: GatewayExchange, { pool }: PoolEntry): Outcome {
  if (isWebSocket(x)) {
    return pool.isHttp2 ? refuse("websocket-refused", `the pool ${pool.name} speaks HTTP/2`) : undefined;
  }
  if (x.head.version !== "HTTP/2.0") return undefined;
  if (!pool.isHttp2 && isGrpc(x.head.fields)) {
    return refuse("grpc-needs-http2", `the pool ${pool.name} speaks HTTP/1.1`);
  }
  return x.head.upgrade === "" ? undefined : refuse("websocket-refused");
}

function forwardToPool(x: GatewayExchange, entry: PoolEntry): Outcome {
  return new PoolForward(x, entry, (outcome) => x.pipeline.resume(x, outcome)).start(forwardingOf(x));
}

/** What the client sent, as rules of the site changed it. */
function forwardingOf(x: GatewayExchange): Forwarding {
  const limitMs = x.matched?.limits?.responseTimeoutMs ?? -1;
  return {
    method: x.head.method,
    path: x.path,
    query: x.query,
    isMirrored: true,
    edits: x.edits,
    body: x.body,
    upgrade: isWebSocket(x) ? "websocket" : "",
    responseTimeoutMs: limitMs < 0 ? undefined : limitMs,
  };
}
