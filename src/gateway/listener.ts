// One listening address of a worker: accepts connections up to its limit and keeps them until they close.

import { createServer, type Server, type Socket } from "node:net";
import type { ClientLists } from "#fleet/client-lists.ts";
import type { Exemptions, FloodPort } from "#flood/flood-gate.ts";
import type { ClientInfo } from "#http/client-info.ts";
import type { AcceptedConnection, ServerHandler } from "#http/server-handler.ts";
import { plainAddress } from "#kernel/address.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { isPrivateAddress } from "#kernel/private-address.ts";
import { isLetIn, screenAddress } from "#network/address-screen.ts";
import { isTrustedHop } from "#network/client-address.ts";
import type { ChallengeCertificate, ChallengeTable } from "#snapshot/challenge-spec.ts";
import type { ListenerSpec } from "#snapshot/listener-spec.ts";
import type { ClientHello } from "#tls/client-hello.ts";
import { challengeFor } from "./acme-handshake.ts";
import { Arrival, type ArrivalHost, type ConnectionRefusal } from "./arrival.ts";
import { ClientConnections, ConnectionRoom } from "./connection-room.ts";
import { refuseEarly } from "./early-refusal.ts";
import { admitsPeer, type Entrance, isOpen } from "./entrance.ts";
import { FloodPenalties } from "./flood-penalties.ts";

/** What a listener asks of its gateway. */
export interface ConnectionHost {
  handlerFor(listener: Listener): ServerHandler;
  /** A connection came; `closed` of the handler will be called for it, or for what it becomes. */
  opened(listener: Listener): void;
  /** Bans and allowances. */
  readonly lists: ClientLists;
  /** Of ACME, that are under way. */
  readonly challenges: ChallengeTable;
  /** Reads requests from a connection that was let in. */
  accept(socket: Socket, client: ClientInfo, listener: Listener): AcceptedConnection;
  /** A TLS handshake is over; the version is empty where it failed. */
  handshake(listener: Listener, version: string, isResumed: boolean): void;
  /** Asked for every connection. */
  readonly flood: FloodPort;
  /** A refusal that is counted, and told of with a later one of the same client. */
  refusedUntold(code: FaultCode): void;
  /** The connection is closed unanswered. */
  refused(client: ClientInfo, listener: Listener, startedMs: number, code: FaultCode, detail: string): void;
}

/** A handshake of TLS costs as much as some requests, whatever comes of it. */
const HANDSHAKE_COST = 4;

export class Listener implements ArrivalHost, Exemptions {
  readonly connections = new Set<AcceptedConnection>();
  readonly handler: ServerHandler;
  spec: ListenerSpec;
  /** Connections that came before it was replaced end their arrival by the old one. */
  entrance: Entrance;
  isStopped = false;
  private readonly penalties = new FloodPenalties();
  private readonly clients = new ClientConnections();
  private readonly room = new ConnectionRoom(this.connections);
  private readonly host: ConnectionHost;
  private readonly server: Server;

