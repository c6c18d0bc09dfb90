// What a node knows of where addresses are, as plain tables beside its snapshot.

import type { PrefixTable } from "#kernel/prefix-set.ts";
import type { DataFacts } from "#network/address-data.ts";

export type GeoSource = {
  /** Says whether two were read from the same bytes. */
  readonly digest: string;
  readonly table: PrefixTable;
  readonly facts: DataFacts;
};

/** Undefined where nobody asks. */
export type GeoParts = {
  readonly countries: GeoSource | undefined;
  readonly asns: GeoSource | undefined;
};

export const noGeo: GeoParts = { countries: undefined, asns: undefined };
