// What package.json says of a release: which public entries it exports, and which files it carries.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../run/node-process.ts";

/** `config` for `portcullis/config`, from src/public/config.ts. */
export type PublicEntry = { readonly name: string; readonly file: string };

type Manifest = {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
};

/**
 * One for each line of `exports` that names JavaScript: a new public file takes that line and nothing here.
 * Throws where a line is not of the one form, or its source is missing.
 */
export function publicEntries(): PublicEntry[] {
  return Object.entries(manifest().exports).flatMap(([subpath, target]) =>
    typeof target === "string" ? [] : [entryOf(subpath.replace(/^\.\//, ""), target)],
  );
}

function entryOf(name: string, target: unknown): PublicEntry {
  const expected = { types: `./dist/types/public/${name}.d.ts`, default: `./dist/${name}.js` };
  if (JSON.stringify(target) !== JSON.stringify(expected)) {
    throw new Error(`package.json: exports["./${name}"] has to be ${JSON.stringify(expected)}`);
  }
  const file = `src/public/${name}.ts`;
  if (!existsSync(join(ROOT, file)))
    throw new Error(`package.json exports ./${name}, but there is no ${file}`);
  return { name, file };
}

/** True for a path that the tarball has beside dist/. */
export function isCarried(path: string): boolean {
  const { files } = manifest();
  return path === "package.json" || files.some((file) => path === file || path.startsWith(`${file}/`));
}

/** True for a package that an installation brings along. */
export function isDependency(name: string): boolean {
  return Object.hasOwn(manifest().dependencies, name);
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
}
