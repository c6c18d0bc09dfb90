// How a member is spoken to through TLS: the context that its pool's members share, the name that its
// certificate must hold for, and the session to resume.

import { isIP } from "node:net";
import { type ConnectionOptions, createSecureContext, type SecureContext } from "node:tls";

export type TlsSettings = {
  /** PEM: the only authorities that are believed; empty for those that come with Node. */
  readonly ca: string;
  /** PEM: what the gateway shows of itself (mTLS); empty for nothing. */
  readonly certificate: string;
  readonly key: string;
  /** Asked for (SNI) and verified instead of the member's own host; empty for that. */
  readonly serverName: string;
  /** False accepts any certificate: the connection is encrypted, to whoever answers. */
  readonly verify: boolean;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
};

/** Throws where the PEM texts are none; a configuration that was loaded has looked at them. */
export function createTlsContext(settings: TlsSettings): SecureContext {
  const { ca, certificate, key, minVersion } = settings;
  return createSecureContext({
    ...(ca === "" ? {} : { ca }),
    ...(certificate === "" ? {} : { cert: certificate, key }),
    minVersion,
  });
}

export class TlsOrigin {
  private readonly context: SecureContext;
  private readonly serverName: string;
  private readonly verify: boolean;
  private readonly protocol: string;
  private session: Buffer | undefined;

  /** @param protocol the one that ALPN offers */
  constructor(context: SecureContext, settings: TlsSettings, host: string, protocol: "h2" | "http/1.1") {
    this.context = context;
    this.serverName = settings.serverName === "" ? host : settings.serverName;
    this.verify = settings.verify;
    this.protocol = protocol;
  }

  /** For a connection to one of the origin's addresses. */
  options(address: string): ConnectionOptions {
    const { context, serverName, verify, protocol, session } = this;
    return {
      host: address,
      secureContext: context,
      // RFC 6066 §3: an address is never asked for by name; it is verified all the same, as `host`.
      servername: isIP(serverName) === 0 ? serverName : "",
      rejectUnauthorized: verify,
      ALPNProtocols: [protocol],
      ...(session === undefined ? {} : { session }),
    };
  }

  /** Keeps a session for the next connection; a backend may give several. */
  keepSession(session: Buffer): void {
    this.session = session;
  }
}
