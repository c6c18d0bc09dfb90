// npm run bench:proxy: what a proxied request costs in CPU, here and at peers, in one interleaved run.
// The method and how to read the figures are in README.md.

import { parseArgs } from "node:util";
import { ensurePackages } from "../test/harness/debian.ts";
import { type Bed as BareBed, startContestant, withBed } from "./load/bed.ts";
import { makeCertificate } from "./load/certificate.ts";
import { type Contestant, interleavedRounds, type RoundPlan } from "./load/interleaved-rounds.ts";
import {
  isWithinBudgets,
  judge,
  type ProxyReport,
  reportText,
  type ShapeReport,
  summarize,
} from "./load/proxy-report.ts";
import { secondsLast, startTwins, twinsAsOne } from "./load/twins.ts";
import { tellReport } from "./measure/tell-report.ts";
import { wholeNumber } from "./measure/whole-number.ts";
import { haproxy } from "./peers/haproxy.ts";
import { nginx } from "./peers/nginx.ts";
import type { Peer, PeerSetting } from "./peers/peer.ts";
import { portcullis, portcullisEdge } from "./peers/portcullis.ts";
import { nodeUndici, nodeUndiciDispatch } from "./peers/undici.ts";

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 3;
/** Of servers in JavaScript, before that: V8 goes on compiling for some hundred thousand requests. */
const COMPILE_SECONDS = 15;
const compiled: readonly string[] = [nginx.name, haproxy.name];

const peers: readonly Peer[] = [nginx, haproxy, nodeUndici, nodeUndiciDispatch, portcullis, portcullisEdge];

type Shape = {
  readonly shape: "browser-get" | "order-post";
  readonly protocol: "h1" | "h2";
  readonly title: string;
};

const plainShapes: readonly Shape[] = [
  {
    shape: "browser-get",
    protocol: "h1",
    title: "(a) GET with ten browser fields and a 700-byte bearer token",
  },
  { shape: "order-post", protocol: "h1", title: "(b) POST of a 2 KB JSON order" },
];

const tlsShapes: readonly Shape[] = [
  ...plainShapes.map((shape) => ({ ...shape, title: `${shape.title}, HTTP/1.1 over TLS` })),
  ...plainShapes.map(
    (shape): Shape => ({ ...shape, protocol: "h2", title: `${shape.title}, HTTP/2 over TLS` }),
  ),
];

/** Node with undici would need a server of another kind for each of them. */
const tlsPeers: readonly Peer["name"][] = ["nginx", "haproxy", "portcullis"];

type Options = {
  readonly rounds: number;
  readonly seconds: number;
  readonly chosen: readonly Peer[];
  readonly isTls: boolean;
  readonly isSkipping: boolean;
  readonly asJson: boolean;
  readonly isSaved: boolean;
};

type Bed = BareBed & {
  readonly tls: PeerSetting["tls"];
  readonly contestants: Contestant[];
};

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "3" },
      only: { type: "string" },
      tls: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      save: { type: "boolean", default: false },
    },
  });
  const all = values.tls ? tlsPeers : peers.map((peer) => peer.name);
  const names: readonly string[] = values.only?.split(",") ?? all;
  const unknown = names.filter((name) => !peers.some((peer) => peer.name === name));
  if (unknown.length > 0) throw new Error(`--only names unknown servers: ${unknown.join(", ")}`);
  return {
    rounds: wholeNumber("--rounds", values.rounds),
    seconds: wholeNumber("--seconds", values.seconds),
    chosen: peers.filter((peer) => names.includes(peer.name)),
    isTls: values.tls,
    isSkipping: values.only !== undefined,
    asJson: values.json,
    isSaved: values.save,
  };
}

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function startAll(options: Options, bed: Bed): Promise<void> {
  for (const peer of options.chosen) {
    try {
      bed.contestants.push(...(await startPeer(bed, peer)));
    } catch (failure) {
      if (!options.isSkipping) throw failure;
      progress(`SKIPPED ${peer.name}: ${failure instanceof Error ? failure.message : failure}`);
    }
  }
  if (bed.contestants.length === 0) throw new Error("no server to measure has started");
}

/** Ours are compared with each other, and so closely that each is two processes. */
async function startPeer(bed: Bed, peer: Peer): Promise<readonly Contestant[]> {
  const start = (setting: PeerSetting) => peer.start(setting);
  if (peer === portcullis || peer === portcullisEdge) return await startTwins(bed, peer.name, start, bed.tls);
  return [await startContestant(bed, peer.name, start, bed.tls)];
}

async function measureShapes(options: Options, bed: Bed): Promise<readonly ShapeReport[]> {
  const titles = new Map<string, string>(peers.map((peer) => [peer.name, peer.title]));
  const reports: ShapeReport[] = [];
  for (const { shape, protocol, title } of options.isTls ? tlsShapes : plainShapes) {
    const plan: RoundPlan = {
      shape,
      protocol,
      scheme: options.isTls ? "https" : "http",
      rounds: options.rounds,
      seconds: options.seconds,
      warmUpSeconds: WARM_UP_SECONDS,
      connections: CONNECTIONS,
      seats: bed.seats,
      upstreamPort: bed.upstreamPort,
    };
    const contestants = secondsLast(bed.contestants);
    const byV8 = contestants.filter(({ name }) => !compiled.includes(name));
    await interleavedRounds(byV8, { ...plan, rounds: 0, warmUpSeconds: COMPILE_SECONDS }, progress);
    const results = twinsAsOne(await interleavedRounds(contestants, plan, progress));
    const verdicts = protocol === "h1" ? judge(results) : [];
    reports.push({ shape, title, servers: summarize(titles, results), verdicts });
  }
  return reports;
}

async function versionsOf(bed: Bed): Promise<Record<string, string>> {
  const started = peers.filter((peer) => bed.contestants.some((contestant) => contestant.name === peer.name));
  return Object.fromEntries(
    await Promise.all(started.map(async (peer) => [peer.title, await peer.version()] as const)),
  );
}

async function run(options: Options, bare: BareBed): Promise<ProxyReport> {
  const tls = options.isTls ? await makeCertificate(bare.directory) : undefined;
  const bed: Bed = { ...bare, tls, contestants: [] };
  await startAll(options, bed);
  const { rounds, seconds } = options;
  const versions = await versionsOf(bed);
  const date = new Date().toISOString();
  const shapeReports = await measureShapes(options, bed);
  return {
    date,
    machine: bed.machine,
    isPinned: bed.seats.server !== undefined,
    connections: CONNECTIONS,
    rounds,
    seconds,
    versions,
    shapes: shapeReports,
  };
}

const options = readOptions();
const debianPackages = options.chosen.map((peer) => peer.debianPackage).filter((name) => name !== "");
const tools = options.isTls ? ["nghttp2-client", "openssl"] : [];
await ensurePackages([...new Set(["wrk", "nginx", ...tools, ...debianPackages])]);
const report = await withBed((bed) => run(options, bed));
tellReport(
  {
    bench: options.isTls ? "proxy-tls" : "proxy",
    report,
    figures: report,
    text: reportText(report),
    isKept: isWithinBudgets(report),
  },
  { json: options.asJson, save: options.isSaved },
);
