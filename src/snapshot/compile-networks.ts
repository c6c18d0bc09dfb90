// Named networks of a configuration → the tables that workers ask.

import type { Config } from "#config/config.ts";
import type { Network } from "#config/networks.ts";
import { selectAddresses } from "#network/address-data.ts";
import { countryNumber, UNKNOWN_COUNTRY } from "#network/country-table.ts";
import { tableOfEntries } from "#network/ending-entries.ts";
import type { GeoParts, GeoSource } from "./geo-parts.ts";
import type { NetworkSpec } from "./snapshot.ts";

export function compileNetworks({ networks }: Config, geo: GeoParts): NetworkSpec[] {
  return [...networks].map(([name, network]) => ({
    name,
    isFeed: network.kind === "feed",
    table: tableOfNetwork(network, geo),
  }));
}

function tableOfNetwork(network: Network, geo: GeoParts): NetworkSpec["table"] {
  switch (network.kind) {
    case "prefixes":
      return tableOfEntries(network.entries);
    case "countries":
      return selected(geo.countries, new Set(network.countries.map(countryValue)));
    case "asns":
      return selected(geo.asns, new Set(network.asns));
    case "feed":
      return tableOfEntries([]);
  }
}

/** What the data does not know has no value in it. */
const countryValue = (code: string): number => (code === UNKNOWN_COUNTRY ? -1 : countryNumber(code));

function selected(source: GeoSource | undefined, wanted: ReadonlySet<number>): NetworkSpec["table"] {
  return source === undefined
    ? tableOfEntries([])
    : { prefixes: selectAddresses(source.table, wanted), ends: undefined };
}
