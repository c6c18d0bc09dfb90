// Configurations and what is said of them: `config/*.txt`, each one or more files, a line of dashes, and the
// diagnostics, or for a right configuration what came of it. UPDATE_GOLDEN=1 writes them anew.

import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, matchesGlob } from "node:path";
import { test } from "node:test";
import type { ConfigPorts } from "#config/files.ts";
import { loadConfig } from "#config/load.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
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
  const loaded = loadConfig(MAIN, portsOf(filesOf(input)));
  const lines = loaded.diagnostics.map(formatDiagnostic);
  if (loaded.config !== undefined) lines.push(...snapshotSummary(compileSnapshot(loaded.config, 1)));
  return `${lines.join("\n")}\n`;
}

/** `-- name --` starts a file; without any header the whole is the main file. */
function filesOf(input: string): ReadonlyMap<string, string> {
  const parts = input.split(HEADER);
  const files = new Map<string, string>(parts[0] === "" ? [] : [[MAIN, parts[0] ?? ""]]);
  for (let i = 1; i < parts.length; i += 2) files.set(parts[i] ?? "", parts[i + 1] ?? "");
  return files;
}

/** The file `env` holds the environment, one NAME=value per line. */
function portsOf(files: ReadonlyMap<string, string>): ConfigPorts {
  const lines = (files.get("env") ?? "").split("\n").filter((line) => line !== "");
  return {
    env: Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    ),
    readFile: (path) => {
      const text = files.get(path);
      if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      return Buffer.from(text);
    },
    glob: (pattern) => [...files.keys()].filter((name) => matchesGlob(name, pattern)),
    hostName: () => "host.example",
    cores: () => 4,
  };
}
