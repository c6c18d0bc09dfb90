// Rule sets on disk, for tests that load them as they are.

import { existsSync, globSync, readFileSync } from "node:fs";
import { type BuiltProgram, buildProgram } from "#waf/seclang/build-program.ts";
import type { EngineSettings } from "#waf/seclang/program.ts";
import { sharedPath } from "./shared-data.ts";

/** The Core Rule Set's setup and rules in the order in which they are to be loaded. */
export function crs4Files(): string[] {
  const folder = sharedPath("crs-4.28");
  const rules = globSync("rules/*.conf", { cwd: folder }).toSorted();
  return ["crs-setup.conf.example", ...rules].map((name) => `${folder}/${name}`);
}

export function loadRuleFiles(
  files: readonly string[],
  defaults: Partial<EngineSettings> = {},
): BuiltProgram {
  return buildProgram({
    roots: files.map((file) => ({ file })),
    readFile: (path) => (existsSync(path) ? readFileSync(path, "latin1") : undefined),
    glob: (pattern) => globSync(pattern),
    defaults,
  });
}
