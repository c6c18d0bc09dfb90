// One backend address of a pool: its connections, and what is known of its health. It is in service while its
// health check holds, its circuit breaker is closed, and passive health has not ejected it.

import {
  ClientConnection,
  type ClientLimits,
  type ClientRequest,
  type ConnectionOwner,
  type RequestCarrier,
} from "#http/client-connection.ts";
import type { Field } from "#http/field.ts";
import { H2ClientConnection } from "#http/h2-client-connection.ts";
import type { ResponseHead } from "#http/response-head.ts";
import type { Transport } from "#http/transport.ts";
import { hostWithPort, parseAddress } from "#kernel/address.ts";
import { systemClock, wallAt } from "#kernel/clock.ts";
import type { Deadlines } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { Alarm } from "./alarm.ts";
import { type AssertionSettings, AssertionSigner } from "./assertion-signer.ts";
import { Breaker, type BreakerSettings } from "./breaker.ts";
import type { EgressRequest } from "./egress.ts";
import type { NameResolver } from "./name-resolver.ts";
import { type NameSettings, NameWatch } from "./name-watch.ts";
import {
  type AddressSource,
  type ConnectListener,
  type ConnectTarget,
  PendingConnect,
} from "./pending-connect.ts";
import type { PoolObserver } from "./pool-observer.ts";
import { type CarrierTaker, SessionGroup } from "./session-group.ts";
import type { TlsOrigin } from "./tls-origin.ts";

export type MemberAddress = {
  readonly host: string;
  readonly port: number;
  readonly weight: number;
  /** Lower ones are used first. */
  readonly priority: number;
  readonly isTls: boolean;
};

/** An HTTP proxy that leads to members by CONNECT. */
export type PoolProxy = {
  readonly addresses: readonly string[];
  readonly port: number;
  /** For `Proxy-Authorization`; empty for none. */
  readonly authorization: string;
};

export type MemberSettings = MemberAddress & {
  readonly maxIdle: number;
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  /** How long requests under way may go on when the member leaves or fails its health check. */
  readonly drainTimeoutMs: number;
  readonly ejectAfterFailures: number;
  readonly ejectionMs: number;
  readonly sourceAddress: string;
  /** Its connections speak HTTP/2 and are shared: `maxConnections` then limits requests under way. */
  readonly isHttp2: boolean;
  /** Its connections belong to one client each, so none is kept for another. */
  readonly sendsProxyHeader: boolean;
  readonly names: NameSettings;
  readonly breaker: BreakerSettings | undefined;
  /** Absent: connections go straight. Through a proxy, names are resolved by it. */
  readonly proxy?: PoolProxy;
  /** Undefined: what goes to it is not signed. */
  readonly assertion?: AssertionSettings | undefined;
  readonly limits: ClientLimits;
};

export type MemberServices = {
  readonly deadlines: Deadlines;
  readonly now: () => number;
  readonly resolver: NameResolver;
  readonly observer: PoolObserver;
};

/** How long more connections than are kept may be idle. */
const SURPLUS_MS = 1000;

export class Member implements ConnectionOwner {
  readonly name: string;
  readonly weight: number;
  readonly priority: number;
  readonly breaker: Breaker | undefined;
  private readonly signer: AssertionSigner | undefined;
  private readonly settings: MemberSettings;
  private readonly services: MemberServices;
  private readonly target: ConnectTarget;
  private readonly watch: NameWatch | undefined;
  /** Undefined where it is spoken to in HTTP/1.1. */
  private readonly sessions: SessionGroup | undefined;
  private readonly idle: ClientConnection[] = [];
  /** Looks for idle connections that are too many; and how few there were since it was set. */
  private surplus: Alarm | undefined;
  private fewestIdle = 0;
  private readonly connections = new Set<ClientConnection>();
  private open = 0;
  private turn = 0;
  private failuresInARow = 0;
  private ejection: Alarm | undefined;
  private drain: Alarm | undefined;
  private healthy = true;
  private isClosed = false;

  constructor(settings: MemberSettings, tls: TlsOrigin | undefined, services: MemberServices) {
    const { host, port, connectTimeoutMs, sourceAddress, proxy } = settings;
    this.settings = settings;
    this.services = services;
    this.weight = settings.weight;
    this.priority = settings.priority;
    this.name = hostWithPort(host, port);
    this.signer = settings.assertion && new AssertionSigner(settings.assertion, () => systemClock.wallMs());
    const { observer } = services;
    this.breaker =
      settings.breaker &&
      new Breaker(settings.breaker, {
        tripped: (forMs) => observer.tripped(this.name, forMs),
        recovered: () => observer.recovered(this.name),
      });
    const isWatched = proxy === undefined && parseAddress(host) === undefined;
    this.watch = isWatched ? this.watchName() : undefined;
    const addresses = this.watch ?? fixedAddresses(proxy?.addresses ?? [host]);
    const isBare = settings.isHttp2;
    const tunnel = proxy && { ...proxy, host, authority: this.name };
    this.target = { port, tunnel, addresses, connectTimeoutMs, sourceAddress, tls, isBare };
    this.sessions = settings.isHttp2 ? this.sessionGroup(tls !== undefined) : undefined;
  }

