// Data for tests that is not part of the repository (rule sets, corpora, recorded traffic): in the folder
// PORTCULLIS_SHARED, by default `../shared`. A suite whose data is missing is skipped and says which.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where the data set `name` (`crs-4.28`, `traffic/site-access.log`) is or would be. */
export function sharedPath(name: string): string {
  return join(resolve(ROOT, process.env["PORTCULLIS_SHARED"] ?? "../shared"), "data", name);
}

/** Options for `describe` or `test`: skips, by name, what needs a data set that is not here. */
export function needsShared(...names: readonly string[]): { readonly skip: string | false } {
  const missing = names.filter((name) => !existsSync(sharedPath(name)));
  return { skip: missing.length > 0 && `no ${missing.join(", ")} under PORTCULLIS_SHARED` };
}
