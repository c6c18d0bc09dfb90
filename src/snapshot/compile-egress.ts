// Where the gateway itself may call → the settings of its client.

import type { Config } from "#config/config.ts";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import type { EgressSettings } from "#upstream/egress.ts";

export function compileEgress({ egress }: Config): EgressSettings {
  const hosts: string[] = [];
  const entries = [];
  for (const place of egress.allow) {
    if ("host" in place) hosts.push(place.host);
    else entries.push({ prefix: place.prefix, value: 1 });
  }
  return { allow: { hosts, prefixes: buildPrefixTable(entries) }, proxy: egress.proxy };
}
