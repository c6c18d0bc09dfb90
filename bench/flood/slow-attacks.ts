// Attacks on connections rather than requests, beside two hundred good clients: heads and bodies that come
// byte by byte, answers that nobody reads, connections that want nothing, handshakes without a request, and
// streams of HTTP/2 that are cancelled. They are opened too slowly for a flood, and are more than the
// listener takes.

import type { FaultSection, SectionReport } from "../fault/section.ts";
import { startAttacker } from "../load/attacker-process.ts";
import { type Bed, NOT_PINNED, withBed } from "../load/bed.ts";
import { makeCertificate } from "../load/certificate.ts";
import { freePorts } from "../load/free-port.ts";
import { type GoodFigures, goodFigures, goodText } from "../load/good-clients.ts";
import { residentBytes } from "../measure/resident-memory.ts";
import { type FloodNode, goodClients, startFloodNode } from "./flood-bed.ts";

const KINDS: readonly string[] = [
  ...["slowloris", "slow-body", "slow-read", "silent", "handshakes", "rapid-reset"],
];

export const slowAttacks: FaultSection = { name: "connections", times: 1, kinds: KINDS, run };

const CONNECTIONS = 4000;
const MOST_OPEN = 2000;
const WARM_UP_SECONDS = 12;
/** Before the attack, and as long after it. */
const ALONE_SECONDS = 15;
const ATTACK_SECONDS = 30;
const MAX_RATIO = 2;
const LEAST_ANSWERED = 0.999;
const MAX_GROWTH_MB = 300;

type Progress = (text: string) => void;

type Result = {
  readonly kind: string;
  readonly alone: GoodFigures;
  readonly attacked: GoodFigures;
  readonly growthMb: number;
  /** As the attacker tells it. */
  readonly attack: Readonly<Record<string, number>>;
};

type Attacked = { readonly node: FloodNode; readonly port: number };

/** Good clients ask the one listener; what takes TLS has another one of the same worker. */
async function startAttacked(bed: Bed, kind: string): Promise<Attacked> {
  const listener = `, maxConnections: ${MOST_OPEN}, http2: ${kind === "rapid-reset"}`;
  // Asked for a hundred times at once, it is more than sockets hold for a client that does not read.
  const body = "x".repeat(60_000);
  const route = `      large: { path: /large, target: { respond: { body: ${body} } } }\n`;
  if (kind !== "handshakes") {
    const node = await startFloodNode(bed, kind, "enforce", {
      listener,
      routes: kind === "slow-read" ? route : "",
    });
    return { node, port: node.port };
  }
  const [port = 0] = await freePorts(1);
  const { certificate, key } = await makeCertificate(bed.directory);
  const secure = `\n  secure: { address: 127.0.0.1, port: ${port}, maxConnections: ${MOST_OPEN}, tls: { certificates: [bench] } }`;
  const top = `certificates:\n  bench: { certificate: ${certificate}, key: ${key} }\n`;
  return { node: await startFloodNode(bed, kind, "enforce", { listener, listeners: secure, top }), port };
}

async function oneAttack(bed: Bed, kind: string, progress: Progress): Promise<Result> {
  const { node, port } = await startAttacked(bed, kind);
  const good = goodClients(node);
  await good.run(WARM_UP_SECONDS);
  const quiet = await good.run(ALONE_SECONDS);
  progress(`${kind}: alone ${goodText(goodFigures(quiet))}`);
  const before = residentBytes(node.pid);
  const attacker = kind === "rapid-reset" ? "http2" : "slow";
  const stop = startAttacker<Result["attack"]>(attacker, [port, kind, CONNECTIONS]);
  const attacked = goodFigures(await good.run(ATTACK_SECONDS));
  const growthMb = (residentBytes(node.pid) - before) / 1e6;
  const attack = await stop();
  progress(`${kind}: attacked ${goodText(attacked)}; ${attackText(attack)}; ${growthMb.toFixed(0)} MB more`);
  const alone = goodFigures(quiet, await good.run(ALONE_SECONDS));
  progress(`${kind}: alone, before and after ${goodText(alone)}`);
  good.leave();
  await node.stop();
  return { kind, alone, attacked, growthMb, attack };
}

const attackText = (attack: Result["attack"]): string =>
  Object.entries(attack)
    .map(([what, count]) => `${Math.round(count)} ${what}`)
    .join(", ");

function problemsOf({ kind, alone, attacked, growthMb }: Result): string[] {
  const problems: string[] = [];
  const ratio = attacked.p99Ms / alone.p99Ms;
  const answered = 1 - attacked.failures / attacked.requests;
  if (ratio > MAX_RATIO) problems.push(`${kind}: the good clients' p99 is ${ratio.toFixed(2)} × alone`);
  if (answered < LEAST_ANSWERED)
    problems.push(`${kind}: ${(answered * 100).toFixed(2)} % of the good clients' requests were answered`);
  if (growthMb > MAX_GROWTH_MB) problems.push(`${kind}: the node took ${growthMb.toFixed(0)} MB`);
  return problems;
}

function reportOf(results: readonly Result[]): SectionReport {
  const rows = results.flatMap(({ kind, alone, attacked, growthMb, attack }): [string, string][] => [
    [`${kind}: good clients alone`, goodText(alone)],
    [`${kind}: good clients beside it`, goodText(attacked)],
    [`${kind}: p99, × alone`, (attacked.p99Ms / alone.p99Ms).toFixed(2)],
    [`${kind}: the attack`, attackText(attack)],
    [`${kind}: memory of the node that it took, MB`, growthMb.toFixed(0)],
  ]);
  return {
    setting: `one worker, at most ${MOST_OPEN} connections a listener, 200 good clients, ${CONNECTIONS} bad connections`,
    promise: `good clients' p99 at most ${MAX_RATIO} × alone and ${LEAST_ANSWERED * 100} % answered, at most ${MAX_GROWTH_MB} MB more`,
    rows,
    problems: results.flatMap(problemsOf),
    figures: { results },
  };
}

async function run(times: number, progress: Progress, kinds: readonly string[]): Promise<SectionReport> {
  return withBed(async (bed) => {
    const results: Result[] = [];
    for (let i = 0; i < times; i++) {
      for (const kind of kinds) results.push(await oneAttack(bed, kind, progress));
    }
    return reportOf(results);
  }, NOT_PINNED);
}