  constructor(spec: ListenerSpec, entrance: Entrance, host: ConnectionHost) {
    this.spec = spec;
    this.entrance = entrance;
    this.host = host;
    this.handler = host.handlerFor(this);
    // Half-open: a client may end its side and still read the answer.
    this.server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (socket) =>
      this.accept(socket),
    );
  }

  /** Resolves when it listens; rejects with the system's error. */
  listen(): Promise<void> {
    const { address, port } = this.spec;
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen({ host: address, port, reusePort: true, backlog: 4096 }, () => {
        this.server.off("error", reject);
        this.server.on("error", () => {
          // accept(2) failed (no descriptors, say); the next one may not.
        });
        refuseEarly(this.server, (peer) => this.turnsAway(plainAddress(peer)));
        resolve();
      });
    });
  }

  /** The port in use, which differs from the configured one only where that is 0. */
  get port(): number {
    const address = this.server.address();
    return typeof address === "object" && address !== null ? address.port : this.spec.port;
  }

  private accept(socket: Socket): void {
    const client: ClientInfo = {
      peerAddress: plainAddress(socket.remoteAddress ?? ""),
      peerPort: socket.remotePort ?? 0,
      scheme: "http",
      localAddress: plainAddress(socket.localAddress ?? ""),
      localPort: this.spec.port,
      tls: undefined,
    };
    const { peerAddress } = client;
    if (this.room.taken >= this.spec.maxConnections) this.room.make(this.handler.now());
    const full = Listener.refusal(this.spec, this.room.taken, peerAddress);
    const refusal = full === undefined ? this.refusalOf(client) : { code: full, detail: "" };
    if (refusal !== undefined) {
      this.refuse(socket, client, refusal);
    } else if (!admitsPeer(this.entrance, client.peerAddress)) {
      this.refuse(socket, client, { code: "identity-refused", detail: "" });
    } else if (
      this.clients.openOf(peerAddress) >= this.spec.maxConnectionsPerClient &&
      !this.isExempt(peerAddress)
    ) {
      this.refuse(socket, client, { code: "client-connections-exhausted", detail: "" });
    } else {
      this.clients.opened(socket, peerAddress);
      this.host.opened(this);
      if (isOpen(this.entrance)) this.connections.add(this.host.accept(socket, client, this));
      else this.letArrive(socket, client);
    }
  }

  /** Why a listener with so many connections does not take one from a peer; undefined where it does. */
  static refusal(
    spec: Pick<ListenerSpec, "maxConnections" | "private">,
    connections: number,
    peerAddress: string,
  ): FaultCode | undefined {
    if (connections >= spec.maxConnections) return "connections-exhausted";
    return spec.private && !isPrivateAddress(peerAddress) ? "listener-private" : undefined;
  }

  /**
   * Why an address is not let in: it is banned, denied, or one of its connections was ended for a flood.
   * Asked for the socket's peer, and for the client that a trusted hop's PROXY header told of.
   */
  refusalOf({ peerAddress }: ClientInfo): ConnectionRefusal | undefined {
    const { screen, trustedHops } = this.entrance;
    const screened = screenAddress(peerAddress, screen, this.host.lists, trustedHops);
    if (screened !== undefined) {
      const code = screened.kind === "ban" ? "address-banned" : "address-denied";
      return { code, detail: screened.detail };
    }
    const isPenalized = this.penalties.remainingMs(peerAddress, this.handler.now()) > 0;
    return isPenalized ? { code: "address-penalized", detail: "" } : this.floodRefusalOf(peerAddress);
  }

  private turnsAway(address: string): boolean {
    const kind = this.host.flood.turnsAway(address, this.cost, this);
    if (kind === undefined) return false;
    this.host.refusedUntold(`connection-${kind}`);
    return true;
  }

  /** What a connection counts for, in requests. */
  private get cost(): number {
    return this.entrance.tls === undefined ? 1 : HANDSHAKE_COST;
  }

  /** What a client sends through a hop is counted as its requests; the hop's connections are not its. */
  private floodRefusalOf(address: string): ConnectionRefusal | undefined {
    if (isTrustedHop(address, this.entrance.trustedHops)) return undefined;
    const refusal = this.host.flood.ask(address, "connection", this.cost, this);
    if (refusal === undefined || refusal === "newcomer") return undefined;
    const { kind, count } = refusal;
    const detail = count > 1 ? `${count} refusals of this client since the last line` : "";
    return { code: `connection-${kind}`, detail, isUntold: count === 0 };
  }

  /** A trusted hop is no client, and stands for many; whom a list lets in always is let in. */
  isExempt(address: string): boolean {
    const { screen, trustedHops } = this.entrance;
    return isLetIn(address, screen, this.host.lists, trustedHops);
  }

  penalize({ peerAddress }: ClientInfo): number {
    if (this.isExempt(peerAddress)) return 0;
    return this.penalties.begin(peerAddress, this.handler.now(), this.spec.http2Limits);
  }

  private refuse(socket: Socket, client: ClientInfo, refusal: ConnectionRefusal): void {
    this.tellRefusal(client, this.handler.now(), refusal);
    socket.on("error", () => {
      // Nobody waits for it.
    });
    socket.resetAndDestroy();
  }

  private tellRefusal(client: ClientInfo, sinceMs: number, refusal: ConnectionRefusal): void {
    const { code, detail, isUntold } = refusal;
    if (isUntold === true) this.host.refusedUntold(code);
    else this.host.refused(client, this, sinceMs, code, detail);
  }

  private letArrive(socket: Socket, client: ClientInfo): void {
    const { handler } = this;
    const timeoutMs = this.entrance.tls?.spec.handshakeTimeoutMs ?? handler.limits.headTimeoutMs;
    const arrival = new Arrival(socket, client, this.entrance, handler.now(), this);
    arrival.deadlineMs = handler.deadlines.after(timeoutMs);
    this.connections.add(arrival);
    handler.deadlines.add(arrival);
    arrival.start();
  }

  challengeFor(hello: ClientHello): ChallengeCertificate | undefined {
    return challengeFor(hello, this.host.challenges);
  }

  handshake(version: string, isResumed: boolean): void {
    this.host.handshake(this, version, isResumed);
  }

  arrived(arrival: Arrival, socket: Socket, client: ClientInfo): void {
    this.handler.deadlines.delete(arrival);
    this.forget(arrival);
    this.connections.add(this.host.accept(socket, client, this));
  }

  /** A connection whose protocol has become known takes the place of the one that waited for it. */
  replace(before: AcceptedConnection, connection: AcceptedConnection): void {
    this.forget(before);
    this.connections.add(connection);
  }

  turnedAway(arrival: Arrival, client: ClientInfo, refusal: ConnectionRefusal): void {
    this.tellRefusal(client, arrival.startedMs, refusal);
    this.left(arrival);
  }

  /** It is no connection of this listener any more. */
  forget(connection: AcceptedConnection): void {
    this.connections.delete(connection);
    this.room.closed(connection);
  }

  left(arrival: Arrival): void {
    this.handler.deadlines.delete(arrival);
    this.handler.closed(arrival);
  }

  /** Accepts no more. Idle connections are closed; busy ones close after their response. */
  stop(): void {
    this.isStopped = true;
    this.server.close();
    for (const connection of this.connections) {
      if (connection.isIdle || connection.isMultiplexed) connection.close();
    }
  }

  /** Cuts what is left. */
  cut(): number {
    const left = this.connections.size;
    for (const connection of this.connections) connection.cut();
    return left;
  }
}
