// `npm run build`, and what `npm pack` runs before it packs: writes dist/, the JavaScript and the types of a
// release, because Node strips no types inside node_modules. `--out DIR` writes them elsewhere.

import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeBundle } from "./build/bundle.ts";
import { writeDeclarations } from "./build/declarations.ts";
import { publicEntries } from "./build/manifest.ts";
import { ROOT } from "./run/node-process.ts";

const { values } = parseArgs({ options: { out: { type: "string", default: join(ROOT, "dist") } } });
const folder = resolve(values.out);
const entries = publicEntries();

rmSync(folder, { recursive: true, force: true });
await Promise.all([writeBundle(folder, entries), writeDeclarations(folder, entries)]);
