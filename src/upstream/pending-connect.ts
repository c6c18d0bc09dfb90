// A connection to a member being opened, bounded in time: each of its addresses in turn, or of those of the
// proxy that leads to it, the PROXY header where it is asked for, TLS, and the protocol that was agreed on.

import { connect, isIP, type Socket, type TcpNetConnectOpts } from "node:net";
import { TLSSocket } from "node:tls";
import { Transport } from "#http/transport.ts";
import type { Deadline, Deadlines } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { openTunnel } from "./proxy-tunnel.ts";
import type { TlsOrigin } from "./tls-origin.ts";

/** The addresses of a member: fixed, or those of its name. */
export interface AddressSource {
  readonly addresses: readonly string[];
  whenKnown(callback: (failure: string) => void): void;
}

/** What a proxy is asked for; `port` is the proxy's own. */
type TunnelTarget = {
  readonly port: number;
  readonly authorization: string;
  /** The member's host, and as `host:port`. */
  readonly host: string;
  readonly authority: string;
};

export type ConnectTarget = {
  readonly port: number;
  /** Undefined: straight. Else the addresses are the proxy's. */
  readonly tunnel: TunnelTarget | undefined;
  readonly addresses: AddressSource;
  readonly connectTimeoutMs: number;
  /** The local address to connect from; empty for the system's choice. */
  readonly sourceAddress: string;
  readonly tls: TlsOrigin | undefined;
  /** The connection's owner reads the socket itself, not by the transport. */
  readonly isBare: boolean;
};

/** Hears of the outcome once, never from within the constructor. */
export interface ConnectListener {
  /** `protocol` is what ALPN agreed on; empty without TLS, or where the member said nothing. */
  opened(transport: Transport, address: string, protocol: string): void;
  notOpened(code: FaultCode, detail: string): void;
}

export class PendingConnect implements Deadline {
  deadlineMs: number;
  private readonly target: ConnectTarget;
  private readonly deadlines: Deadlines;
  private readonly now: () => number;
  /** Sent before everything else; empty for nothing. */
  private readonly proxyHeader: string;
  private listener: ConnectListener | undefined;
  private readonly endMs: number;
  private order: readonly string[] = [];
  private at = 0;
  private address = "";
  private transport: Transport | undefined;
  private plainSocket: Socket | undefined;
  /** Asks a proxy. */
  private opening: AbortController | undefined;
  private isSecuring = false;

  /** @param turn rotates among several addresses of one family */
  constructor(
    target: ConnectTarget,
    services: { readonly deadlines: Deadlines; readonly now: () => number },
    turn: number,
    proxyHeader: string,
    listener: ConnectListener,
  ) {
    this.target = target;
    this.deadlines = services.deadlines;
    this.now = services.now;
    this.proxyHeader = proxyHeader;
    this.listener = listener;
    this.endMs = services.now() + target.connectTimeoutMs;
    this.deadlineMs = this.endMs;
    services.deadlines.add(this);
    const { addresses } = target;
    if (addresses.addresses.length > 0) this.begin(turn);
    else addresses.whenKnown((failure) => this.named(turn, failure));
  }

  private named(turn: number, failure: string): void {
    if (this.listener === undefined) return;
    if (failure === "") this.begin(turn);
    else this.fail("name-unresolved", failure);
  }

  private begin(turn: number): void {
    const { addresses, sourceAddress } = this.target;
    this.order = orderOf(addresses.addresses, turn, isIP(sourceAddress));
    if (this.order.length > 0) this.next();
    else queueMicrotask(() => this.fail("connect-failed", `no address of the family of ${sourceAddress}`));
  }

  private next(): void {
    this.address = this.order[this.at] ?? "";
    const nowMs = this.now();
    this.deadlineMs = nowMs + (this.endMs - nowMs) / (this.order.length - this.at);
    this.isSecuring = false;
    const { port, sourceAddress, tls, isBare, tunnel } = this.target;
    if (tunnel !== undefined) {
      this.openThrough(tunnel);
      return;
    }
    const source = sourceAddress === "" ? {} : { localAddress: sourceAddress };
    const options = { host: this.address, port, noDelay: true, keepAlive: true, ...source };
    if (tls === undefined) this.openPlain(options);
    else if (this.proxyHeader === "")
      this.openTls(Transport.connectTls({ ...options, ...tls.options(this.address) }, isBare), tls);
    else this.openTlsBehindHeader(options, tls);
  }

  private openPlain(options: TcpNetConnectOpts): void {
    const transport = Transport.connect(options, this.target.isBare);
    this.transport = transport;
    transport.socket.once("error", (error) => this.failedHere(transport.socket, error));
    transport.socket.once("connect", () => {
      if (this.proxyHeader !== "") transport.write(this.proxyHeader);
      // Who takes a bare socket writes past the transport.
      transport.flush();
      this.done("");
    });
  }

  private openTls(transport: Transport, tls: TlsOrigin): void {
    this.transport = transport;
    const { socket } = transport;
    if (!(socket instanceof TLSSocket)) throw new TypeError("a TLS transport without a TLS socket");
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    socket.once("error", (error) => this.failedHere(socket, error));
    socket.once("connect", () => {
      this.isSecuring = true;
    });
    socket.on("session", (session) => tls.keepSession(session));
    socket.once("secureConnect", () => this.done(socket.alpnProtocol || ""));
  }