  private sessionGroup(isTls: boolean): SessionGroup {
    const { limits } = this.settings;
    const { deadlines } = this.services;
    const listener: ConnectListener = {
      opened: (transport, address, protocol) => {
        if (isTls && protocol !== "h2") {
          transport.destroy();
          group.notOpened("upstream-not-http2", "ALPN did not agree on h2");
          return;
        }
        const scheme = isTls ? "https" : "http";
        const { socket } = transport;
        group.opened(new H2ClientConnection(socket, address, scheme, limits, deadlines, group));
      },
      notOpened: (code, detail) => group.notOpened(code, detail),
    };
    const group = new SessionGroup(() => {
      new PendingConnect(this.target, this.services, this.turn++, "", listener);
    });
    return group;
  }

  private watchName(): NameWatch {
    const { settings, services } = this;
    const { deadlines, resolver, observer } = services;
    return new NameWatch(settings.host, settings.names, resolver, deadlines, {
      changed: (addresses) => this.closeIdle(({ peerAddress }) => !addresses.includes(peerAddress)),
      failed: (message) => observer.unresolved(this.name, message),
    });
  }

  /** The request as it is to be sent to it, once. */
  signed(request: ClientRequest): ClientRequest {
    if (this.signer === undefined) return request;
    this.services.observer.signed();
    return this.signer.signed(request, this.settings.isTls);
  }

  /** The same of a request that goes to it by the egress client. */
  signedEgress(request: EgressRequest): EgressRequest {
    if (this.signer === undefined) return request;
    this.services.observer.signed();
    return { ...request, credentials: { ...request.credentials, ...this.signer.fieldsFor(request) } };
  }

  /** Connections with a request under way, those being opened included. */
  get active(): number {
    return this.sessions === undefined ? this.open - this.idle.length : this.sessions.active;
  }

  get isHealthy(): boolean {
    return this.healthy;
  }

  get isEjected(): boolean {
    return this.ejection !== undefined;
  }

  /** Neither the health check nor the circuit breaker keeps requests from it. */
  get isAdmitted(): boolean {
    return this.healthy && (this.breaker === undefined || this.breaker.admits(this.services.now()));
  }

  get isInService(): boolean {
    return this.ejection === undefined && this.isAdmitted;
  }

  get hasRoom(): boolean {
    const { maxConnections } = this.settings;
    if (this.sessions !== undefined) return this.sessions.active < maxConnections;
    return this.idle.length > 0 || this.open < maxConnections;
  }

  /** An idle connection, newest first: the others may then time out. Or a place on a shared one. */
  takeIdle(): RequestCarrier | undefined {
    if (this.sessions !== undefined) return this.sessions.take();
    let connection = this.idle.pop();
    while (connection !== undefined && !connection.isUsable) connection = this.idle.pop();
    this.fewestIdle = Math.min(this.fewestIdle, this.idle.length);
    return connection;
  }

  /**
   * Opens a connection; the taker hears of it later, never from within this call.
   * @param proxyHeader sent before everything else; empty for nothing
   */
  connect(taker: CarrierTaker, proxyHeader: string): OpeningConnection {
    if (this.sessions !== undefined) return this.sessions.wait(taker);
    this.open++;
    const listener: ConnectListener = {
      opened: (transport, address) => taker.connected(this.adopt(transport, address)),
      notOpened: (code, detail) => {
        this.open--;
        taker.connectFailed(code, detail);
      },
    };
    const pending = new PendingConnect(this.target, this.services, this.turn++, proxyHeader, listener);
    return {
      cancel: () => {
        if (pending.cancel()) this.open--;
      },
    };
  }

  private adopt(transport: Transport, address: string): ClientConnection {
    const connection = new ClientConnection(
      transport,
      address,
      this.settings.limits,
      this.services.deadlines,
      this,
    );
    this.connections.add(connection);
    return connection;
  }

  // ── health, as the requests show it ──

