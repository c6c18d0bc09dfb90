// One request to a pool until the head of its response: attempts, and when another is safe.

import type { ResponseBody } from "#http/body.ts";
import type { ClientConnection, ClientRequest, ResponseListener } from "#http/client-connection.ts";
import type { Field } from "#http/field.ts";
import type { ResponseHead } from "#http/response-head.ts";
import type { Tunnel } from "#http/tunnel.ts";
import { catalogueEntry, type FaultCode } from "#kernel/fault-catalogue.ts";
import type { ConnectionTaker, Member, PendingConnect } from "./member.ts";
import type { Pool } from "./pool.ts";

/** Hears of the outcome, once. */
export interface CallListener {
  interim(status: number, fields: readonly Field[]): void;
  response(head: ResponseHead, body: ResponseBody): void;
  /** The backend changed the protocol as asked. */
  upgraded(head: ResponseHead, tunnel: Tunnel): void;
  failed(code: FaultCode, detail: string): void;
}

export type CallOptions = {
  /** The name of the member to ask while it is in service; empty for none. */
  readonly preferredMember: string;
  /** Nothing is tried again. */
  readonly isOnce: boolean;
};

const plainCall: CallOptions = { preferredMember: "", isOnce: false };

const MAX_ATTEMPTS = 3;
// RFC 9110 §9.2.2: only these may be sent again when the first attempt may have been carried out.
const idempotent = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

export class UpstreamCall implements ResponseListener, ConnectionTaker {
  attempts = 0;
  /** The member asked last; empty before the first attempt. */
  memberName = "";
  /** Monotonic ms at which the call began. */
  readonly startedMs: number;
  /** Monotonic ms at the head of the response; 0 before. */
  answeredMs = 0;
  private readonly pool: Pool;
  private readonly request: ClientRequest;
  private readonly listener: CallListener;
  private readonly options: CallOptions;
  private readonly maxAttempts: number;
  private readonly tried: Member[] = [];
  private member: Member | undefined;
  private pending: PendingConnect | undefined;
  private connection: ClientConnection | undefined;
  private attemptStartedMs = 0;
  private isOver = false;

  constructor(pool: Pool, request: ClientRequest, listener: CallListener, options = plainCall) {
    this.pool = pool;
    this.request = request;
    this.listener = listener;
    this.options = options;
    this.maxAttempts = options.isOnce ? 1 : MAX_ATTEMPTS;
    this.startedMs = pool.now();
  }

  start(): void {
    this.attempt(this.pool.pick(this.tried, this.options.preferredMember));
  }

  /** @param isFresh asks for a new connection: the idle ones may be as stale as the one that just failed */
  private attempt(member: Member | undefined, isFresh = false): void {
    if (member === undefined) {
      this.end("pool-exhausted", "no member has room for another connection");
      return;
    }
    this.attempts++;
    this.member = member;
    this.memberName = member.name;
    this.attemptStartedMs = this.attempts === 1 ? this.startedMs : this.pool.now();
    const idle = isFresh ? undefined : member.takeIdle();
    if (idle === undefined) this.pending = member.connect(this);
    else this.use(idle);
  }

  connected(connection: ClientConnection): void {
    this.pending = undefined;
    this.use(connection);
  }

  /** Nothing was sent, so any method may try elsewhere. */
  connectFailed(code: FaultCode, detail: string): void {
    this.pending = undefined;
    const member = this.leaveMember(code);
    if (member !== undefined) this.tried.push(member);
    const next = this.attempts < this.maxAttempts ? this.pool.pick(this.tried, "") : undefined;
    if (next === undefined) this.end(code, detail);
    else this.attempt(next);
  }

  private use(connection: ClientConnection): void {
    this.connection = connection;
    connection.send(this.request, this);
  }

  interim(status: number, fields: readonly Field[]): void {
    this.listener.interim(status, fields);
  }

  response(head: ResponseHead, body: ResponseBody): void {
    this.succeeded();
    this.listener.response(head, body);
  }

  upgraded(head: ResponseHead, tunnel: Tunnel): void {
    this.succeeded();
    this.listener.upgraded(head, tunnel);
  }

  private succeeded(): void {
    const { member } = this;
    this.connection = undefined;
    this.isOver = true;
    this.answeredMs = this.pool.now();
    if (member === undefined) return;
    member.succeeded();
    this.pool.observer.answered(member.name, this.answeredMs - this.attemptStartedMs);
  }

  failed(code: FaultCode, detail: string, isUntouched: boolean): void {
    const wasReused = this.connection !== undefined && this.connection.uses > 1;
    this.connection = undefined;
    const { member } = this;
    // A dead process resets its connections one after another: the next request must not meet the next one.
    if (code === "upstream-reset") member?.dropIdle();
    // A kept-alive connection that closes as our request crosses it says nothing about the member's health.
    if (code === "upstream-reset" && isUntouched && wasReused && this.mayRepeat()) {
      this.attempt(member?.hasRoom ? member : this.pool.pick(this.tried, ""), true);
      return;
    }
    this.leaveMember(code);
    this.end(code, detail);
  }

  private mayRepeat(): boolean {
    const { method, body } = this.request;
    return this.attempts < this.maxAttempts && body.complete && idempotent.has(method);
  }

  private leaveMember(code: FaultCode): Member | undefined {
    const { member } = this;
    if (member === undefined) return undefined;
    this.member = undefined;
    if (catalogueEntry(code).blame === "upstream") {
      member.failed(this.pool.mayEject(member));
      this.pool.observer.failed(member.name, code);
    }
    return member;
  }

  private end(code: FaultCode, detail: string): void {
    if (this.isOver) return;
    this.isOver = true;
    this.listener.failed(code, detail);
  }

  /** The client is gone: nobody waits for the response. */
  cancel(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.pending?.cancel();
    this.connection?.abandon();
  }
}
