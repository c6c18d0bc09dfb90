// npm run bench:waf: what a request costs in CPU with the Core Rule Set at paranoia level 1, blocking, here
// (once more with lists, countries, limits and rules at the edge) and at nginx with libmodsecurity, in one
// interleaved run. The method is that of bench:proxy; see README.md.

import { parseArgs } from "node:util";
import { ensurePackages } from "../test/harness/debian.ts";
import { sharedPath } from "../test/harness/shared-data.ts";
import { type Bed, plainRounds, startContestant, withBed } from "./load/bed.ts";
import { interleavedRounds, type RoundPlan } from "./load/interleaved-rounds.ts";
import { programOutput } from "./load/server-process.ts";
import { secondsLast, startTwins, twinsAsOne } from "./load/twins.ts";
import { compare, isWithinBudgets, reportText, type WafFigure, type WafReport } from "./load/waf-report.ts";
import { tellReport } from "./measure/tell-report.ts";
import { wholeNumber } from "./measure/whole-number.ts";
import { nginx } from "./peers/nginx.ts";
import { modsecurityPackages, startNginxModsecurity } from "./peers/nginx-modsecurity.ts";
import { portcullis } from "./peers/portcullis.ts";
import { startPortcullisExample, startWafBehindEdge } from "./peers/portcullis-example.ts";

/** What the peer must cost at the least, in ours. */
const shapes = [
  {
    name: "get",
    file: "waf-get",
    shape: "(a) GET, ten browser fields and a 700-byte token",
    budget: 10,
    isRefused: false,
  },
  {
    name: "post",
    file: "waf-post",
    shape: "(b) POST of a 2 KB JSON order",
    budget: 40,
    isRefused: false,
  },
  {
    name: "attack",
    file: "waf-attack",
    shape: "(c) GET with SQL injection, 403",
    budget: 10,
    isRefused: true,
  },
] as const;

type Shape = (typeof shapes)[number];

/** Before the figures of each number of connections. */
const WARM_UP_SECONDS = 2;
/** Before all figures each shape is sent to ours over so many, as long as `--warm-up` says: V8 compiles. */
const WARM_UP_CONNECTIONS = 32;
const OURS = "portcullis";
/** The same with its edge configured. */
const EDGE = "portcullis-edge";
const PEER = "nginx-modsecurity";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2" },
    connections: { type: "string", default: "1,32" },
    shapes: { type: "string", default: "get,post,attack" },
    "warm-up": { type: "string", default: "15" },
    crs: { type: "string", default: sharedPath("crs-4.28") },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const rounds = wholeNumber("--rounds", values.rounds);
const seconds = wholeNumber("--seconds", values.seconds);
const warmUpSeconds = wholeNumber("--warm-up", values["warm-up"]);
const connectionCounts = values.connections.split(",").map((text) => wholeNumber("--connections", text));

const chosen = values.shapes.split(",").map((name) => {
  const found = shapes.find((shape) => shape.name === name);
  if (found === undefined) throw new Error(`--shapes takes get, post and attack, not "${name}"`);
  return found;
});

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** A server that lets the attack through, or refuses what is none, has not done the work. */
async function assertBlocks(name: string, port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/api/items/1`;
  const [attack, other] = [
    await fetch(`${url}?q=1%27%20UNION%20SELECT%20a%20FROM%20b--%20-`),
    await fetch(url),
  ];
  if (attack.status !== 403 || other.status !== 200) {
    throw new Error(`${name} answers ${attack.status} to an attack, ${other.status} to what is none`);
  }
}

async function measure(bed: Bed): Promise<readonly WafFigure[]> {
  const peer = await startContestant(bed, PEER, (setting) => startNginxModsecurity(setting, values.crs));
  const ours = secondsLast([
    ...(await startTwins(bed, OURS, (setting) => startPortcullisExample("waf-bench", setting, values.crs))),
    ...(await startTwins(bed, EDGE, (setting) => startWafBehindEdge(setting, values.crs))),
  ]);
  const contestants = [peer, ...ours];
  for (const { name, port } of contestants) await assertBlocks(name, port);
  for (const shape of chosen) {
    const plan = planOf(bed, shape, WARM_UP_CONNECTIONS);
    await interleavedRounds(ours, { ...plan, rounds: 0, warmUpSeconds }, progress);
  }
  const figures: WafFigure[] = [];
  for (const connections of connectionCounts) {
    for (const shape of chosen) {
      const plan = planOf(bed, shape, connections);
      const results = twinsAsOne(await interleavedRounds(contestants, plan, progress));
      const measurementsOf = (name: string) => results.get(name) ?? [];
      const about = { shape: shape.shape, connections, budget: shape.budget };
      const measured = { ours: measurementsOf(OURS), edge: measurementsOf(EDGE), peer: measurementsOf(PEER) };
      figures.push(compare(about, measured));
    }
  }
  return figures;
}

function planOf(bed: Bed, shape: Shape, connections: number): RoundPlan {
  return {
    ...plainRounds(bed),
    shape: shape.file,
    rounds,
    seconds,
    warmUpSeconds: WARM_UP_SECONDS,
    connections,
    isRefused: shape.isRefused,
  };
}

async function run(bed: Bed): Promise<WafReport> {
  const figures = await measure(bed);
  const versions = {
    Portcullis: await portcullis.version(),
    nginx: await nginx.version(),
    libmodsecurity: (await programOutput("dpkg-query", "-W", "-f", "${Version}", "libmodsecurity3")).trim(),
  };
  return { date: new Date().toISOString(), machine: bed.machine, rounds, seconds, versions, figures };
}

await ensurePackages(["wrk", ...modsecurityPackages]);
const report = await withBed(run);
const { figures } = report;
const isKept = isWithinBudgets(report);
tellReport({ bench: "waf", report, figures, text: reportText(report), isKept }, values);
