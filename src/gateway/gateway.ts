// A gateway: listeners, the runtime in force, and the requests between them. One per worker; knows nothing
// of threads.

import type { Socket } from "node:net";
import type { ClientLists } from "#fleet/client-lists.ts";
import type { FloodPort } from "#flood/flood-gate.ts";
import type { RequestBody } from "#http/body.ts";
import type { ClientInfo } from "#http/client-info.ts";
import { H2ServerConnection } from "#http/h2-server-connection.ts";
import { ProtocolPeek } from "#http/protocol-peek.ts";
import { isLegible } from "#http/refused-head.ts";
import type { RequestHead } from "#http/request-head.ts";
import { ServerConnection } from "#http/server-connection.ts";
import type { AcceptedConnection, RequestOrigin, ServerHandler } from "#http/server-handler.ts";
import { loopTurn } from "#kernel/clock.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { TurnQueue } from "#kernel/turn-queue.ts";
import type { AddressListTable } from "#network/address-list.ts";
import { Countries } from "#network/country-table.ts";
import type { ChallengeTable } from "#snapshot/challenge-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import type { FeedTable } from "#snapshot/worker-link.ts";
import type { MemberHealth } from "#upstream/health-prober.ts";
import { GatewayExchange } from "./gateway-exchange.ts";
import type { GatewayPorts } from "./gateway-port.ts";
import { type ConnectionHost, Listener } from "./listener.ts";
import { type EngineStages, Pipeline } from "./pipeline.ts";
import { closeLeftPools } from "./pool-table.ts";
import { buildRuntime, type Runtime } from "./runtime.ts";
import { inspectRefused } from "./stage/inspect.ts";
import { recordUnanswered } from "./stage/record.ts";

/** What beginning and ending the requests of HTTP/2 may take of one turn of the event loop. */
const TURN_MS = 1;

export class Gateway implements ConnectionHost {
  private readonly ports: GatewayPorts;
  private readonly pipeline: Pipeline;
  private readonly listeners = new Map<string, Listener>();
  /** Stopped ones that still have connections. */
  private readonly leaving = new Set<Listener>();
  private readonly held = new Set<AcceptedConnection>();
  private runtime: Runtime | undefined;
  /** The newest, for pools to come. */
  private health: readonly MemberHealth[] = [];
  private readonly turns: TurnQueue;
  /** By network; the newest, for runtimes to come. */
  private readonly feeds = new Map<string, AddressListTable>();
  private readonly countries = new Countries();
  private isDraining = false;
  private whenDrained: (() => void) | undefined;

  constructor(engines: EngineStages, ports: GatewayPorts) {
    this.ports = ports;
    this.turns = new TurnQueue({ now: ports.now, turn: loopTurn }, TURN_MS);
    this.pipeline = new Pipeline(engines, ports);
    ports.accessLog.whenReleased(() => this.releaseHeld());
  }

  /**
   * Takes a snapshot over: builds all of it, opens the listeners that are new, then swaps. On any failure
   * nothing has changed and the error says why. Requests under way end with the runtime they began with.
   */
  async apply(snapshot: Snapshot): Promise<void> {
    const previous = this.runtime;
    const previousPools = previous?.pools ?? new Map();
    const runtime = await buildRuntime(snapshot, previous, this.ports, {
      feeds: this.feeds,
      countries: this.countries,
    });
    const opened = await this.openNew(runtime);
    this.runtime = runtime;
    this.countries.use(snapshot.countries);
    // What came while it was built is in none of its lists yet.
    for (const [network, table] of this.feeds) this.useFeed(network, table);
    for (const listener of opened) {
      this.leave(this.listeners.get(listener.spec.name));
      this.listeners.set(listener.spec.name, listener);
    }
    this.updateListeners(runtime);
    closeLeftPools(previousPools, runtime.pools);
    previous?.policyRuntime.close();
    this.setHealth(this.health.filter(({ pool }) => runtime.pools.has(pool)));
  }

  /** Takes over what feeds hold now. Each list changes in one step, between two requests. */
  setFeeds(feeds: readonly FeedTable[]): void {
    for (const { network, table } of feeds) {
      this.feeds.set(network, table);
      this.useFeed(network, table);
    }
  }

  private useFeed(network: string, table: AddressListTable): void {
    const at = this.runtime?.snapshot.networks.findIndex(({ name, isFeed }) => isFeed && name === network);
    this.runtime?.networks[at ?? -1]?.replace(table);
  }

  /** Takes over what health checks found. Members that are not among these stay as they are. */
  setHealth(health: readonly MemberHealth[]): void {
    this.health = health;
    for (const { pool, member, isHealthy } of health) {
      const entry = this.runtime?.pools.get(pool);
      if (entry?.spec.probe !== undefined) entry.pool.setHealth(member, isHealthy);
    }
  }

  private async openNew({ snapshot, entrances }: Runtime): Promise<Listener[]> {
    const opened: Listener[] = [];
    try {
      for (const spec of snapshot.listeners) {
        const current = this.listeners.get(spec.name);
        if (current?.spec.address === spec.address && current.spec.port === spec.port) continue;
        const entrance = entrances.get(spec.name);
        if (entrance === undefined) throw new Error(`the listener ${spec.name} has no entrance`);
        const listener = new Listener(spec, entrance, this);
        await listener.listen();
        opened.push(listener);
      }
    } catch (error) {
      for (const listener of opened) listener.stop();
      throw error;
    }
    return opened;
  }

