// A configuration that was read and found right: typed, defaults filled in, lists read from their files, and
// the place of every value kept for those who find something wrong with it later.

import type { AcmeSpec } from "#acme/acme-spec.ts";
import type { Prefix } from "#kernel/address.ts";
import type { ServerCertificate } from "#tls/certificate.ts";
import type { ErrorPage } from "./error-pages.ts";
import type { Network } from "./networks.ts";
import type { Places } from "./places.ts";
import type { AuditPems, PoolPem } from "./pool-tls.ts";
import type { WrittenConfig } from "./schema.ts";

export type Config = Omit<WrittenConfig, "include" | "node" | "networks" | "trustedHops" | "certificates"> & {
  readonly node: { readonly name: string; readonly workers: number; readonly drainTimeout: number };
  /** In the order of the file. */
  readonly networks: ReadonlyMap<string, Network>;
  readonly trustedHops: readonly Prefix[];
  /** The texts of the error responses that stand in files. */
  readonly pages: ReadonlyMap<ErrorPage, string>;
  /** The texts of the PEM files that a `tls` names, by that object. */
  readonly tlsFiles: ReadonlyMap<object, TlsFiles>;
  /** What stands in the files that pools name, by pool. */
  readonly poolPems: ReadonlyMap<string, PoolPem>;
  /** What stands in the files that the bypass audit names. */
  readonly auditPems: AuditPems;
  /** Read from their files, in the order of the file. */
  readonly certificates: ReadonlyMap<string, LoadedCertificate>;
  /** Those that an authority issues to the node, in the order of the file. */
  readonly acme: ReadonlyMap<string, AcmeSpec>;
  /** By listener: whose client certificates are accepted. */
  readonly clientTrust: ReadonlyMap<string, ClientTrust>;
  /** Knows every object, map and list of this configuration but `node`, `sinkpools` and those above. */
  readonly places: Places;
};

/** PEM texts; empty where no file was named. */
export type TlsFiles = { readonly ca: string; readonly certificate: string; readonly key: string };

export type AccessSink = Config["accessLog"]["sinks"][number];

/** An OCSP response to staple. */
export type OcspStaple = {
  /** DER in base64. */
  readonly response: string;
  /** Ms since the epoch; Infinity where it names no end. */
  readonly expiresAtMs: number;
};

export type LoadedCertificate = ServerCertificate & { readonly ocsp: OcspStaple | undefined };

/** PEM texts. */
export type ClientTrust = {
  readonly authorities: readonly string[];
  readonly revocationLists: readonly string[];
};

/** What the TLS part of a configuration names, read. */
export type LoadedTls = {
  readonly certificates: ReadonlyMap<string, LoadedCertificate>;
  readonly acme: ReadonlyMap<string, AcmeSpec>;
  readonly trust: ReadonlyMap<string, ClientTrust>;
  /** Names of certificates that could not be used as they are on disk. */
  readonly failures: readonly string[];
};

type MapValue<M> = M extends ReadonlyMap<string, infer V> ? V : never;

export type Site = MapValue<Config["sites"]>;
export type Route = MapValue<Site["routes"]>;
export type Target = Route["target"];
export type Pool = MapValue<Config["pools"]>;
export type Backend = MapValue<Config["backends"]>;
export type Api = MapValue<Config["apis"]>;
export type Operation = MapValue<Api["operations"]>;
export type Product = MapValue<Config["products"]>;
export type Subscription = MapValue<Config["subscriptions"]>;
export type WafPolicy = MapValue<Config["wafPolicies"]>;
