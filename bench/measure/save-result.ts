// Keeps a bench's figures: one JSON file per day, and the latest table in the README beside it.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const resultDirectory = fileURLToPath(new URL("../results/", import.meta.url));

const INTRODUCTION = `# Results

The latest figures of each bench, written by its \`--save\`; earlier ones are in the JSON files. What they mean is in
[../README.md](../README.md).
`;

export type SavedResult = {
  /** One word; names the file and the section. */
  readonly bench: string;
  /** ISO 8601. */
  readonly date: string;
  readonly figures: object;
  /** What the README shows, without a heading. */
  readonly markdown: string;
};

/** Writes both files and returns the path of the figures. */
export function saveResult(result: SavedResult): string {
  mkdirSync(resultDirectory, { recursive: true });
  const file = join(resultDirectory, `${result.bench}-${result.date.slice(0, 10)}.json`);
  writeFileSync(file, `${JSON.stringify(result.figures, undefined, 2)}\n`);
  const readme = join(resultDirectory, "README.md");
  const old = existsSync(readme) ? readFileSync(readme, "utf8") : INTRODUCTION;
  writeFileSync(readme, withSection(old, result.bench, result.markdown));
  return file;
}

/** The page with the section of one bench put in the place of its last one, or at the end. */
export function withSection(page: string, bench: string, markdown: string): string {
  const start = `<!-- ${bench}: written by its --save -->`;
  const end = `<!-- end of ${bench} -->`;
  const section = `${start}\n## ${bench}\n\n${markdown.trim()}\n${end}`;
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) return `${page.trimEnd()}\n\n${section}\n`;
  return page.slice(0, from) + section + page.slice(to + end.length);
}
