// npm run bench:layers: what the layers behind the WAF add to a request's CPU: a token with two claims, two
// limits, the schema of the body. Two nodes, the WAF bench's and one with an API, in one interleaved run.

import { createHmac, randomBytes } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensurePackages } from "../test/harness/debian.ts";
import { sharedPath } from "../test/harness/shared-data.ts";
import { freePorts } from "./load/free-port.ts";
import { type Contestant, interleavedRounds, type RoundPlan } from "./load/interleaved-rounds.ts";
import {
  isWithinBudgets,
  type LayerFigure,
  type LayersReport,
  layerFigure,
  reportText,
} from "./load/layers-report.ts";
import { type ServerProcess, startServer } from "./load/server-process.ts";
import { thisMachine } from "./measure/machine.ts";
import { saveResult } from "./measure/save-result.ts";
import { wholeNumber } from "./measure/whole-number.ts";
import { portcullisCommand } from "./peers/portcullis.ts";
import { startUpstream } from "./peers/upstream.ts";

const shapes = [
  { file: "layers-get", shape: "(a) GET, ten browser fields and a token", budgetUs: 60 },
  // A body's schema is one of the layers; no figure was promised for it.
  { file: "layers-post", shape: "(b) POST of a 2 KB JSON order", budgetUs: undefined },
] as const;

/** So many callers, each with one token: after the warm-up all of them were seen before. */
const TOKENS = 512;
const TOKEN_KEY = randomBytes(32);
const WARM_UP_SECONDS = 2;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    connections: { type: "string", default: "32" },
    "warm-up": { type: "string", default: "15" },
    crs: { type: "string", default: sharedPath("crs-4.28") },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const rounds = wholeNumber("--rounds", values.rounds);
const seconds = wholeNumber("--seconds", values.seconds);
const connections = wholeNumber("--connections", values.connections);
const warmUpSeconds = wholeNumber("--warm-up", values["warm-up"]);

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

type Bed = {
  readonly directory: string;
  readonly upstreamPort: number;
  readonly isPinned: boolean;
  readonly servers: ServerProcess[];
};

const tokensOf = ({ directory }: Bed): string => join(directory, "tokens");

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** HS256 (RFC 7518, section 3.2), about 700 bytes as in the WAF bench. */
function token(caller: number): string {
  const claims = {
    iss: "https://login.example.test",
    aud: "shop",
    sub: `caller-${caller}`,
    exp: Math.floor(Date.now() / 1000) + 86_400,
    scope: ["shop.read", "shop.write"],
    tenant: "contoso",
    name: "x".repeat(320),
  };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", TOKEN_KEY).update(signed).digest("base64url")}`;
}

async function startContestant(bed: Bed, name: string, example: string): Promise<Contestant> {
  const [port = 0, adminPort = 0] = await freePorts(2);
  const directory = join(bed.directory, name);
  mkdirSync(directory);
  const accessLog = join(bed.directory, `${name}-access.log`);
  closeSync(openSync(accessLog, "a", 0o666));
  const environment = {
    PORTCULLIS_PORT: port,
    PORTCULLIS_ADMIN_PORT: adminPort,
    PORTCULLIS_BACKEND: `http://127.0.0.1:${bed.upstreamPort}`,
    PORTCULLIS_CRS: values.crs,
    PORTCULLIS_ACCESS_LOG: accessLog,
    PORTCULLIS_WAF_LOG: join(directory, "waf.log"),
    PORTCULLIS_TOKEN_KEY: TOKEN_KEY.toString("base64"),
  };
  const assignments = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
  const config = fileURLToPath(new URL(`../examples/${example}/portcullis.yaml`, import.meta.url));
  const server = await startServer({
    name,
    command: ["env", ...assignments, ...portcullisCommand(), "--config", config],
    directory,
    readyUrl: `http://127.0.0.1:${adminPort}/readyz`,
    core: bed.isPinned ? 0 : undefined,
  });
  bed.servers.push(server);
  return { name, pid: server.pid, port, accessLog };
}

/** A node that lets somebody in without a token has not done the work. */
async function assertAsks(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/api/items/1`;
  const statuses = await Promise.all(
    [{}, { authorization: `Bearer ${token(0)}x` }, { authorization: `Bearer ${token(0)}` }].map(
      async (headers: Record<string, string>) => (await fetch(url, { headers })).status,
    ),
  );
  if (statuses.join() !== "401,401,200") {
    throw new Error(`without, with a wrong and with a right token the answers are ${statuses.join(", ")}`);
  }
}

const planOf = (bed: Bed, shape: string): RoundPlan => ({
  environment: { PORTCULLIS_BENCH_TOKENS: tokensOf(bed) },
  shape,
  protocol: "h1",
  scheme: "http",
  rounds,
  seconds,
  warmUpSeconds: WARM_UP_SECONDS,
  connections,
  clientCore: bed.isPinned ? 1 : undefined,
  upstreamPort: bed.upstreamPort,
});

async function measure(bed: Bed): Promise<readonly LayerFigure[]> {
  writeFileSync(tokensOf(bed), Array.from({ length: TOKENS }, (_, caller) => token(caller)).join("\n"));
  const waf = await startContestant(bed, "waf", "waf-bench");
  const layers = await startContestant(bed, "layers", "layers-bench");
  await assertAsks(layers.port);
  for (const { file } of shapes) {
    await interleavedRounds([waf, layers], { ...planOf(bed, file), rounds: 0, warmUpSeconds }, progress);
  }
  const figures: LayerFigure[] = [];
  for (const { file, shape, budgetUs } of shapes) {
    const results = await interleavedRounds([waf, layers], planOf(bed, file), progress);
    figures.push(layerFigure({ shape, budgetUs }, results.get("waf") ?? [], results.get("layers") ?? []));
  }
  return figures;
}

async function run(): Promise<LayersReport> {
  await ensurePackages(["wrk", "nginx"]);
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
    return { date: new Date().toISOString(), machine, connections, rounds, seconds, figures };
  } finally {
    await Promise.all(bed.servers.map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}

const report = await run();
console.log(values.json ? JSON.stringify(report.figures, undefined, 2) : reportText(report));
if (values.save) {
  const saved = saveResult({
    bench: "layers",
    date: report.date,
    figures: report,
    markdown: reportText(report),
  });
  progress(`saved as ${saved}`);
}
if (!isWithinBudgets(report)) process.exitCode = 1;
