// `npm run check`: everything about the sources that can be known without running them, side by side.
// Says who found something; the output of those who did not is left out.

import { collectNode } from "./run/node-process.ts";

type Check = { readonly name: string; readonly script: string; readonly args: readonly string[] };

// Longest first: with few cores the others run in its shadow.
const checks: readonly Check[] = [
  { name: "tsc", script: "node_modules/typescript/bin/tsc", args: ["--project", "tsconfig.json"] },
  { name: "oxlint", script: "node_modules/oxlint/bin/oxlint", args: ["--format=unix"] },
  {
    name: "knip",
    script: "node_modules/knip/bin/knip.js",
    args: ["--no-config-hints", "--no-progress", "--cache"],
  },
  { name: "biome", script: "node_modules/@biomejs/biome/bin/biome", args: ["check", "--error-on-warnings"] },
  { name: "tidy", script: "tools/tidy.ts", args: [] },
  { name: "generate", script: "tools/generate.ts", args: ["--check"] },
  { name: "lockfile", script: "tools/lockfile.ts", args: ["--check"] },
];

const outputs = await Promise.all(
  checks.map(async ({ name, script, args }) => {
    const { exitCode, output, seconds } = await collectNode(process.execPath, [script, ...args]);
    const verdict = exitCode === 0 ? "ok" : "FAILED";
    console.log(`${name.padEnd(10)}${seconds.toFixed(1).padStart(5)} s  ${verdict}`);
    return exitCode === 0 ? "" : `\n── ${name} ──\n${output}\n`;
  }),
);

const failures = outputs.filter((output) => output !== "");
for (const failure of failures) console.log(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
