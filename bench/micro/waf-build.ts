// What it takes a worker to make the WAF's engine ready while it serves: on a thread with the limits of a
// gateway's, several times, for collections of garbage fall into one build or another.

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { threadLimits } from "#supervisor/thread.ts";
import { type Program, planWaf } from "#waf/waf.ts";
import { collectGarbage } from "../../test/harness/collect-garbage.ts";
import { median } from "../measure/statistics.ts";
import type { Fact } from "./subject.ts";
import type { BuildOrder, BuildTimes } from "./waf-build-worker.ts";

const BUILDS = 5;
const MAX_STALL_MS = 5;
const MAX_BUILD_MS = 3000;
/** As gateways have by default. */
const HEAP_MB = 1024;
/** Between two builds, as between two changes of a configuration. */
const PAUSE_MS = 300;

/** What is in use when all that nobody holds is gone. */
export function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

export async function buildFacts(program: Program): Promise<Fact[]> {
  const startMs = performance.now();
  const plan = planWaf(program);
  const plannedMs = performance.now() - startMs;
  const builds = await timesOfBuilds({ program, plan });
  const builtMs = median(builds.map((build) => build.builtMs));
  const longest = builds.map(({ longestMs }) => longestMs);
  return [
    {
      name: "planning and building the engine, rules read",
      value: plannedMs + builtMs,
      unit: "ms",
      budget: MAX_BUILD_MS,
    },
    { name: "of it, what each worker does", value: builtMs, unit: "ms" },
    {
      name: `longest that a worker's event loop stands still meanwhile, median of ${BUILDS} builds`,
      value: median(longest),
      unit: "ms",
      budget: MAX_STALL_MS,
    },
    { name: "the same, least of them", value: Math.min(...longest), unit: "ms" },
  ];
}

/** The first build is not counted: its code is new to the runtime. */
async function timesOfBuilds(order: BuildOrder): Promise<BuildTimes[]> {
  const worker = new Worker(new URL("waf-build-worker.ts", import.meta.url), {
    resourceLimits: threadLimits(HEAP_MB),
  });
  const times: BuildTimes[] = [];
  for (let build = 0; build <= BUILDS; build++) {
    worker.postMessage(order);
    const [found] = await once(worker, "message");
    if (build > 0) times.push(found);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  await worker.terminate();
  return times;
}
