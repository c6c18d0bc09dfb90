// Floods of requests at three times what the node can do, from one client and from five thousand, beside two
// hundred good clients; and a client that is heavy by itself while there is no flood.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensurePackages } from "../../test/harness/debian.ts";
import type { FaultSection, SectionReport } from "../fault/section.ts";
import { startAttacker } from "../load/attacker-process.ts";
import { type Bed, NOT_PINNED, withBed } from "../load/bed.ts";
import { orderRequest } from "../load/flood-request.ts";
import { type GoodFigures, goodFigures, goodText } from "../load/good-clients.ts";
import { measureCapacity } from "./capacity.ts";
import { BODY_BYTES, type FloodNode, goodClients, metricOf, startFloodNode } from "./flood-bed.ts";

const KINDS: readonly string[] = ["one-client", "many-clients", "heavy-client"];

export const floods: FaultSection = { name: "floods", times: 1, kinds: KINDS, run };

const MANY = 5000;
const CAPACITY_TIMES = 3;
const WARM_UP_SECONDS = 15;
/** Before the flood, and as long after it: the machine itself is not as fast all the time. */
const ALONE_SECONDS = 20;
const FLOOD_SECONDS = 60;
const MAX_RATIO = 2;
const LEAST_ANSWERED = 0.999;

type Progress = (text: string) => void;

type Attack = {
  readonly attempts: number;
  readonly answered: number;
  readonly refused: number;
  readonly cut: number;
  readonly heldBack: number;
  readonly seconds: number;
};

type Result = {
  readonly kind: string;
  readonly alone: GoodFigures;
  readonly flooded: GoodFigures;
  readonly attack: Attack;
  readonly penalized: number;
};

type Plan = {
  readonly port: number;
  /** A file with what they ask. */
  readonly request: string;
  readonly clients: number;
  readonly perSecond: number;
};

/** From one client by one program; from many by two, for one of them may not do enough. */
function startAttack(plan: Plan): () => Promise<Attack> {
  if (plan.clients === 1) return startFlooder(plan, 0);
  const half = { ...plan, clients: plan.clients / 2, perSecond: plan.perSecond / 2 };
  const both = [0, half.clients].map((first) => startFlooder(half, first));
  return async () => {
    const [one, other] = await Promise.all(both.map((stop) => stop()));
    if (one === undefined || other === undefined) throw new Error("an attacker said nothing");
    return {
      attempts: one.attempts + other.attempts,
      answered: one.answered + other.answered,
      refused: one.refused + other.refused,
      cut: one.cut + other.cut,
      heldBack: one.heldBack + other.heldBack,
      seconds: Math.max(one.seconds, other.seconds),
    };
  };
}

function startFlooder({ port, request, clients, perSecond }: Plan, first: number): () => Promise<Attack> {
  return startAttacker("flood", [port, first, clients, Math.round(perSecond), request]);
}

async function oneFlood(bed: Bed, kind: string, capacity: number, progress: Progress): Promise<Result> {
  const node = await startFloodNode(bed, kind, "enforce");
  const good = goodClients(node);
  await good.run(WARM_UP_SECONDS);
  const before = await good.run(ALONE_SECONDS);
  progress(`${kind}: alone ${goodText(goodFigures(before))}`);
  const isHeavy = kind === "heavy-client";
  const limit = await metricOf(node, "portcullis_flood_limit", 'of="second"');
  // What the limit leaves beside the good clients, but for a fifth.
  const perSecond = isHeavy ? (limit - 250) * 0.8 : CAPACITY_TIMES * capacity;
  const request = join(bed.directory, `${kind}-request`);
  writeFileSync(request, orderRequest(1, BODY_BYTES), "latin1");
  const stop = startAttack({
    port: node.port,
    request,
    clients: kind === "many-clients" ? MANY : 1,
    perSecond,
  });
  const flooded = goodFigures(await good.run(FLOOD_SECONDS));
  const attack = await stop();
  progress(`${kind}: flooded ${goodText(flooded)}`);
  const penalized = await penalizedOf(node);
  const alone = goodFigures(before, await good.run(ALONE_SECONDS));
  progress(`${kind}: alone, before and after ${goodText(alone)}`);
  progress(`${kind}: ${attackText(attack)}, ${penalized} clients kept out`);
  good.leave();
  await node.stop();
  return { kind, alone, flooded, attack, penalized };
}

/** Counted over windows of ten seconds. */
async function penalizedOf(node: FloodNode): Promise<number> {
  await sleep(11_000);
  return metricOf(node, "portcullis_flood_clients", 'state="penalized"');
}

const attackText = ({ attempts, answered, refused, cut, seconds }: Attack): string =>
  `${Math.round(attempts / seconds)} attempts a second: ${answered} answered, ${refused} refused, ${cut} cut`;

function problemsOf({ kind, alone, flooded, attack, penalized }: Result, capacity: number): string[] {
  const problems: string[] = [];
  const ratio = flooded.p99Ms / alone.p99Ms;
  const answered = 1 - flooded.failures / flooded.requests;
  if (answered < LEAST_ANSWERED)
    problems.push(`${kind}: ${(answered * 100).toFixed(2)} % of the good clients' requests were answered`);
  if (kind === "heavy-client") {
    if (penalized > 0 || attack.refused + attack.cut > 0) problems.push(`${kind}: it was punished`);
    return problems;
  }
  if (ratio > MAX_RATIO) problems.push(`${kind}: the good clients' p99 is ${ratio.toFixed(2)} × unloaded`);
  const offered = attack.attempts / attack.seconds / capacity;
  if (offered < CAPACITY_TIMES * 0.95)
    problems.push(`${kind}: only ${offered.toFixed(2)} × the capacity was offered`);
  return problems;
}

function reportOf(results: readonly Result[], capacity: number): SectionReport {
  const rows: [string, string][] = [["capacity, orders a second", capacity.toFixed(0)]];
  for (const { kind, alone, flooded, attack, penalized } of results) {
    const offered = attack.attempts / attack.seconds;
    rows.push(
      [`${kind}: good clients alone`, goodText(alone)],
      [`${kind}: good clients beside it`, goodText(flooded)],
      [`${kind}: p99, × unloaded`, (flooded.p99Ms / alone.p99Ms).toFixed(2)],
      [`${kind}: offered, × capacity`, (offered / capacity).toFixed(2)],
      [`${kind}: the attack`, `${attackText(attack)}; ${penalized} clients kept out`],
    );
  }
  return {
    setting: "one worker with the Core Rule Set, orders of 6 KB, 200 good clients",
    promise: `good clients' p99 at most ${MAX_RATIO} × unloaded and ${LEAST_ANSWERED * 100} % answered; a heavy client below the limit is let be`,
    rows,
    problems: results.flatMap((result) => problemsOf(result, capacity)),
    figures: { capacity, results },
  };
}

async function run(times: number, progress: Progress, kinds: readonly string[]): Promise<SectionReport> {
  await ensurePackages(["wrk", "perl"]);
  return withBed(async (bed) => {
    const capacity = await measureCapacity(bed);
    progress(`capacity: ${capacity.toFixed(0)} orders a second`);
    const results: Result[] = [];
    for (let i = 0; i < times; i++) {
      for (const kind of kinds) results.push(await oneFlood(bed, kind, capacity, progress));
    }
    return reportOf(results, capacity);
  }, NOT_PINNED);
}
