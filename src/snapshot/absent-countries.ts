// Rules that ask where an address is on a node that cannot know: they never match, which nobody would notice.

import type { Config } from "#config/config.ts";
import { needsCountries } from "#config/networks.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import type { Program } from "#waf/waf.ts";

export function absentCountries(program: Program, config: Config): readonly Diagnostic[] {
  if (needsCountries(config)) return [];
  const rules = program.phases.flat().filter((item) => item.kind === "rule");
  const calls = rules.flatMap(({ links }) => links.flatMap(({ operator }) => operator ?? []));
  return calls
    .filter(({ name }) => name === "geoLookup")
    .map(({ place }) => ({
      ...place,
      severity: "warning",
      code: "no-country-data",
      message: "the operator geoLookup finds nothing, for the node has no data on countries",
      hint: "write `geo` into the configuration: `geo: { countries: bundled }`",
    }));
}
