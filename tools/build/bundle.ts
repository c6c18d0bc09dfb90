// The JavaScript of a release: the program, the public entries, and the files that sources name for threads,
// side by side in one folder with what they share. Packages stay packages, and nothing is minified: a stack
// trace of an installation is read as it is.

import { dirname, relative, resolve } from "node:path";
import { rolldown } from "rolldown";
import { ROOT } from "../run/node-process.ts";
import type { PublicEntry } from "./manifest.ts";
import { namedFiles } from "./named-files.ts";

export async function writeBundle(folder: string, entries: readonly PublicEntry[]): Promise<void> {
  const build = await rolldown({
    cwd: ROOT,
    input: {
      main: "src/main.ts",
      ...Object.fromEntries(entries.map(({ name, file }) => [name, file] as const)),
    },
    platform: "node",
    tsconfig: false,
    external: isPackage,
    plugins: [namedFiles()],
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

const isPackage = (specifier: string): boolean => /^[a-z@]/.test(specifier);
