// npm run bench:waf: what a request costs in CPU with the Core Rule Set at paranoia level 1, blocking, here
// and at nginx with libmodsecurity, in one interleaved run. The method is that of bench:proxy; see README.md.

import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensurePackages } from "../test/harness/debian.ts";
import { sharedPath } from "../test/harness/shared-data.ts";
import { freePorts } from "./load/free-port.ts";
import { type Contestant, interleavedRounds, type RoundPlan } from "./load/interleaved-rounds.ts";
import { programOutput, type ServerProcess } from "./load/server-process.ts";
import { compare, isWithinBudgets, reportText, type WafFigure, type WafReport } from "./load/waf-report.ts";
import { thisMachine } from "./measure/machine.ts";
import { saveResult } from "./measure/save-result.ts";
import { wholeNumber } from "./measure/whole-number.ts";
import { nginx } from "./peers/nginx.ts";
import { modsecurityPackages, startNginxModsecurity } from "./peers/nginx-modsecurity.ts";
import { portcullis } from "./peers/portcullis.ts";
import { startPortcullisWaf } from "./peers/portcullis-waf.ts";
import { startUpstream } from "./peers/upstream.ts";

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
/** Before all figures each shape is sent over so many, as long as `--warm-up` says. */
const WARM_UP_CONNECTIONS = 32;
const OURS = "portcullis";
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

type Bed = {
  readonly directory: string;
  readonly upstreamPort: number;
  readonly isPinned: boolean;
  readonly servers: ServerProcess[];
};

async function startContestant(
  bed: Bed,
  name: string,
  start: typeof startPortcullisWaf,
): Promise<Contestant> {
  const [port = 0, adminPort = 0] = await freePorts(2);
  const accessLog = join(bed.directory, `${name}-access.log`);
  closeSync(openSync(accessLog, "a", 0o666));
  const directory = join(bed.directory, name);
  const core = bed.isPinned ? 0 : undefined;
  const { upstreamPort } = bed;
  const server = await start(
    { directory, port, adminPort, upstreamPort, accessLog, tls: undefined, core },
    values.crs,
  );
  bed.servers.push(server);
  await assertBlocks(name, port);
  return { name, pid: server.pid, port, accessLog };
}

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
  const contestants = [
    await startContestant(bed, PEER, startNginxModsecurity),
    await startContestant(bed, OURS, startPortcullisWaf),
  ];
  for (const shape of chosen) {
    const plan = planOf(bed, shape, WARM_UP_CONNECTIONS);
    await interleavedRounds(contestants, { ...plan, rounds: 0, warmUpSeconds }, progress);
  }
  const figures: WafFigure[] = [];
  for (const connections of connectionCounts) {
    for (const shape of chosen) {
      const results = await interleavedRounds(contestants, planOf(bed, shape, connections), progress);
      const about = { shape: shape.shape, connections, budget: shape.budget };
      figures.push(compare(about, results.get(OURS) ?? [], results.get(PEER) ?? []));
    }
  }
  return figures;
}

function planOf(bed: Bed, shape: Shape, connections: number): RoundPlan {
  return {
    shape: shape.file,
    protocol: "h1",
    scheme: "http",
    rounds,
    seconds,
    warmUpSeconds: WARM_UP_SECONDS,
    connections,
    clientCore: bed.isPinned ? 1 : undefined,
    upstreamPort: bed.upstreamPort,
    isRefused: shape.isRefused,
  };
}

async function run(): Promise<WafReport> {
  await ensurePackages(["wrk", ...modsecurityPackages]);
  const machine = thisMachine();
  const [upstreamPort = 0] = await freePorts(1);
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const bed: Bed = { directory, upstreamPort, isPinned: machine.cores > 1, servers: [] };
  try {
    const core = bed.isPinned ? 1 : undefined;
    bed.servers.push(
      await startUpstream({ directory: join(directory, "upstream"), port: upstreamPort, core }),
    );
    const figures = await measure(bed);
    const versions = {
      Portcullis: await portcullis.version(),
      nginx: await nginx.version(),
      libmodsecurity: (await programOutput("dpkg-query", "-W", "-f", "${Version}", "libmodsecurity3")).trim(),
    };
    return { date: new Date().toISOString(), machine, rounds, seconds, versions, figures };
  } finally {
    await Promise.all(bed.servers.map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}

const report = await run();
const { figures } = report;
console.log(values.json ? JSON.stringify(figures, undefined, 2) : reportText(report));
if (values.save) {
  const saved = saveResult({
    bench: "waf",
    date: report.date,
    figures: report,
    markdown: reportText(report),
  });
  progress(`saved in ${saved}`);
}
if (!isWithinBudgets(report)) process.exitCode = 1;
