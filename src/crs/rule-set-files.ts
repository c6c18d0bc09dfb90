// The files that make up a Core Rule Set, gathered from wherever it comes from: a folder, an archive, or
// Debian's package. Nothing else of these places is taken along.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readTar, TarError } from "./read-tar.ts";

const SETUP_EXAMPLE = "crs-setup.conf.example";

/** Path below the folder → content, latin1; or why there is none. */
export type GatheredFiles = ReadonlyMap<string, string> | { readonly flaw: string };

const MAX_UNPACKED_BYTES = 128 * 2 ** 20;
const WANTED = /^rules\/[^/]+\.(?:conf|data|conf\.example)$/;

const isWanted = (path: string): boolean => WANTED.test(path) || path === SETUP_EXAMPLE || path === "LICENSE";

/** @param setup the file to take for the example of the settings */
export function filesOfFolder(folder: string, setup = join(folder, SETUP_EXAMPLE)): GatheredFiles {
  try {
    const files = new Map<string, string>();
    for (const name of readdirSync(join(folder, "rules")).toSorted()) {
      const path = `rules/${name}`;
      const isFile = statSync(join(folder, path)).isFile();
      if (isWanted(path) && isFile) files.set(path, latin1(join(folder, path)));
    }
    files.set(SETUP_EXAMPLE, latin1(setup));
    const license = readdirSync(folder).find((name) => name === "LICENSE");
    if (license !== undefined) files.set(license, latin1(join(folder, license)));
    return complete(files, folder);
  } catch (error) {
    return { flaw: reasonOf(error) };
  }
}

const latin1 = (path: string): string => readFileSync(path, "latin1");

/** @param name of the archive, for messages */
export function filesOfArchive(archive: Uint8Array, name: string): GatheredFiles {
  try {
    const entries = readTar(gunzipSync(archive, { maxOutputLength: MAX_UNPACKED_BYTES }));
    const files = new Map<string, string>();
    for (const { path, kind, content } of entries) {
      // Releases have one folder around everything.
      const inside = path.replace(/^[^/]+\//, "");
      const wanted = isWanted(path) ? path : isWanted(inside) ? inside : "";
      if (wanted === "" || kind === "folder") continue;
      if (kind === "other") return { flaw: `${path} in ${name} is no regular file` };
      files.set(wanted, Buffer.from(content).toString("latin1"));
    }
    return complete(files, name);
  } catch (error) {
    if (error instanceof TarError) return { flaw: `${name}: ${error.message}` };
    return { flaw: `${name} cannot be unpacked: ${reasonOf(error)}` };
  }
}

function complete(files: ReadonlyMap<string, string>, from: string): GatheredFiles {
  const hasRules = [...files.keys()].some((path) => path.endsWith(".conf"));
  if (!hasRules) return { flaw: `there are no rules in ${from}` };
  return files.has(SETUP_EXAMPLE) ? files : { flaw: `there is no ${SETUP_EXAMPLE} in ${from}` };
}

/** The version that the rules themselves tell; undefined where they tell none. */
export function versionOf(files: ReadonlyMap<string, string>): string | undefined {
  for (const [path, content] of files) {
    const found = basename(path).startsWith("REQUEST-901")
      ? /\bver:'?OWASP_CRS\/([0-9][0-9A-Za-z.-]*)/.exec(content)
      : null;
    if (found?.[1] !== undefined) return found[1];
  }
  return undefined;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
