// One request to a pool until the head of its response: attempts, and when another is safe.

import type { ResponseBody } from "#http/body.ts";
import type { ClientRequest } from "#http/client-connection.ts";
import type { Field } from "#http/field.ts";
import type { ResponseHead } from "#http/response-head.ts";
import type { Tunnel } from "#http/tunnel.ts";
import type { Deadline } from "#kernel/deadlines.ts";
import { catalogueEntry, type FaultCode } from "#kernel/fault-catalogue.ts";
import { Attempt, type AttemptOwner, type Failure } from "./attempt.ts";
import { isInRanges } from "./breaker.ts";
import type { Member } from "./member.ts";
import type { Pool } from "./pool.ts";

/** Hears of the outcome, once. */
export interface CallListener {
  interim(status: number, fields: readonly Field[]): void;
  response(head: ResponseHead, body: ResponseBody): void;
  /** The backend changed the protocol as asked. */
  upgraded(head: ResponseHead, tunnel: Tunnel): void;
  /** `retryAfterS` is above 0 where the client may be told when to come again. */
  failed(code: FaultCode, detail: string, retryAfterS: number): void;
}

export type CallOptions = {
  /** The name of the member to ask while it is in service; empty for none. */
  readonly preferredMember: string;
  /** Nothing is tried again. */
  readonly isOnce: boolean;
  /** Sent before the request on a connection of its own; empty for nothing. */
  readonly proxyHeader: string;
};

const plainCall: CallOptions = { preferredMember: "", isOnce: false, proxyHeader: "" };
const nobody: readonly Member[] = [];

export class UpstreamCall implements AttemptOwner, Deadline {
  attempts = 0;
  /** The member asked last; empty before the first attempt. */
  memberName = "";
  /** Monotonic ms at which the call began. */
  readonly startedMs: number;
  /** Monotonic ms at the head of the response; 0 before. */
  answeredMs = 0;
  deadlineMs = Number.POSITIVE_INFINITY;
  private readonly pool: Pool;
  private readonly request: ClientRequest;
  private readonly listener: CallListener;
  private readonly options: CallOptions;
  private tried: readonly Member[] = nobody;
  private current: Attempt | undefined;
  /** A second attempt beside `current`. */
  private hedge: Attempt | undefined;
  private isTimed = false;
  private isOver = false;

  constructor(pool: Pool, request: ClientRequest, listener: CallListener, options = plainCall) {
    this.pool = pool;
    this.request = request;
    this.listener = listener;
    this.options = options;
    this.startedMs = pool.now();
  }

  start(): void {
    const { pool } = this;
    pool.budget.request(this.startedMs);
    const member = pool.pick(nobody, this.options.preferredMember);
    if (member === undefined) {
      const { code, detail, retryAfterS } = pool.whyNobody();
      this.end({ code, detail, isUnsent: true }, retryAfterS);
      return;
    }
    this.current = this.begin(member, this.startedMs, false);
    if (pool.hedgeAfterMs > 0 || pool.retry.perTryTimeoutMs > 0) this.setTimer();
  }

  private begin(member: Member, nowMs: number, isFresh: boolean): Attempt {
    this.attempts++;
    this.memberName = member.name;
    const attempt = new Attempt(member, this.pool, this, nowMs);
    attempt.start(this.request, this.options.proxyHeader, isFresh);
    return attempt;
  }

  // ── another attempt ──

  /** The member for one more attempt, within the limits; its place in the budget is taken. */
  private another(nowMs: number, beside?: Member): Member | undefined {
    const { pool, tried } = this;
    if (this.attempts >= pool.retry.attempts || this.options.isOnce) return undefined;
    const member = beside === undefined ? pool.pick(tried, "") : pool.pickBeside(beside);
    if (member === undefined) return undefined;
    if (pool.budget.spend(nowMs)) return member;
    pool.observer.retryDenied();
    return undefined;
  }

  /** RFC 9110 §9.2.2: what is sent twice must mean the same as sent once, and be there to send. */
  private get isRepeatable(): boolean {
    const { method, body } = this.request;
    return body.complete && !this.options.isOnce && this.pool.retry.methods.includes(method);
  }

  private mayRetry({ code, isUnsent }: Failure): boolean {
    if (isUnsent) return catalogueEntry(code).retry;
    return this.isRepeatable && this.pool.retry.reasons.includes(code);
  }

  private addTried(member: Member): void {
    this.tried = [...this.tried, member];
  }

  attemptFailed(attempt: Attempt, failure: Failure): void {
    if (this.isOver) return;
    this.addTried(attempt.member);
    if (this.forget(attempt)) return;
    const nowMs = this.pool.now();
    const member = this.mayRetry(failure) ? this.another(nowMs) : undefined;
    if (member === undefined) this.end(failure, 0);
    else this.retry(member, nowMs);
  }

  private retry(member: Member, nowMs: number): void {
    this.pool.observer.retried(false);
    this.current = this.begin(member, nowMs, false);
    if (this.isTimed) this.setTimer();
  }