  private updateListeners({ snapshot, entrances }: Runtime): void {
    const wanted = new Map(snapshot.listeners.map((spec) => [spec.name, spec]));
    for (const [name, listener] of this.listeners) {
      const spec = wanted.get(name);
      if (spec !== undefined) {
        listener.spec = spec;
        listener.entrance = entrances.get(name) ?? listener.entrance;
      } else {
        this.leave(listener);
        this.listeners.delete(name);
      }
    }
  }

  private leave(listener: Listener | undefined): void {
    if (listener === undefined) return;
    listener.stop();
    if (listener.connections.size > 0) this.leaving.add(listener);
  }

  /** The port that a listener has, for a configuration that left the choice to the system. */
  portOf(listener: string): number | undefined {
    return this.listeners.get(listener)?.port;
  }

  // ── connections and requests ──

  get challenges(): ChallengeTable {
    return this.ports.challenges.table;
  }

  opened(listener: Listener): void {
    this.ports.metrics.connectionOpened(listener.spec.name);
  }

  handshake(listener: Listener, version: string, isResumed: boolean): void {
    this.ports.metrics.handshake(listener.spec.name, version, isResumed);
  }

  accept(socket: Socket, client: ClientInfo, listener: Listener): AcceptedConnection {
    const { handler, spec } = listener;
    if (client.tls?.protocol === "h2") {
      return new H2ServerConnection(socket, client, handler, Buffer.alloc(0));
    }
    if (client.tls !== undefined || !spec.http2) return new ServerConnection(socket, client, handler);
    const peek: AcceptedConnection = new ProtocolPeek(socket, client, handler, (connection) =>
      listener.replace(peek, connection),
    );
    return peek;
  }

  handlerFor(listener: Listener): ServerHandler {
    const { ports } = this;
    const gateway = this;
    return {
      deadlines: ports.deadlines,
      turns: this.turns,
      now: ports.now,
      get limits() {
        return gateway.current().limits;
      },
      get http2Limits() {
        return listener.spec.http2Limits;
      },
      get isDraining() {
        return listener.isStopped;
      },
      request: (origin, head, body) => this.request(origin, listener, head, body),
      unanswered: (client, startedMs, code, detail) =>
        this.refused(client, listener, startedMs, code, detail),
      penalize: (client) => listener.penalize(client),
      holds: (connection) => this.holds(connection),
      closed: (connection) => this.closed(connection, listener),
    };
  }

  private current(): Runtime {
    if (this.runtime === undefined) throw new Error("a connection came before the first snapshot");
    return this.runtime;
  }

  refused(client: ClientInfo, listener: Listener, startedMs: number, code: FaultCode, detail: string): void {
    const country = this.countries.codeOf(client.peerAddress);
    recordUnanswered(this.ports, listener.spec.name, client, startedMs, code, detail, country);
  }

  refusedUntold(code: FaultCode): void {
    this.ports.metrics.refusal("accept", code);
  }

  get lists(): ClientLists {
    return this.ports.lists;
  }

  get flood(): FloodPort {
    return this.ports.flood;
  }

  private request(origin: RequestOrigin, listener: Listener, head: RequestHead, body: RequestBody): void {
    const { ports } = this;
    const requestId = ports.newRequestId();
    const x = new GatewayExchange(head, body, requestId, this.current(), origin, this.pipeline);
    const { client } = origin;
    x.startedAtMs = ports.wallAt(origin.requestStartedMs);
    x.startedMs = origin.requestStartedMs;
    x.listener = listener.spec.name;
    x.client = client;
    x.peerAddress = client.peerAddress;
    x.peerPort = client.peerPort;
    x.clientAddress = client.peerAddress;
    x.scheme = client.scheme;
    x.localPort = client.localPort;
    if (head.fault === "") this.pipeline.run(x);
    else {
      this.inspectRefused(x);
      this.pipeline.refuse(x, "read", head.fault, head.detail);
    }
  }

  /** A head that can be read but is refused still runs phase 1 of its site's WAF policy, for the log. */
  private inspectRefused(x: GatewayExchange): void {
    if (!isLegible(x.head)) return;
    const policy = x.runtime.hosts.get(x.listener)?.find(x.head.host)?.waf;
    if (policy !== undefined) inspectRefused(x, policy);
  }

  private holds(connection: AcceptedConnection): boolean {
    if (!this.ports.accessLog.isBlocked) return false;
    this.held.add(connection);
    return true;
  }

  private releaseHeld(): void {
    const held = [...this.held];
    this.held.clear();
    for (const connection of held) connection.unhold();
  }

  private closed(connection: AcceptedConnection, listener: Listener): void {
    listener.forget(connection);
    if (listener.connections.size === 0) this.leaving.delete(listener);
    this.held.delete(connection);
    this.ports.metrics.connectionClosed(listener.spec.name);
    if (this.isDraining) this.checkDrained();
  }

  // ── drain ──

  /** Stops accepting, lets requests under way end, then cuts what is left. Resolves to how many were cut. */
  async drain(timeoutMs: number): Promise<number> {
    this.isDraining = true;
    const drained = new Promise<void>((resolve) => {
      this.whenDrained = resolve;
    });
    for (const listener of this.listeners.values()) this.leave(listener);
    this.listeners.clear();
    const limit = { deadlineMs: this.ports.now() + timeoutMs, onDeadline: () => this.whenDrained?.() };
    this.ports.deadlines.add(limit);
    this.checkDrained();
    await drained;
    this.ports.deadlines.delete(limit);
    let cut = 0;
    for (const listener of this.leaving) cut += listener.cut();
    for (const entry of this.runtime?.pools.values() ?? []) entry.pool.close();
    return cut;
  }

  private checkDrained(): void {
    if (this.leaving.size === 0) this.whenDrained?.();
  }
}
