// What a client's connection asks of the gateway, and what the gateway asks of a connection, whichever
// protocol it speaks.

import type { Deadlines } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import type { TurnQueue } from "#kernel/turn-queue.ts";
import type { RequestBody } from "./body.ts";
import type { ClientInfo } from "./client-info.ts";
import type { HeadLimits } from "./h1/parse-request.ts";
import type { Http2Limits } from "./http2-limits.ts";
import type { RequestHead } from "./request-head.ts";
import type { Responder } from "./responder.ts";

export type ServerLimits = HeadLimits & {
  readonly bodyBytes: number;
  readonly headTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** In place of `bodyTimeoutMs` for what is silent by nature. */
  readonly streamTimeoutMs: number;
};

/** Where a request came from, and the way back. */
export interface RequestOrigin extends Responder {
  readonly client: ClientInfo;
  /** Monotonic ms at the first byte of the request. */
  readonly requestStartedMs: number;
}

/** A connection as those see it who count, hold and drain connections. */
export interface AcceptedConnection {
  /** Nothing of a request has come that waits for its answer. */
  readonly isIdle: boolean;
  /** May be told to `close` while answers are under way: it finishes them. */
  readonly isMultiplexed: boolean;
  /** Requests may be read again. */
  unhold(): void;
  /** Takes no more requests; closes when the answers under way are out. */
  close(): void;
  /** Cuts the connection, whatever is under way on it. */
  cut(): void;
  /**
   * Asked where there is no room for a new connection: ends this one, as its time-out would, if its client
   * only holds it. False where it is in use.
   */
  makeWay(nowMs: number): boolean;
}

/** Before a connection makes way: a handshake or head that has begun, and a client that has asked. */
export const ARRIVAL_GRACE_MS = 1000;
export const KEPT_GRACE_MS = 5000;

/** What a connection asks of the gateway. */
export interface ServerHandler {
  readonly limits: ServerLimits;
  readonly http2Limits: Http2Limits;
  readonly deadlines: Deadlines;
  /** Where the requests of connections that bring many at once take their turns; one for the thread. */
  readonly turns: TurnQueue;
  /** Reads the time in ms, monotonic. */
  now(): number;
  /** A request, with `head.fault` set where it must be refused. The answer goes to the origin. */
  request(origin: RequestOrigin, head: RequestHead, body: RequestBody): void;
  /** A request or a connection ended before there was a head to give; nobody waits for an answer. */
  unanswered(client: ClientInfo, startedMs: number, code: FaultCode, detail: string): void;
  /**
   * A connection of the client is ended for a flood: new ones from its address are refused for so many ms
   * that this gives; 0 where they are not.
   */
  penalize(client: ClientInfo): number;
  /** True: leave requests unread for now; `connection.unhold()` will be called. */
  holds(connection: AcceptedConnection): boolean;
  /** True: close after the response that is under way. */
  readonly isDraining: boolean;
  closed(connection: AcceptedConnection): void;
}
