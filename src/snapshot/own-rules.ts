// Where the rule sets are that come with Portcullis: the folder `rules` beside `src`, or beside the bundle of
// a release.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

// Named by a literal, so that a build finds it and writes its place anew.
const root = dirname(dirname(fileURLToPath(new URL("../../rules/setup/bodies.conf", import.meta.url))));

/** The folder of an own rule set, absolute. */
export function ownRulesFolder(name: "baseline" | "bots" | "setup"): string {
  return `${root}/${name}`;
}
