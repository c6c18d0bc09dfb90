// What the proxy bench asks of a server under test. One file per server gives one.

import type { ServerProcess } from "../load/server-process.ts";

export type PeerName =
  | "nginx"
  | "haproxy"
  | "node-undici"
  | "node-undici-dispatch"
  | "portcullis"
  | "portcullis-edge";

export type PeerSetting = {
  /** The server's own empty directory: its configuration and its files. */
  readonly directory: string;
  readonly port: number;
  /** The port for the server's own administration, where it has one. */
  readonly adminPort: number;
  readonly upstreamPort: number;
  /** Where the server writes one line per request. */
  readonly accessLog: string;
  /** PEM files of the certificate to serve by; undefined: plain HTTP. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  /** The core that it is pinned to; undefined where there is only one. */
  readonly core: number | undefined;
};

/** What Portcullis chooses of the clients' offers in TLS 1.3; the others choose AES-256 unless told. */
export const BENCH_CIPHER = "TLS_AES_128_GCM_SHA256";

/** Where the server is asked whether it serves. */
export const urlOf = ({ port, tls }: PeerSetting): string =>
  `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}/`;

export type Peer = {
  readonly name: PeerName;
  readonly title: string;
  /** The Debian package that brings it; empty where it needs none. */
  readonly debianPackage: string;
  version(): Promise<string>;
  start(setting: PeerSetting): Promise<ServerProcess>;
};
