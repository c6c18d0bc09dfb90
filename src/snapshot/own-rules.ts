// Where the rule sets are that come with Portcullis: the folder `rules` beside `src`, or beside the bundle of
// a release.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const candidates = ["../../rules", "../rules"].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** The folder of an own rule set, absolute. */
export function ownRulesFolder(name: "baseline" | "bots" | "setup"): string {
  const root = candidates.find((path) => existsSync(path)) ?? candidates[0] ?? "";
  return `${root}/${name}`;
}
