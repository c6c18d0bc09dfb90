// Who is at the other end of a connection, as far as the connection itself tells.

import type { X509Certificate } from "node:crypto";

export type ClientInfo = {
  /** Textual IP address of the peer: of the socket, or told by a trusted hop's PROXY header. */
  readonly peerAddress: string;
  readonly peerPort: number;
  readonly scheme: "http" | "https";
  /** The address and port that the client connected to. */
  readonly localAddress: string;
  readonly localPort: number;
  /** Undefined where the connection is not encrypted. */
  readonly tls: TlsFacts | undefined;
};

/** What a TLS handshake showed. */
export type TlsFacts = {
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly version: string;
  readonly cipher: string;
  /** What ALPN agreed on, such as `h2`; empty where the client offered nothing. */
  readonly protocol: string;
  /** The name that the client asked for (SNI), lower case; empty where it named none. */
  readonly serverName: string;
  /** The JA4 fingerprint of the ClientHello; empty where it could not be read. */
  readonly ja4: string;
  /** Undefined where the client showed no certificate, or one that was not accepted. */
  readonly clientCertificate: ClientCertificate | undefined;
  /** The names of the certificate that the client was shown. */
  readonly servedNames: ServedNames | undefined;
};

/** The names of a server's certificate. */
export interface ServedNames {
  /** Undefined where the certificate is not good for the host. */
  find(host: string): unknown;
}

/** A client certificate that a configured authority vouches for. */
export type ClientCertificate = {
  /** The subject's distinguished name as Node prints it, one attribute per line. */
  readonly subject: string;
  /** SHA-256 over the DER form, lower-case hex without colons. */
  readonly fingerprint: string;
  /** Subject alternative names, each with its kind: `DNS:a.example`, `URI:spiffe://…`. */
  readonly names: readonly string[];
  readonly x509: X509Certificate;
  /** PEM: those that may vouch for it, one of which does. */
  readonly authorities: readonly string[];
  /** Revocation lists were looked at. */
  readonly isRevocationKnown: boolean;
};
