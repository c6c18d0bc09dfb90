// A connection on its way in: PROXY header, ClientHello, TLS handshake, identity, each where the listener
// asks for it. Ends as a socket that requests are read from and what is known of its client, or as a
// refusal.

import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ClientInfo, TlsFacts } from "#http/client-info.ts";
import { type AcceptedConnection, ARRIVAL_GRACE_MS } from "#http/server-handler.ts";
import type { Deadline } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { isTrustedHop } from "#network/client-address.ts";
import type { ChallengeCertificate } from "#snapshot/challenge-spec.ts";
import { type ClientHello, readClientHello } from "#tls/client-hello.ts";
import { ja4 } from "#tls/ja4.ts";
import { readProxyHeader } from "#tls/proxy-protocol.ts";
import { showChallenge } from "./acme-handshake.ts";
import { clientCertificateOf } from "./client-certificate.ts";
import { admitsCertificate, type Entrance } from "./entrance.ts";
import type { HandshakeOwner } from "./tls-acceptor.ts";

export type ConnectionRefusal = {
  readonly code: FaultCode;
  readonly detail: string;
  /** It is counted, and told of with a later one of the same client. */
  readonly isUntold?: boolean;
};

/** Hears how an arrival ends: one of the last three is called, once. */
export interface ArrivalHost {
  /** A handshake is over; the version is empty where it failed. */
  handshake(version: string, isResumed: boolean): void;
  /** Why a client that a PROXY header told of is refused; undefined where it is not. */
  refusalOf(client: ClientInfo): ConnectionRefusal | undefined;
  /** What an authority is shown that asks for proof of a name; undefined for everybody else. */
  challengeFor(hello: ClientHello): ChallengeCertificate | undefined;
  /** Requests may be read from `socket`; what came already was put back into it. */
  arrived(arrival: Arrival, socket: Socket, client: ClientInfo): void;
  turnedAway(arrival: Arrival, client: ClientInfo, refusal: ConnectionRefusal): void;
  /** The peer left without having sent a byte, as health checks of TCP do. */
  left(arrival: Arrival): void;
}

type Step = "proxy" | "hello" | "handshake" | "identity" | "over";

/** Bytes that may have to be kept until a header or hello is whole. */
const MAX_KEPT_BYTES = 65_536;

export class Arrival implements AcceptedConnection, Deadline, HandshakeOwner {
  deadlineMs = Number.POSITIVE_INFINITY;
  /** Monotonic ms. */
  readonly startedMs: number;
  /** A request may be on its way already. */
  readonly isIdle = false;
  readonly isMultiplexed = false;
  private readonly socket: Socket;
  private readonly entrance: Entrance;
  private readonly host: ArrivalHost;
  private client: ClientInfo;
  private step: Step;
  private kept: Buffer = Buffer.alloc(0);
  private hasSent = false;
  private hello: ClientHello | undefined;

  /** @param client what the socket itself tells */
  constructor(socket: Socket, client: ClientInfo, entrance: Entrance, startedMs: number, host: ArrivalHost) {
    this.socket = socket;
    this.client = client;
    this.entrance = entrance;
    this.startedMs = startedMs;
    this.host = host;
    this.step = entrance.proxyProtocol === "off" ? "hello" : "proxy";
  }

  start(): void {
    const { socket } = this;
    socket.on("error", this.onError);
    socket.on("close", this.onClose);
    if (this.step === "proxy" && this.entrance.proxyProtocol === "required" && !this.isFromTrustedHop()) {
      this.refuse("proxy-header-untrusted", "");
      return;
    }
    socket.on("readable", this.onReadable);
    socket.on("end", this.onEnd);
  }

  private isFromTrustedHop(): boolean {
    return isTrustedHop(this.client.peerAddress, this.entrance.trustedHops);
  }

  private readonly onReadable = (): void => {
    // Without an encoding a socket gives buffers, all that it has in one.
    const bytes: unknown = this.socket.read();
    if (!(bytes instanceof Buffer)) return;
    this.hasSent = true;
    this.kept = Buffer.concat([this.kept, bytes]);
    if (this.step === "proxy") this.readProxy();
    if (this.step === "hello") this.readHello();
  };

  private readProxy(): void {
    const reading = readProxyHeader(this.kept);
    if (reading.kind === "incomplete") return;
    if (reading.kind === "none") {
      if (this.entrance.proxyProtocol === "required") this.refuse("proxy-header-missing", "");
      else this.step = "hello";
      return;
    }
    if (!this.isFromTrustedHop()) {
      this.refuse("proxy-header-untrusted", "");
      return;
    }
    if (reading.kind === "malformed") {
      this.refuse("proxy-header-malformed", reading.detail);
      return;
    }
    const { ends } = reading;
    if (ends !== undefined) {
      const { sourceAddress, sourcePort, destinationPort } = ends;
      this.client = {
        ...this.client,
        peerAddress: sourceAddress,
        peerPort: sourcePort,
        localPort: destinationPort,
      };
      const refusal = this.host.refusalOf(this.client);
      if (refusal !== undefined) {
        this.turnAway(refusal);
        return;
      }
    }
    this.kept = this.kept.subarray(reading.bytes);
    this.step = "hello";
  }

