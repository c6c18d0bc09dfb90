// One address of one backend as the audit sees it, with all that is needed to speak to it as the gateway
// does and as an intruder would.

import type { AssertionSettings } from "#upstream/assertion-signer.ts";
import type { TlsSettings } from "#upstream/tls-origin.ts";

export type AuditTarget = {
  readonly pool: string;
  /** The member's URL. */
  readonly member: string;
  readonly memberHost: string;
  /** An IP address. */
  readonly address: string;
  readonly port: number;
  readonly isTls: boolean;
  /** Its members speak HTTP/2 to the gateway. */
  readonly isHttp2: boolean;
  readonly proxyProtocol: "none" | "v1" | "v2";
  /** `Host`, as the gateway sends it. */
  readonly host: string;
  readonly canary: string;
  /** A path that nobody has. */
  readonly randomPath: string;
  readonly bodyPath: string | undefined;
  /** The path that the guard lets pass without proof. */
  readonly healthPath: string | undefined;
  readonly assertion: AssertionSettings | undefined;
  /** For TLS members. */
  readonly tls: TlsSettings | undefined;
  /** Further addresses of the backend, each to be tried on the member's port and the others. */
  readonly doors: readonly string[];
  /** The same of those that are not proven to be ours: they get no request. */
  readonly foreignDoors: readonly string[];
  /** Names to ask for beside its own. */
  readonly hostVariants: readonly string[];
  /** The same canary by way of the gateway; undefined where no route leads there. */
  readonly gateway: GatewayPath | undefined;
};

export type GatewayPath = {
  readonly address: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly host: string;
  readonly target: string;
};

/** Does the gateway show anything to this backend that others cannot? */
export const hasProof = ({ assertion, tls }: AuditTarget): boolean =>
  assertion !== undefined || showsCertificate(tls);

export const showsCertificate = (tls: TlsSettings | undefined): boolean =>
  tls !== undefined && tls.certificate !== "";

export type PemPair = { readonly certificate: string; readonly key: string };

export type AuditSettings = {
  /** Only the probes of a light audit. */
  readonly isLight: boolean;
  readonly timeoutMs: number;
  readonly intervalMs: number;
  readonly ports: readonly number[];
  readonly specPaths: readonly string[];
  readonly staticHeaders: readonly (readonly [name: string, value: string])[];
  readonly shared: PemPair | undefined;
  readonly expired: PemPair | undefined;
  /** The value of `X-Bypass-Audit`. */
  readonly auditId: string;
};
