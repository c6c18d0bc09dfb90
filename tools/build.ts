// `npm run build`, and what `npm pack` runs before it packs: writes dist/, the JavaScript and the types of a
// release, because Node strips no types inside node_modules, and those of the guard into guard/, a package of
// its own. `--out DIR` writes dist/ elsewhere, and no guard.

import { copyFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeBundle, writeLone } from "./build/bundle.ts";
import { writeDeclarations } from "./build/declarations.ts";
import { publicEntries } from "./build/manifest.ts";
import { ROOT } from "./run/node-process.ts";

const { values } = parseArgs({ options: { out: { type: "string" } } });
const folder = resolve(values.out ?? join(ROOT, "dist"));
const entries = publicEntries();

rmSync(folder, { recursive: true, force: true });
await Promise.all([writeBundle(folder, entries), writeDeclarations(folder, entries)]);
if (values.out === undefined) await writeGuard(join(ROOT, "guard"));

/** What is published from guard/. */
async function writeGuard(place: string): Promise<void> {
  const own = entries.filter(({ name }) => name === "guard");
  rmSync(join(place, "dist"), { recursive: true, force: true });
  await Promise.all([writeLone(join(place, "dist"), own), writeDeclarations(join(place, "dist"), own)]);
  copyFileSync(join(ROOT, "LICENSE"), join(place, "LICENSE"));
}