  /** @param isTrial what `breaker.begin` gave for the attempt */
  answered(head: Pick<ResponseHead, "status" | "fields">, isTrial: boolean): void {
    this.failuresInARow = 0;
    const { breaker } = this;
    if (breaker === undefined) return;
    const nowMs = this.services.now();
    const retryAfter = head.status >= 400 ? fieldValue(head.fields, "retry-after") : "";
    breaker.answered(head.status, retryAfter, isTrial, nowMs, wallAt(nowMs));
  }

  /** @param mayEject false for the last member in service: an ejection would leave nobody */
  failed(code: FaultCode, isTrial: boolean, mayEject: boolean): void {
    this.breaker?.failed(code, isTrial, this.services.now());
    this.failuresInARow++;
    if (!mayEject || this.isClosed || this.failuresInARow < this.settings.ejectAfterFailures) return;
    // After its time out, one more failure ejects it again; one success clears it.
    this.failuresInARow = this.settings.ejectAfterFailures - 1;
    const { observer, deadlines } = this.services;
    this.ejection?.stop();
    this.ejection = new Alarm(deadlines, this.settings.ejectionMs, () => {
      this.ejection = undefined;
      observer.returned(this.name);
    });
    observer.ejected(this.name);
  }

  /** What its health check says. Out of service, its requests under way may end within the drain time-out. */
  setHealthy(isHealthy: boolean): void {
    if (isHealthy === this.healthy) return;
    this.healthy = isHealthy;
    if (!isHealthy) this.beginDrain();
    else if (!this.isClosed) this.endDrain();
  }

  // ── connections ──

  free(connection: ClientConnection): void {
    const { settings, idle } = this;
    const isWanted = !this.isClosed && this.healthy && !settings.sendsProxyHeader && settings.maxIdle > 0;
    if (!isWanted || !this.leadsHere(connection)) {
      connection.destroy();
      return;
    }
    idle.push(connection);
    if (idle.length > settings.maxIdle && this.surplus === undefined) this.watchSurplus();
  }

  /**
   * More than are kept may be idle for a moment: answers come in bursts, and the next requests follow. Only
   * those that lay unused all of the time are closed.
   */
  private watchSurplus(): void {
    this.fewestIdle = this.idle.length;
    this.surplus = new Alarm(this.services.deadlines, SURPLUS_MS, () => {
      this.surplus = undefined;
      const unused = Math.max(0, this.fewestIdle - this.settings.maxIdle);
      for (const connection of this.idle.slice(0, unused)) connection.destroy();
      if (this.idle.length > this.settings.maxIdle) this.watchSurplus();
    });
  }

  /** False where the name has moved to other addresses. */
  private leadsHere(connection: ClientConnection): boolean {
    return this.watch === undefined || this.watch.addresses.includes(connection.peerAddress);
  }

  lost(connection: ClientConnection): void {
    this.open--;
    this.connections.delete(connection);
    if (this.drain !== undefined && this.open === 0) this.endDrain();
    const at = this.idle.indexOf(connection);
    if (at >= 0) this.idle.splice(at, 1);
    this.fewestIdle = Math.min(this.fewestIdle, this.idle.length);
  }

  /** A stream that was reset says nothing of the other ones on its connection. */
  dropIdle(): void {
    if (this.sessions === undefined) this.closeIdle(() => true);
  }

  /** Shared connections end when the requests on them have. */
  private closeIdle(isLeft: (connection: { readonly peerAddress: string }) => boolean): void {
    this.sessions?.close(isLeft);
    for (const connection of this.idle.filter(isLeft)) connection.destroy();
  }

  private beginDrain(): void {
    this.closeIdle(() => true);
    if ((this.open === 0 && this.sessions === undefined) || this.drain !== undefined) return;
    this.drain = new Alarm(this.services.deadlines, this.settings.drainTimeoutMs, () => {
      this.drain = undefined;
      for (const connection of [...this.connections]) connection.cut();
      this.sessions?.cut();
    });
  }

  private endDrain(): void {
    this.drain?.stop();
    this.drain = undefined;
  }

  /** Takes no new requests: closes what is idle; what is busy may end within the drain time-out. */
  close(): void {
    this.isClosed = true;
    this.surplus?.stop();
    this.watch?.close();
    if (this.ejection !== undefined) {
      this.ejection.stop();
      this.ejection = undefined;
      this.services.observer.returned(this.name);
    }
    if (this.breaker?.isClosed === false) this.services.observer.recovered(this.name);
    this.beginDrain();
  }
}

/** Addresses in place of a name are known at once. */
function fixedAddresses(addresses: readonly string[]): AddressSource {
  return { addresses, whenKnown: (callback) => callback("") };
}

export interface OpeningConnection {
  /** Nobody waits for it any more. */
  cancel(): void;
}

function fieldValue(fields: readonly Field[], key: string): string {
  return fields.find((field) => field.key === key)?.value ?? "";
}
