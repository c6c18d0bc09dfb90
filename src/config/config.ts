// A configuration that was read and found right: typed, defaults filled in, lists read from their files, and
// the place of every value kept for those who find something wrong with it later.

import type { Prefix } from "#kernel/address.ts";
import type { ErrorPage } from "./error-pages.ts";
import type { Places } from "./places.ts";
import type { PoolPem } from "./pool-tls.ts";
import type { WrittenConfig } from "./schema.ts";

export type Config = Omit<WrittenConfig, "include" | "node" | "networks" | "trustedHops"> & {
  readonly node: { readonly name: string; readonly workers: number; readonly drainTimeout: number };
  /** In the order of the file. */
  readonly networks: ReadonlyMap<string, readonly Prefix[]>;
  readonly trustedHops: readonly Prefix[];
  /** The texts of the error responses that stand in files. */
  readonly pages: ReadonlyMap<ErrorPage, string>;
  /** The texts of the PEM files that a `tls` names, by that object. */
  readonly tlsFiles: ReadonlyMap<object, TlsFiles>;
  /** What stands in the files that pools name, by pool. */
  readonly poolPems: ReadonlyMap<string, PoolPem>;
  /** Knows every object, map and list of this configuration but `node`, `sinkpools` and those above. */
  readonly places: Places;
};

/** PEM texts; empty where no file was named. */
export type TlsFiles = { readonly ca: string; readonly certificate: string; readonly key: string };

export type AccessSink = Config["accessLog"]["sinks"][number];

type MapValue<M> = M extends ReadonlyMap<string, infer V> ? V : never;

export type Site = MapValue<Config["sites"]>;
export type Route = MapValue<Site["routes"]>;
export type Target = Route["target"];
export type Pool = MapValue<Config["pools"]>;
