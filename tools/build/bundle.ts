// The JavaScript of a release: the program, the public entries, and the files that sources name for threads,
// side by side in one folder with what they share. Packages stay packages, and nothing is minified: a stack
// trace of an installation is read as it is.

import { dirname, relative, resolve } from "node:path";
import { rolldown } from "rolldown";
import { ROOT } from "../run/node-process.ts";
import { isDependency, type PublicEntry } from "./manifest.ts";
import { namedFiles } from "./named-files.ts";

/** Goes into other people's programs: one file that shares nothing with the program. */
const LONE_ENTRIES: readonly string[] = ["guard"];

export async function writeBundle(folder: string, entries: readonly PublicEntry[]): Promise<void> {
  const isLone = ({ name }: PublicEntry): boolean => LONE_ENTRIES.includes(name);
  const shared = entries.filter((entry) => !isLone(entry));
  await writeTogether(folder, [{ name: "main", file: "src/main.ts" }, ...shared]);
  await writeLone(folder, entries.filter(isLone));
}

/** Each as one file. */
export async function writeLone(folder: string, entries: readonly PublicEntry[]): Promise<void> {
  for (const entry of entries) await writeTogether(folder, [entry]);
}

/** What several of them need is in parts that they share. */
async function writeTogether(folder: string, entries: readonly PublicEntry[]): Promise<void> {
  const build = await rolldown({
    cwd: ROOT,
    input: Object.fromEntries(entries.map(({ name, file }) => [name, file] as const)),
    platform: "node",
    tsconfig: false,
    external: isPackage,
    plugins: [namedFiles()],
    // On a slow machine it warns of the time that a plugin takes, which is no flaw of what it makes.
    checks: { bundlerTimings: false },
    onLog(level, { message }) {
      if (level === "warn") throw new Error(message);
    },
  });
  await build.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: (chunk) => `part-${chunk.name}.js`,
    sourcemap: true,
    // As from dist/, wherever this run writes to: the same sources give the same bytes.
    sourcemapPathTransform: (path, map) => `../${relative(ROOT, resolve(dirname(map), path))}`,
    minify: false,
    minifyInternalExports: false,
  });
  await build.close();
}

/** True for what stays an import. Throws for a package that an installation would not have. */
function isPackage(specifier: string): boolean {
  if (!/^[a-z@]/.test(specifier)) return false;
  const [, name = ""] = /^((?:@[^/]+\/)?[^/]+)/.exec(specifier) ?? [];
  if (specifier.startsWith("node:") || isDependency(name)) return true;
  throw new Error(`src imports ${specifier}, which is not among the dependencies of package.json`);
}
