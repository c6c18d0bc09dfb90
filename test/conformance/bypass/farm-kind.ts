// A kind of backend of the farm: how it is planted, what the gateway is told of it, and by which commands it
// can be seen that it is open. The audit sees none of this but the configuration.

import type { ProbeId, Verdict } from "#posture/bypass-report.ts";
import type { FarmCertificates } from "./farm-certificates.ts";

/** Where a backend stands. No two of a farm share an address. */
export type Plot = {
  readonly name: string;
  readonly address: string;
  /** A second one, for what stayed behind. */
  readonly oldAddress: string;
  readonly port: number;
  /** One of the ports that the audit is told to try. */
  readonly otherPort: number;
  readonly keyId: string;
  readonly secret: string;
  readonly certificates: FarmCertificates;
  /** The answers change from request to request. */
  readonly isDynamic: boolean;
};

export type Planted = {
  readonly isTls?: boolean;
  /** Entries of the pool, such as `assertion: …`. */
  readonly pool: readonly string[];
  /** Entries of the pool in `audit.bypass.pools`. */
  readonly known?: readonly string[];
  /** Servers of Node; the farm ends them. */
  readonly start?: () => Promise<readonly { readonly close: () => void }[]>;
  /** Blocks `server` of the farm's nginx. */
  readonly nginx?: string;
  /**
   * Arguments of curl, in their order, with what comes of each: 2xx or 101 where it is `in`. For a hole they
   * show that it is open; for a closed backend, that the gateway gets in and others do not.
   */
  readonly shown: readonly { readonly curl: readonly string[]; readonly is: "in" | "out" }[];
};

export type FarmKind = {
  readonly name: string;
  readonly verdict: Verdict;
  /** Probes that have to find it, all of them. */
  readonly holes: readonly ProbeId[];
  /** Probes that may find it as well, for the same mistake opens that way too. */
  readonly also?: readonly ProbeId[];
  readonly plant: (plot: Plot) => Planted;
};
