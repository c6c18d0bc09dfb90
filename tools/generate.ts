// `npm run generate`: writes the pages of docs/ that come from the code, one generator per file of generate/.
// With `--check` it writes nothing and names the pages that are not what the code says.

import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./run/node-process.ts";

/** What every generator exports; a path is from the root of the repository. */
type Generator = { readonly outputs: () => readonly Page[] | Promise<readonly Page[]> };
type Page = { readonly path: string; readonly content: string };

const checking = process.argv.includes("--check");

for (const page of await allPages()) {
  const file = join(ROOT, page.path);
  if (existsSync(file) && readFileSync(file, "utf8") === page.content) continue;
  if (checking) {
    console.log(`${page.path}:1:1: not what the code says: run \`npm run generate\``);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, page.content);
    console.log(`wrote ${page.path}`);
  }
}

async function allPages(): Promise<Page[]> {
  const pages: Page[] = [];
  for (const file of globSync("tools/generate/*.ts", { cwd: ROOT }).toSorted()) {
    if (!file.endsWith(".test.ts")) pages.push(...(await pagesOf(file)));
  }
  return pages;
}

async function pagesOf(file: string): Promise<readonly Page[]> {
  const generator: unknown = await import(pathToFileURL(join(ROOT, file)).href);
  if (!isGenerator(generator)) throw new Error(`${file} exports no function outputs`);
  return generator.outputs();
}

function isGenerator(module: unknown): module is Generator {
  const isModule = typeof module === "object" && module !== null;
  return isModule && "outputs" in module && typeof module.outputs === "function";
}
