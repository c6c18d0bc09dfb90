// The types of a release: of the public entries and what their types refer to, no more. The compiler writes
// declarations of everything that it reads; of these the reachable ones are taken, with imports that resolve
// in an installed package (`#module/file.ts` does so only here).

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { collectNode, ROOT } from "../run/node-process.ts";
import { importSpecifiers, resolveSpecifier } from "../tidy/import-specifiers.ts";
import { parseSource } from "../tidy/source.ts";
import type { PublicEntry } from "./manifest.ts";

const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** Writes `types/` with the tree of src. Throws what the compiler says where it finds a mistake. */
export async function writeDeclarations(folder: string, entries: readonly PublicEntry[]): Promise<void> {
  const written = mkdtempSync(join(tmpdir(), "portcullis-types-"));
  try {
    await compile(written, entries);
    for (const [path, text] of reachable(written, entries)) {
      const file = join(folder, "types", path.replace(/^src\//, ""));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  } finally {
    rmSync(written, { recursive: true });
  }
}

async function compile(outDir: string, entries: readonly PublicEntry[]): Promise<void> {
  const config = {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      incremental: false,
      rootDir: ROOT,
      outDir,
      typeRoots: [join(ROOT, "node_modules/@types")],
    },
    include: [],
    files: entries.map(({ file }) => join(ROOT, file)),
  };
  const project = join(outDir, "tsconfig.json");
  writeFileSync(project, JSON.stringify(config));
  const { exitCode, output } = await collectNode(process.execPath, [TSC, "--project", project]);
  if (exitCode !== 0) throw new Error(output);
}

/** Path → text of every declaration that the entries lead to. */
function reachable(folder: string, entries: readonly PublicEntry[]): Map<string, string> {
  const found = new Map<string, string>();
  const paths = new Set(entries.map(({ file }) => file.replace(/\.ts$/, ".d.ts")));
  for (const path of paths) {
    const source = parseSource(path, readFileSync(join(folder, path), "utf8"));
    let text = "";
    let at = 0;
    for (const specifier of importSpecifiers(source)) {
      const target = resolveSpecifier(path, specifier.text);
      if (target === undefined) continue;
      paths.add(target.replace(/\.ts$/, ".d.ts"));
      const place = posix.relative(posix.dirname(path), target).replace(/\.ts$/, ".js");
      text += `${source.text.slice(at, specifier.offset)}"${place.startsWith(".") ? place : `./${place}`}"`;
      at = specifier.offset + specifier.text.length + 2;
    }
    found.set(path, text + source.text.slice(at));
  }
  return found;
}
