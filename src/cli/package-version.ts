// The version of this program, from the one place that has it.

import { readFileSync } from "node:fs";

export function packageVersion(): string {
  // Our own package.json, which npm does not run without a version.
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return version;
}
