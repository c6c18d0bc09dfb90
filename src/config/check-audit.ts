// Cross checks of the audit: pools that it names and that do not exist, and canaries that prove nothing.

import type { Config } from "./config.ts";
import type { Report } from "./report.ts";
import { quoted } from "./tree.ts";

export function checkAudit(config: Config, report: Report): void {
  const { places } = config;
  const { pools } = config.audit.bypass;
  for (const [name, known] of pools) {
    if (!config.pools.has(name)) {
      const hint = `the pools are ${[...config.pools.keys()].map(quoted).join(", ")}`;
      report.error(places.key(pools, name), "unknown-pool", `there is no pool ${quoted(name)}`, hint);
      continue;
    }
    const { healthPath } = known;
    const canary = known.canary ?? config.pools.get(name)?.healthCheck?.path;
    if (healthPath === undefined || canary !== healthPath) continue;
    const message = `the canary of ${quoted(name)} is the path that its guard lets pass without proof`;
    const hint = "name another one: canary: /version";
    report.error(places.value(known, "healthPath"), "canary-unguarded", message, hint);
  }
}
