// The version that a package.json states.

import { readFileSync } from "node:fs";

/** Every package.json that npm accepts has a version. */
export const versionIn = (file: string): string =>
  (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
