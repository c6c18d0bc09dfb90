// TLS of one listener: takes sockets whose ClientHello was looked at and put back, does the handshake with
// the certificate that the name asks for, and hands back encrypted connections. Never listens itself.

import { createHash, constants as cryptoConstants } from "node:crypto";
import type { Socket } from "node:net";
import {
  createSecureContext,
  createServer,
  type SecureContext,
  type SecureContextOptions,
  type Server,
  type TLSSocket,
} from "node:tls";
import { isDeepStrictEqual } from "node:util";
import { carrierOf } from "#http/carrier.ts";
import type { CertificateSpec, ListenerTlsSpec } from "#snapshot/listener-spec.ts";
import { CertificateNameTable } from "#tls/certificate-names.ts";
import { verifyErrorOf } from "./client-certificate.ts";

/** Hears how a handshake went; one of the two is called, once. */
export interface HandshakeOwner {
  secured(socket: TLSSocket): void;
  /** @param verifyError OpenSSL's word on the client's certificate; empty where that was not it */
  handshakeFailed(error: Error, verifyError: string): void;
}

/** A certificate in use. */
type Served = {
  readonly spec: CertificateSpec;
  readonly context: SecureContext;
  readonly names: CertificateNameTable<true>;
};

/** Forward secrecy and authenticated encryption only; with TLS 1.3 there is nothing else. */
const CIPHERS = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
].join(":");

export class TlsAcceptor {
  readonly spec: ListenerTlsSpec;
  private readonly settings: SecureContextOptions;
  private readonly served: readonly Served[];
  private readonly byName = new CertificateNameTable<Served>();
  private readonly server: Server;
  private readonly handshakes = new WeakMap<Socket, HandshakeOwner>();

  private constructor(spec: ListenerTlsSpec, settings: SecureContextOptions, served: readonly Served[]) {
    const [first] = served;
    if (first === undefined) throw new Error("a TLS listener has no certificate");
    this.spec = spec;
    this.settings = settings;
    this.served = served;
    for (const each of served) this.byName.add(each.spec.names, each);
    this.server = this.newServer(first.spec);
  }

  /**
   * Builds one, certificate by certificate. Those that `previous` serves already are taken from it. Throws
   * OpenSSL's error where a certificate cannot be used.
   */
  static *build(
    listener: string,
    spec: ListenerTlsSpec,
    previous: TlsAcceptor | undefined,
  ): Generator<undefined, TlsAcceptor> {
    if (previous !== undefined && isDeepStrictEqual(spec, previous.spec)) return previous;
    const settings = settingsOf(listener, spec);
    const known =
      previous !== undefined && isDeepStrictEqual(settings, previous.settings) ? previous.served : [];
    const served: Served[] = [];
    for (const certificate of spec.certificates) {
      const same = known.find((each) => isDeepStrictEqual(each.spec, certificate));
      served.push(same ?? serve(certificate, settings));
      yield;
    }
    return new TlsAcceptor(spec, settings, served);
  }

  /** Session tickets are made and read by the server's own context, whichever certificate is served. */
  private newServer({ chain, key }: CertificateSpec): Server {
    const { clientCertificates, ticketKeys, handshakeTimeoutMs, protocols } = this.spec;
    const server = createServer({
      ...this.settings,
      cert: chain,
      key,
      // Without keys of the node's, Node makes some that this worker alone knows.
      ...(ticketKeys === undefined ? {} : { ticketKeys: Buffer.from(ticketKeys.bytes, "base64") }),
      ALPNProtocols: [...protocols],
      requestCert: clientCertificates.mode !== "off",
      rejectUnauthorized: clientCertificates.mode === "required",
      // Whoever hands sockets over has a time-out of its own; this one only has to be later.
      handshakeTimeout: 2 * handshakeTimeoutMs,
      SNICallback: (name, callback) => callback(null, this.byName.find(name.toLowerCase())?.context),
    });
    server.on("secureConnection", (socket) => this.take(socket)?.secured(socket));
    server.on("tlsClientError", (error, socket) => {
      this.take(socket)?.handshakeFailed(error, verifyErrorOf(socket));
    });
    server.on("OCSPRequest", (certificate, _issuer, callback) => callback(null, this.staple(certificate)));
    return server;
  }

  private take(socket: TLSSocket): HandshakeOwner | undefined {
    const carrier = carrierOf(socket);
    const owner = this.handshakes.get(carrier);
    this.handshakes.delete(carrier);
    return owner;
  }

  /** Begins the handshake on a socket; what was read of it must have been put back by `unshift`. */
  accept(socket: Socket, owner: HandshakeOwner): void {
    this.handshakes.set(socket, owner);
    this.server.emit("connection", socket);
  }

  /** A client's own request for the status is better than a stale answer: an old one is not given. */
  private staple(certificate: Buffer): Buffer | null {
    const served = this.served.find(({ spec }) => spec.ocsp !== undefined && isLeafOf(certificate, spec));
    const ocsp = served?.spec.ocsp;
    return ocsp === undefined || ocsp.expiresAtMs <= Date.now() ? null : Buffer.from(ocsp.response, "base64");
  }

  /** The names of the certificate that a client which asked for this name was shown. */
  namesServedTo(serverName: string): CertificateNameTable<true> | undefined {
    return (this.byName.find(serverName) ?? this.served[0])?.names;
  }
}

function settingsOf(listener: string, spec: ListenerTlsSpec): SecureContextOptions {
  const { mode, authorities, revocationLists } = spec.clientCertificates;
  const trust = mode === "off" ? {} : { ca: [...authorities], crl: [...revocationLists] };
  return {
    ...trust,
    minVersion: spec.minVersion,
    ciphers: CIPHERS,
    secureOptions: cryptoConstants.SSL_OP_NO_RENEGOTIATION,
    // A session keeps its client certificate: where another listener, other authorities or another
    // revocation list judge, it must not resume.
    sessionIdContext: createHash("sha256")
      .update(JSON.stringify([listener, mode, authorities, revocationLists]))
      .digest("hex")
      .slice(0, 32),
  };
}

function serve(spec: CertificateSpec, settings: SecureContextOptions): Served {
  const names = new CertificateNameTable<true>();
  names.add(spec.names, true);
  const context = createSecureContext({ ...settings, cert: spec.chain, key: spec.key });
  return { spec, context, names };
}

/** @param der of a certificate */
function isLeafOf(der: Buffer, { chain }: CertificateSpec): boolean {
  const end = chain.indexOf("-----END");
  const start = chain.indexOf("\n") + 1;
  return chain.slice(start, end).replaceAll("\n", "") === der.toString("base64");
}