  /** Whatever is no hello goes to TLS as well, which refuses it in its own words. */
  private readHello(): void {
    const { tls } = this.entrance;
    if (tls === undefined) {
      this.putBack();
      this.end();
      this.host.arrived(this, this.socket, this.client);
      return;
    }
    const hello = this.kept.length > MAX_KEPT_BYTES ? "malformed" : readClientHello(this.kept);
    if (hello === "incomplete") return;
    if (hello !== "malformed") this.hello = hello;
    const challenge = this.hello && this.host.challengeFor(this.hello);
    if (challenge !== undefined) {
      this.putBack();
      this.end();
      showChallenge(this.socket, challenge);
      this.host.left(this);
      return;
    }
    this.step = "handshake";
    this.putBack();
    // From here on TLS tells of a close, and whether it closed the connection itself.
    this.socket.off("close", this.onClose);
    tls.accept(this.socket, this);
  }

  /** Leaves the socket as if nothing but a PROXY header had been read of it. */
  private putBack(): void {
    this.stopReading();
    if (this.kept.length > 0) this.socket.unshift(this.kept);
    this.kept = Buffer.alloc(0);
  }

  private stopReading(): void {
    this.socket.off("readable", this.onReadable);
    this.socket.off("end", this.onEnd);
  }

  // ── TLS ──

  secured(socket: TLSSocket): void {
    if (this.step === "over") return;
    const { tls } = this.entrance;
    const certificate = clientCertificateOf(socket, tls?.spec.clientCertificates);
    const serverName = typeof socket.servername === "string" ? socket.servername.toLowerCase() : "";
    const facts: TlsFacts = {
      version: socket.getProtocol() ?? "",
      cipher: socket.getCipher().standardName,
      protocol: socket.alpnProtocol === false ? "" : (socket.alpnProtocol ?? ""),
      serverName,
      ja4: this.hello === undefined ? "" : ja4(this.hello),
      clientCertificate: certificate.kind === "verified" ? certificate.certificate : undefined,
      servedNames: tls?.namesServedTo(serverName),
    };
    this.client = { ...this.client, scheme: "https", tls: facts };
    this.step = "identity";
    this.host.handshake(facts.version, socket.isSessionReused());
    if (certificate.kind === "refused") this.refuse("client-certificate-refused", certificate.why);
    else if (!admitsCertificate(this.entrance, facts.clientCertificate)) {
      this.refuse("identity-refused", facts.clientCertificate?.subject.replaceAll("\n", ", ") ?? "");
    } else {
      this.end();
      this.host.arrived(this, socket, this.client);
    }
  }

  handshakeFailed(error: Error, verifyError: string): void {
    if (this.step === "over") return;
    const code = "code" in error ? String(error.code) : error.message;
    if (verifyError !== "") this.refuse("client-certificate-refused", verifyError);
    else if (code === NO_CERTIFICATE) this.refuse("client-certificate-required", "");
    else this.refuse("tls-handshake-failed", code);
  }

  // ── the end ──

  private readonly onError = (): void => {
    // `close` follows.
  };

  private readonly onEnd = (): void => this.gone();
  private readonly onClose = (): void => this.gone();

  private gone(): void {
    if (this.step === "over") return;
    if (this.hasSent) {
      const code = this.step === "proxy" ? "proxy-header-malformed" : "tls-handshake-failed";
      this.refuse(code, "the peer closed the connection");
      return;
    }
    this.end();
    this.socket.destroy();
    this.host.left(this);
  }

  onDeadline(): void {
    this.deadlineMs = Number.POSITIVE_INFINITY;
    if (this.step === "over") return;
    this.refuse(this.step === "proxy" ? "proxy-header-timeout" : "tls-handshake-timeout", "");
  }

  private refuse(code: FaultCode, detail: string): void {
    this.turnAway({ code, detail });
  }

  private turnAway(refusal: ConnectionRefusal): void {
    const isInTls = this.entrance.tls !== undefined && (this.step === "hello" || this.step === "handshake");
    this.end();
    if (isInTls) this.host.handshake("", false);
    this.socket.destroy();
    this.host.turnedAway(this, this.clientSoFar(), refusal);
  }

  /** Of a handshake that failed, what the ClientHello told. */
  private clientSoFar(): ClientInfo {
    const { client, hello } = this;
    if (client.tls !== undefined || hello === undefined) return client;
    const { serverName } = hello;
    const tls = { version: "", cipher: "", protocol: "", serverName, ja4: ja4(hello) };
    return {
      ...client,
      scheme: "https",
      tls: { ...tls, clientCertificate: undefined, servedNames: undefined },
    };
  }

  /** The socket is somebody else's from now on, or nobody's. */
  private end(): void {
    this.stopReading();
    this.step = "over";
    this.socket.off("close", this.onClose);
    // An error of a socket that nobody listens to would end the thread: our deaf listener stays.
  }

  // ── as a connection of its listener ──

  /** There is no request to hold back yet. */
  unhold(): void {
    // Nothing was held.
  }

  /** The handshake may be followed by a request: it has its time. */
  close(): void {
    // The deadline ends it.
  }

  cut(): void {
    this.refuse("draining", "");
  }

  makeWay(nowMs: number): boolean {
    if (this.step === "over" || nowMs - this.startedMs < ARRIVAL_GRACE_MS) return false;
    this.onDeadline();
    return true;
  }
}

const NO_CERTIFICATE = "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE";
