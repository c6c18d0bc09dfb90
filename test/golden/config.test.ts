// Configurations and what is said of them: `config/*.txt`, each one or more files, a line of dashes, and the
// diagnostics, or for a right configuration what came of it. UPDATE_GOLDEN=1 writes them anew.

import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "#config/load.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { compileTelemetry } from "#snapshot/compile-telemetry.ts";
import { memoryPorts } from "../harness/memory-ports.ts";
import { snapshotSummary } from "./snapshot-summary.ts";

const FOLDER = join(import.meta.dirname, "config");
const MAIN = "portcullis.yaml";
const DASHES = /^-{5,}\n/m;
const HEADER = /^-- (.+) --\n/m;

for (const file of globSync("*.txt", { cwd: FOLDER }).toSorted()) {
  test(`the configuration ${basename(file, ".txt")} is read as its golden file says`, () => {
    const path = join(FOLDER, file);
    const whole = readFileSync(path, "utf8");
    const [input = "", expected = ""] = whole.split(DASHES);
    const actual = outcome(input);
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, `${input}----------\n${actual}`);
    else assert.equal(actual, expected);
  });
}

/** What a reader of the terminal would see. */
function outcome(input: string): string {
  const { env = "", ...files } = filesOf(input);
  const loaded = loadConfig(MAIN, memoryPorts(files, variablesOf(env)));
  const lines = loaded.diagnostics.map(formatDiagnostic);
  if (loaded.config !== undefined)
    lines.push(...snapshotSummary(compileSnapshot(loaded.config, 1), compileTelemetry(loaded.config)));
  return `${lines.join("\n")}\n`;
}

/** `-- name --` starts a file; without any header the whole is the main file. `env` is the environment. */
function filesOf(input: string): Record<string, string> {
  const parts = input.split(HEADER);
  const files: Record<string, string> = parts[0] === "" ? {} : { [MAIN]: parts[0] ?? "" };
  for (let i = 1; i < parts.length; i += 2) files[parts[i] ?? ""] = parts[i + 1] ?? "";
  return files;
}

/** One NAME=value per line. */
function variablesOf(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