  /** The header goes before the handshake, so TLS is laid over a connection that stands. */
  private openTlsBehindHeader(options: TcpNetConnectOpts, tls: TlsOrigin): void {
    const plain = connect(options);
    this.plainSocket = plain;
    plain.once("error", (error) => this.failedHere(plain, error));
    plain.once("connect", () => {
      if (this.plainSocket !== plain) return;
      plain.write(this.proxyHeader, "latin1");
      this.secure(plain, tls, this.address);
    });
  }

  /** @param host what the certificate must hold for where the origin has no name */
  private secure(plain: Socket, tls: TlsOrigin, host: string): void {
    const options = { ...tls.options(host), socket: plain };
    this.openTls(Transport.connectTls(options, this.target.isBare), tls);
    this.isSecuring = true;
  }

  private openThrough(tunnel: TunnelTarget): void {
    const { address } = this;
    const opening = new AbortController();
    this.opening = opening;
    const { sourceAddress: localAddress } = this.target;
    openTunnel({ ...tunnel, host: address, localAddress, signal: opening.signal }).then(
      (socket) => {
        if (this.opening === opening) this.ledThrough(socket, tunnel);
        else socket.destroy();
      },
      (error: Error) => {
        if (this.opening !== opening) return;
        this.giveUpHere("connect-failed", `the proxy ${address}, port ${tunnel.port}: ${error.message}`);
      },
    );
  }

  /** What follows is between the member and us. */
  private ledThrough(socket: Socket, { host }: TunnelTarget): void {
    this.opening = undefined;
    this.plainSocket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    socket.once("error", (error) => this.failedHere(socket, error));
    const { tls, isBare } = this.target;
    if (this.proxyHeader !== "") socket.write(this.proxyHeader, "latin1");
    if (tls !== undefined) {
      this.secure(socket, tls, host);
      return;
    }
    this.transport = Transport.over(socket, isBare);
    this.done("");
  }

  /** Errors of a connection that was given up before say nothing. */
  private isCurrent(socket: Socket): boolean {
    return socket === this.transport?.socket || socket === this.plainSocket;
  }

  private failedHere(socket: Socket, error: NodeJS.ErrnoException): void {
    if (this.listener === undefined || !this.isCurrent(socket)) return;
    const code = this.isSecuring ? tlsFault(socket) : tcpFault(error);
    this.giveUpHere(code, `${this.address}: ${error.message}`);
  }

  onDeadline(): void {
    if (this.listener === undefined) return;
    this.giveUpHere("connect-timeout", `no connection in ${this.target.connectTimeoutMs} ms`);
  }

  private giveUpHere(code: FaultCode, detail: string): void {
    this.discard();
    this.at++;
    if (this.at < this.order.length && this.now() < this.endMs) this.next();
    else this.fail(code, detail);
  }

  private done(protocol: string): void {
    const { transport } = this;
    if (transport === undefined) return;
    this.settle()?.opened(transport, this.address, protocol);
  }

  private fail(code: FaultCode, detail: string): void {
    this.settle()?.notOpened(code, detail);
  }

  /** Nobody waits for it any more. True where it was under way. */
  cancel(): boolean {
    if (this.settle() === undefined) return false;
    this.discard();
    return true;
  }

  private discard(): void {
    const { opening } = this;
    this.opening = undefined;
    opening?.abort();
    this.transport?.destroy();
    this.plainSocket?.destroy();
    this.transport = undefined;
    this.plainSocket = undefined;
  }

  /** Undefined where it is settled already. */
  private settle(): ConnectListener | undefined {
    const { listener } = this;
    this.listener = undefined;
    this.deadlines.delete(this);
    return listener;
  }
}

/** The system's favourite family first, its addresses in turn; only `family` (4 or 6) where that is not 0. */
function orderOf(addresses: readonly string[], turn: number, family: number): readonly string[] {
  if (family !== 0)
    return rotated(
      addresses.filter((address) => isIP(address) === family),
      turn,
    );
  if (addresses.length === 1) return addresses;
  const favourite = isIP(addresses[0] ?? "");
  const others = addresses.filter((address) => isIP(address) !== favourite);
  return [
    ...rotated(
      addresses.filter((address) => isIP(address) === favourite),
      turn,
    ),
    ...others,
  ];
}

function rotated(addresses: readonly string[], turn: number): readonly string[] {
  const start = addresses.length === 0 ? 0 : turn % addresses.length;
  return start === 0 ? addresses : [...addresses.slice(start), ...addresses.slice(0, start)];
}

function tcpFault(error: NodeJS.ErrnoException): FaultCode {
  return error.code === "ECONNREFUSED" ? "connect-refused" : "connect-failed";
}

function tlsFault(socket: Socket): FaultCode {
  const isCertificate = socket instanceof TLSSocket && Boolean(socket.authorizationError);
  return isCertificate ? "upstream-certificate-refused" : "upstream-tls-failed";
}
