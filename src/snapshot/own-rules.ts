// Where the rule sets are that come with Portcullis. In a release the folder stands beside the bundle.

import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../rules", import.meta.url));

/** The folder of an own rule set, absolute. */
export function ownRulesFolder(name: "baseline" | "bots" | "setup"): string {
  return join(FOLDER, name);
}