  /** The request may go out again at once: on a new connection, and not at the cost of the budget. */
  attemptStale(attempt: Attempt, failure: Failure): void {
    if (this.isOver) return;
    if (!this.isRepeatable || !attempt.member.hasRoom) {
      this.attemptFailed(attempt, failure);
      return;
    }
    const again = this.begin(attempt.member, this.pool.now(), true);
    if (attempt === this.hedge) this.hedge = again;
    else this.current = again;
  }

  /** True where another attempt of the call is still under way. */
  private forget(attempt: Attempt): boolean {
    if (attempt === this.hedge) this.hedge = undefined;
    else {
      this.current = this.hedge;
      this.hedge = undefined;
    }
    return this.current !== undefined;
  }

  // ── answers ──

  attemptInterim(_attempt: Attempt, status: number, fields: readonly Field[]): void {
    // Of two attempts nobody knows yet which one will answer.
    if (this.hedge === undefined) this.listener.interim(status, fields);
  }

  attemptAnswered(attempt: Attempt, head: ResponseHead, body: ResponseBody): void {
    if (this.isOver) return;
    const { retry } = this.pool;
    if (retry.statuses.length > 0 && isInRanges(head.status, retry.statuses) && this.isRepeatable) {
      if (this.passesOver(attempt)) {
        body.rest?.cancel();
        return;
      }
    }
    this.take(attempt);
    this.listener.response(head, body);
  }

  attemptUpgraded(attempt: Attempt, head: ResponseHead, tunnel: Tunnel): void {
    if (this.isOver) {
      tunnel.cut();
      return;
    }
    this.take(attempt);
    this.listener.upgraded(head, tunnel);
  }

  /** This attempt's answer is the call's. */
  private take(attempt: Attempt): void {
    this.forget(attempt);
    this.current?.cancel();
    this.finish();
    this.memberName = attempt.member.name;
    this.answeredMs = this.pool.now();
  }

  /** True where the answer is not taken, because another attempt is under way or could be begun. */
  private passesOver(attempt: Attempt): boolean {
    const before = this.tried;
    this.addTried(attempt.member);
    if (this.hedge !== undefined) return this.forget(attempt);
    const nowMs = this.pool.now();
    const member = this.another(nowMs);
    if (member === undefined) {
      this.tried = before;
      return false;
    }
    this.retry(member, nowMs);
    return true;
  }

  // ── time ──

  private setTimer(): void {
    if (this.isOver) return;
    if (!this.isTimed && this.isRepeatable) {
      this.isTimed = true;
      this.pool.deadlines.add(this);
    }
    if (!this.isTimed) return;
    const { hedgeAfterMs, retry } = this.pool;
    const startedMs = this.current?.startedMs ?? this.startedMs;
    const tryMs = retry.perTryTimeoutMs > 0 ? startedMs + retry.perTryTimeoutMs : Number.POSITIVE_INFINITY;
    const hedgeMs =
      hedgeAfterMs > 0 && this.mayHedge ? this.startedMs + hedgeAfterMs : Number.POSITIVE_INFINITY;
    this.deadlineMs = Math.min(tryMs, hedgeMs);
  }

  private get mayHedge(): boolean {
    const { method, upgrade } = this.request;
    return this.attempts === 1 && upgrade === "" && (method === "GET" || method === "HEAD");
  }

  onDeadline(): void {
    this.deadlineMs = Number.POSITIVE_INFINITY;
    const { pool, current } = this;
    if (this.isOver || current === undefined) return;
    const nowMs = pool.now();
    const { perTryTimeoutMs } = pool.retry;
    if (perTryTimeoutMs > 0 && nowMs - current.startedMs >= perTryTimeoutMs) this.giveUpTry(current, nowMs);
    else if (this.mayHedge) this.beginHedge(current, nowMs);
  }

  private giveUpTry(attempt: Attempt, nowMs: number): void {
    const before = this.tried;
    this.addTried(attempt.member);
    const member = this.hedge === undefined ? this.another(nowMs) : undefined;
    if (member === undefined && this.hedge === undefined) {
      // Nobody else to ask: it may take the pool's whole response time-out.
      this.tried = before;
      return;
    }
    attempt.timeOut();
    this.forget(attempt);
    if (member !== undefined) this.retry(member, nowMs);
    else this.setTimer();
  }

  private beginHedge(current: Attempt, nowMs: number): void {
    const member = this.another(nowMs, current.member);
    if (member !== undefined) {
      this.pool.observer.retried(true);
      this.hedge = this.begin(member, nowMs, false);
    }
    this.setTimer();
  }

  // ── the end ──

  private finish(): void {
    this.isOver = true;
    this.current = undefined;
    this.hedge = undefined;
    if (this.isTimed) this.pool.deadlines.delete(this);
  }

  private end({ code, detail }: Failure, retryAfterS: number): void {
    if (this.isOver) return;
    this.finish();
    this.listener.failed(code, detail, retryAfterS);
  }

  /** The client is gone: nobody waits for the response. */
  cancel(): void {
    if (this.isOver) return;
    const { current, hedge } = this;
    this.finish();
    current?.cancel();
    hedge?.cancel();
  }
}
