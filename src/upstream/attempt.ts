// One attempt of a call: asks one member, and tells the call and the member's health how it went.

import type { ResponseBody } from "#http/body.ts";
import type { ClientRequest, RequestCarrier, ResponseListener } from "#http/client-connection.ts";
import type { Field } from "#http/field.ts";
import type { ResponseHead } from "#http/response-head.ts";
import type { Tunnel } from "#http/tunnel.ts";
import { catalogueEntry, type FaultCode } from "#kernel/fault-catalogue.ts";
import type { Member, OpeningConnection } from "./member.ts";
import type { Pool } from "./pool.ts";
import type { CarrierTaker } from "./session-group.ts";

/** How an attempt failed. */
export type Failure = {
  readonly code: FaultCode;
  readonly detail: string;
  /** Nothing of the request was sent. */
  readonly isUnsent: boolean;
};

/** The call that an attempt belongs to. */
export interface AttemptOwner {
  attemptInterim(attempt: Attempt, status: number, fields: readonly Field[]): void;
  attemptAnswered(attempt: Attempt, head: ResponseHead, body: ResponseBody): void;
  attemptUpgraded(attempt: Attempt, head: ResponseHead, tunnel: Tunnel): void;
  attemptFailed(attempt: Attempt, failure: Failure): void;
  /** A kept-alive connection closed as the request crossed it. */
  attemptStale(attempt: Attempt, failure: Failure): void;
}

export class Attempt implements ResponseListener, CarrierTaker {
  readonly member: Member;
  readonly startedMs: number;
  private readonly pool: Pool;
  private readonly owner: AttemptOwner;
  private readonly isTrial: boolean;
  private opening: OpeningConnection | undefined;
  private connection: RequestCarrier | undefined;
  private request: ClientRequest | undefined;

  constructor(member: Member, pool: Pool, owner: AttemptOwner, startedMs: number) {
    this.member = member;
    this.pool = pool;
    this.owner = owner;
    this.startedMs = startedMs;
    this.isTrial = member.breaker?.begin() === true;
  }

  /** @param isFresh asks for a new connection: the idle ones may be as stale as the one that just failed */
  start(request: ClientRequest, proxyHeader: string, isFresh: boolean): void {
    this.request = request;
    const idle = isFresh || proxyHeader !== "" ? undefined : this.member.takeIdle();
    if (idle === undefined) this.opening = this.member.connect(this, proxyHeader);
    else this.use(idle, request);
  }

  connected(connection: RequestCarrier): void {
    this.opening = undefined;
    if (this.request !== undefined) this.use(connection, this.request);
  }

  connectFailed(code: FaultCode, detail: string): void {
    this.opening = undefined;
    this.noteFailure(code);
    this.owner.attemptFailed(this, { code, detail, isUnsent: true });
  }

  private use(connection: RequestCarrier, request: ClientRequest): void {
    this.connection = connection;
    connection.send(this.member.signed(request), this);
  }

  interim(status: number, fields: readonly Field[]): void {
    this.owner.attemptInterim(this, status, fields);
  }

  response(head: ResponseHead, body: ResponseBody): void {
    this.noteAnswer(head);
    this.owner.attemptAnswered(this, head, body);
  }

  upgraded(head: ResponseHead, tunnel: Tunnel): void {
    this.noteAnswer(head);
    this.owner.attemptUpgraded(this, head, tunnel);
  }

  private noteAnswer(head: ResponseHead): void {
    this.connection = undefined;
    const { member, pool } = this;
    member.answered(head, this.isTrial);
    pool.observer.answered(member.name, pool.now() - this.startedMs);
  }

  failed(code: FaultCode, detail: string, isUntouched: boolean): void {
    const wasReused = this.connection !== undefined && this.connection.uses > 1;
    this.connection = undefined;
    // Refused unseen, a request can go elsewhere as long as it is there to be sent again.
    const isUnsent = code === "upstream-stream-refused" && this.request?.body.complete === true;
    const failure = { code, detail, isUnsent };
    // A dead process resets its connections one after another: the next request must not meet the next one.
    if (code === "upstream-reset") this.member.dropIdle();
    // Such a close says nothing about the member's health.
    if (code === "upstream-reset" && isUntouched && wasReused) {
      this.member.breaker?.calledOff(this.isTrial);
      this.owner.attemptStale(this, failure);
      return;
    }
    this.noteFailure(code);
    this.owner.attemptFailed(this, failure);
  }

  private noteFailure(code: FaultCode): void {
    const { member, pool } = this;
    if (catalogueEntry(code).blame !== "upstream") {
      member.breaker?.calledOff(this.isTrial);
      return;
    }
    member.failed(code, this.isTrial, pool.mayEject(member));
    pool.observer.failed(member.name, code);
  }

  /** Took too long: the member is to blame, and nobody waits for it any more. */
  timeOut(): void {
    this.stop();
    this.noteFailure("response-timeout");
  }

  /** Nobody waits for it any more. */
  cancel(): void {
    this.stop();
    this.member.breaker?.calledOff(this.isTrial);
  }

  private stop(): void {
    this.opening?.cancel();
    this.opening = undefined;
    this.connection?.abandon();
    this.connection = undefined;
  }
}
