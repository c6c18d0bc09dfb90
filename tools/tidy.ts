// The house style, checked by machine: import map, sizes, names, bans, dead files. One rule per file in
// tidy/; types, formatting and promises are left to tsc, biome and oxlint.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkBannedCalls } from "./tidy/banned-calls.ts";
import { checkDeadFiles, checkOrphanTests } from "./tidy/dead-files.ts";
import { checkDefaultExports } from "./tidy/default-exports.ts";
import { checkFileNames } from "./tidy/file-names.ts";
import {
  compareFindings,
  type FileRule,
  type Finding,
  findingAt,
  formatFinding,
  type TreeRule,
} from "./tidy/finding.ts";
import { checkHeadComments } from "./tidy/head-comments.ts";
import { checkImports } from "./tidy/imports.ts";
import { checkSizes } from "./tidy/sizes.ts";
import { parseSource, type Source } from "./tidy/source.ts";
import { checkTypeEscapes } from "./tidy/type-escapes.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = ["src", "test", "tools", "bench", "examples", "deploy"];

const fileRules: readonly FileRule[] = [
  checkImports,
  checkSizes,
  checkBannedCalls,
  checkTypeEscapes,
  checkFileNames,
  checkHeadComments,
  checkDefaultExports,
];

const treeRules: readonly TreeRule[] = [checkDeadFiles, checkOrphanTests];

function main(): void {
  const sources = FOLDERS.filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap(filesUnder)
    .map((path) => parseSource(path, readFileSync(join(ROOT, path), "utf8")));
  const findings = [...sources.flatMap(inFile), ...treeRules.flatMap((rule) => rule(sources))];
  for (const finding of findings.toSorted(compareFindings)) console.log(formatFinding(finding));
  console.log(`${sources.length} files, ${findings.length} findings`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

function inFile(source: Source): Finding[] {
  if (source.syntaxErrors.length > 0) {
    return source.syntaxErrors.map(({ offset, message }) => findingAt(source, offset, message));
  }
  return fileRules.flatMap((rule) => rule(source));
}

function filesUnder(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...filesUnder(path));
    else if (entry.name.endsWith(".ts")) found.push(path);
  }
  return found;
}

main();
