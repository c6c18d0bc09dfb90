// One backend address of a pool: its connections, and what recent requests showed of its health.

import { ClientConnection, type ClientLimits, type ConnectionOwner } from "#http/client-connection.ts";
import { Transport } from "#http/transport.ts";
import type { Deadline, Deadlines } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import type { PoolObserver } from "./pool-observer.ts";

export type MemberAddress = { readonly host: string; readonly port: number; readonly weight: number };

export type MemberSettings = MemberAddress & {
  readonly maxIdle: number;
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  readonly ejectAfterFailures: number;
  readonly ejectionMs: number;
  readonly limits: ClientLimits;
};

export type MemberServices = {
  readonly deadlines: Deadlines;
  readonly now: () => number;
  readonly observer: PoolObserver;
};

/** Who asked for a connection. */
export interface ConnectionTaker {
  connected(connection: ClientConnection): void;
  connectFailed(code: FaultCode, detail: string): void;
}

export class Member implements ConnectionOwner {
  /** `host:port`, as access lines and metrics name it. */
  readonly name: string;
  readonly weight: number;
  private readonly settings: MemberSettings;
  private readonly services: MemberServices;
  private readonly idle: ClientConnection[] = [];
  private open = 0;
  private failuresInARow = 0;
  private ejectedUntilMs = 0;
  private isClosed = false;

  constructor(settings: MemberSettings, services: MemberServices) {
    this.settings = settings;
    this.services = services;
    this.weight = settings.weight;
    this.name = `${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${settings.port}`;
  }

  /** Connections with a request under way, those being opened included. */
  get active(): number {
    return this.open - this.idle.length;
  }

  get isEjected(): boolean {
    return this.ejectedUntilMs > 0 && this.ejectedUntilMs > this.services.now();
  }

  get hasRoom(): boolean {
    return this.idle.length > 0 || this.open < this.settings.maxConnections;
  }

  /** An idle connection, newest first: the others may then time out. */
  takeIdle(): ClientConnection | undefined {
    let connection = this.idle.pop();
    while (connection !== undefined && !connection.isUsable) connection = this.idle.pop();
    return connection;
  }

  /** Opens a connection; the taker hears of it later, never from within this call. */
  connect(taker: ConnectionTaker): PendingConnect {
    this.open++;
    return new PendingConnect(this, this.settings, this.services, taker);
  }

  // ── health, as the requests show it (passive) ──

  succeeded(): void {
    this.failuresInARow = 0;
  }

  /** @param mayEject false for the last member in service: an ejection would leave nobody */
  failed(mayEject: boolean): void {
    this.failuresInARow++;
    if (!mayEject || this.failuresInARow < this.settings.ejectAfterFailures) return;
    this.ejectedUntilMs = this.services.now() + this.settings.ejectionMs;
    // After its time out, one more failure ejects it again; one success clears it.
    this.failuresInARow = this.settings.ejectAfterFailures - 1;
    this.services.observer.ejected(this.name);
  }

  // ── connections ──

  free(connection: ClientConnection): void {
    if (this.isClosed || this.idle.length >= this.settings.maxIdle) connection.destroy();
    else this.idle.push(connection);
  }

  lost(connection: ClientConnection): void {
    this.open--;
    const at = this.idle.indexOf(connection);
    if (at >= 0) this.idle.splice(at, 1);
  }

  dropIdle(): void {
    for (const connection of this.idle.splice(0)) connection.destroy();
  }

  connectEnded(): void {
    this.open--;
  }

  /** Takes no new requests: closes what is idle; what is busy closes when it is done. */
  close(): void {
    this.isClosed = true;
    this.dropIdle();
  }
}

/** A connection being opened, bounded in time. */
export class PendingConnect implements Deadline {
  deadlineMs: number;
  private readonly transport: Transport;
  private readonly member: Member;
  private readonly settings: MemberSettings;
  private readonly services: MemberServices;
  private taker: ConnectionTaker | undefined;

  constructor(member: Member, settings: MemberSettings, services: MemberServices, taker: ConnectionTaker) {
    this.member = member;
    this.settings = settings;
    this.services = services;
    this.taker = taker;
    this.deadlineMs = services.now() + settings.connectTimeoutMs;
    const { host, port } = settings;
    this.transport = Transport.connect({ host, port, noDelay: true, keepAlive: true });
    this.transport.socket.once("connect", () => this.connected());
    this.transport.socket.once("error", (error: NodeJS.ErrnoException) => this.failed(error));
    services.deadlines.add(this);
  }

  private connected(): void {
    const taker = this.settle();
    if (taker === undefined) return;
    const { limits } = this.settings;
    const { deadlines } = this.services;
    taker.connected(new ClientConnection(this.transport, limits, deadlines, this.member));
  }

  private failed(error: NodeJS.ErrnoException): void {
    const taker = this.settle();
    if (taker === undefined) return;
    this.member.connectEnded();
    const code = error.code === "ECONNREFUSED" ? "connect-refused" : "connect-failed";
    taker.connectFailed(code, error.message);
  }

  onDeadline(): void {
    const taker = this.settle();
    if (taker === undefined) return;
    this.discard();
    taker.connectFailed("connect-timeout", `no connection in ${this.settings.connectTimeoutMs} ms`);
  }

  /** Nobody waits for it any more. */
  cancel(): void {
    if (this.settle() !== undefined) this.discard();
  }

  private discard(): void {
    this.transport.destroy();
    this.member.connectEnded();
  }

  /** Undefined where it is settled already. */
  private settle(): ConnectionTaker | undefined {
    const { taker } = this;
    this.taker = undefined;
    this.services.deadlines.delete(this);
    return taker;
  }
}
