// Configurations in memory whose WAF policies are compiled: the rules that come with Portcullis are read from
// where they are.

import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { ConfigPorts } from "#config/files.ts";
import { ownRulesFolder } from "#snapshot/own-rules.ts";

const ROOT = `${dirname(ownRulesFolder("setup"))}/`;

export function withOwnRules(ports: ConfigPorts): ConfigPorts {
  return {
    ...ports,
    readFile: (path) => (path.startsWith(ROOT) ? readFileSync(path) : ports.readFile(path)),
    glob: (pattern) => (pattern.startsWith(ROOT) ? globSync(pattern) : ports.glob(pattern)),
  };
}
