// npm run bench:layers: what the layers behind the WAF add to a request's CPU: a token with two claims, two
// limits, the schema of the body. Two nodes, the WAF bench's and one with an API, in one interleaved run.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensurePackages } from "../test/harness/debian.ts";
import { sharedPath } from "../test/harness/shared-data.ts";
import { bearerToken, tokenKey } from "./load/bearer-tokens.ts";
import { type Bed, plainRounds, startContestant, withBed } from "./load/bed.ts";
import { type Contestant, interleavedRounds, type RoundPlan } from "./load/interleaved-rounds.ts";
import { assertLayers, CHECKED_LIMITS } from "./load/layer-checks.ts";
import {
  isWithinBudgets,
  type LayerFigure,
  type LayersReport,
  layerFigure,
  reportText,
} from "./load/layers-report.ts";
import { tellReport } from "./measure/tell-report.ts";
import { wholeNumber } from "./measure/whole-number.ts";
import { startPortcullisExample } from "./peers/portcullis-example.ts";

const allShapes = [
  { name: "get", file: "layers-get", shape: "(a) GET, ten browser fields and a token", budgetUs: 60 },
  // A body's schema is one of the layers; no figure was promised for it.
  { name: "post", file: "layers-post", shape: "(b) POST of a 2 KB JSON order", budgetUs: undefined },
] as const;

/** So many callers, each with one token: after the warm-up all of them were seen before. */
const TOKENS = 512;
/** Nobody is refused while it measures. */
const AMPLE_LIMITS = { callerCalls: 1e8, operationCalls: 1e8 };
const WARM_UP_SECONDS = 2;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    connections: { type: "string", default: "32" },
    "warm-up": { type: "string", default: "15" },
    crs: { type: "string", default: sharedPath("crs-4.28") },
    only: { type: "string", default: "get,post" },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const rounds = wholeNumber("--rounds", values.rounds);
const seconds = wholeNumber("--seconds", values.seconds);
const connections = wholeNumber("--connections", values.connections);
const shapes = allShapes.filter(({ name }) => values.only.split(",").includes(name));
const warmUpSeconds = wholeNumber("--warm-up", values["warm-up"]);

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const tokensOf = ({ directory }: Bed): string => join(directory, "tokens");

const startWaf = (bed: Bed): Promise<Contestant> =>
  startContestant(bed, "waf", (setting) => startPortcullisExample("waf-bench", setting, values.crs));

const startLayers = (bed: Bed, name: string, limits: typeof CHECKED_LIMITS): Promise<Contestant> =>
  startContestant(bed, name, (setting) =>
    startPortcullisExample("layers-bench", setting, values.crs, {
      PORTCULLIS_TOKEN_KEY: tokenKey,
      PORTCULLIS_CALLER_CALLS: limits.callerCalls,
      PORTCULLIS_OPERATION_CALLS: limits.operationCalls,
    }),
  );

/** The node that is checked is no longer there when the others are measured. */
async function check(bed: Bed): Promise<void> {
  const { port } = await startLayers(bed, "checked", CHECKED_LIMITS);
  await assertLayers(`http://127.0.0.1:${port}`);
  await bed.servers.pop()?.stop();
}

const planOf = (bed: Bed, shape: string): RoundPlan => ({
  ...plainRounds(bed),
  environment: { PORTCULLIS_BENCH_TOKENS: tokensOf(bed) },
  shape,
  rounds,
  seconds,
  warmUpSeconds: WARM_UP_SECONDS,
  connections,
});

async function measure(bed: Bed): Promise<readonly LayerFigure[]> {
  await check(bed);
  writeFileSync(tokensOf(bed), Array.from({ length: TOKENS }, (_, caller) => bearerToken(caller)).join("\n"));
  const contestants = [await startWaf(bed), await startLayers(bed, "layers", AMPLE_LIMITS)];
  for (const { file } of shapes) {
    await interleavedRounds(contestants, { ...planOf(bed, file), rounds: 0, warmUpSeconds }, progress);
  }
  const figures: LayerFigure[] = [];
  for (const { file, shape, budgetUs } of shapes) {
    const results = await interleavedRounds(contestants, planOf(bed, file), progress);
    figures.push(layerFigure({ shape, budgetUs }, results.get("waf") ?? [], results.get("layers") ?? []));
  }
  return figures;
}

async function run(bed: Bed): Promise<LayersReport> {
  const figures = await measure(bed);
  return { date: new Date().toISOString(), machine: bed.machine, connections, rounds, seconds, figures };
}

await ensurePackages(["wrk", "nginx"]);
const report = await withBed(run);
const { figures } = report;
const isKept = isWithinBudgets(report);
tellReport({ bench: "layers", report, figures, text: reportText(report), isKept }, values);
