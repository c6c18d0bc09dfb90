// Measures several servers in turns, so that a change of the machine's speed meets all of them alike, and
// checks that none of them skipped work that the others did: forwarding each request, logging each.

import { cpuBetween, readCpu } from "../measure/process-cpu.ts";
import { ANSWER_BYTES, upstreamRequests } from "../peers/upstream.ts";
import { AccessLog } from "./access-log.ts";
import { runH2load } from "./h2load.ts";
import type { Seats } from "./seats.ts";
import { runWrk } from "./wrk.ts";

export type Contestant = {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  readonly accessLog: string;
};

export type RoundPlan = {
  readonly shape: string;
  readonly scheme: "http" | "https";
  readonly protocol: "h1" | "h2";
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly connections: number;
  readonly seats: Pick<Seats, "client" | "settle" | "isDisturbed">;
  readonly upstreamPort: number;
  /** Every request must be refused, and none be forwarded. */
  readonly isRefused?: boolean;
  /** Variables that the shape reads; for wrk's shapes alone. */
  readonly environment?: Readonly<Record<string, string>>;
};

/** The head of a refusal. */
const LEAST_REFUSAL_BYTES = 100;

/** CPU times are per request. */
export type Measurement = {
  readonly cpuMicros: number;
  readonly userMicros: number;
  readonly systemMicros: number;
  readonly requestsPerSecond: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly requests: number;
  /** Somebody else was at work on the servers' core at its end, each time that it was tried. */
  readonly isDisturbed: boolean;
};

/** Of one round, where somebody else was at work on the servers' core. */
const MOST_ATTEMPTS = 3;

/** One measurement per round of each contestant, in the order of the rounds. */
export async function interleavedRounds(
  contestants: readonly Contestant[],
  plan: RoundPlan,
  progress: (text: string) => void,
): Promise<ReadonlyMap<string, readonly Measurement[]>> {
  const results = new Map(contestants.map((contestant) => [contestant.name, [] as Measurement[]]));
  const logs = new Map(contestants.map(({ name, accessLog }) => [name, new AccessLog(accessLog)]));
  const answered = new Map<string, number>();
  for (let round = 0; round <= plan.rounds; round++) {
    const seconds = round === 0 ? plan.warmUpSeconds : plan.seconds;
    for (const contestant of rotated(contestants, round)) {
      const { name } = contestant;
      progress(
        `${plan.shape} ${plan.protocol} ${plan.scheme}: ${round === 0 ? "warm-up" : `round ${round} of ${plan.rounds}`}, ${name}`,
      );
      const attempts = round === 0 ? 1 : MOST_ATTEMPTS;
      for (let attempt = 1; ; attempt++) {
        await checkLog(name, logs, answered);
        await plan.seats.settle();
        const measured = await measure(contestant, plan, seconds);
        answered.set(name, measured.requests);
        const isDisturbed = await plan.seats.isDisturbed();
        if (isDisturbed && attempt < attempts) continue;
        if (round > 0) results.get(name)?.push({ ...measured, isDisturbed });
        break;
      }
    }
  }
  for (const { name } of contestants) await checkLog(name, logs, answered);
  return results;
}

/** Of a server's last turn; by now it has mostly had the others' turns to write its lines. */
async function checkLog(
  name: string,
  logs: ReadonlyMap<string, AccessLog>,
  answers: ReadonlyMap<string, number>,
): Promise<void> {
  const answered = answers.get(name) ?? 0;
  const log = logs.get(name);
  const logged = (await log?.settledLines(answered)) ?? 0;
  if (logged < answered) throw new Error(`${name} logged ${logged} lines for ${answered} answers`);
  log?.empty();
}

async function measure(
  contestant: Contestant,
  plan: RoundPlan,
  seconds: number,
): Promise<Omit<Measurement, "isDisturbed">> {
  const forwardedBefore = await upstreamRequests(plan.upstreamPort);
  const before = readCpu(contestant.pid);
  const run = plan.protocol === "h2" ? runH2load : runWrk;
  const figures = await run({
    url: `${plan.scheme}://127.0.0.1:${contestant.port}/`,
    shape: plan.shape,
    connections: plan.connections,
    seconds,
    core: plan.seats.client,
    answerBytes: plan.isRefused === true ? LEAST_REFUSAL_BYTES : ANSWER_BYTES,
    isRefused: plan.isRefused === true,
    environment: plan.environment ?? {},
  });
  const cpu = cpuBetween(before, readCpu(contestant.pid));
  const forwarded = (await upstreamRequests(plan.upstreamPort)) - forwardedBefore;
  // The question for this count is one.
  if (plan.isRefused === true && forwarded > 1) {
    throw new Error(`${contestant.name} forwarded ${forwarded - 1} requests that it should refuse`);
  }
  if (plan.isRefused !== true && forwarded < figures.requests) {
    throw new Error(`${contestant.name} answered ${figures.requests} but forwarded only ${forwarded}`);
  }
  const { requests, p50Micros, p99Micros } = figures;
  const requestsPerSecond = requests / (figures.durationMicros / 1e6);
  const userMicros = cpu.userMicros / requests;
  const systemMicros = cpu.systemMicros / requests;
  const cpuMicros = userMicros + systemMicros;
  return { cpuMicros, userMicros, systemMicros, requestsPerSecond, p50Micros, p99Micros, requests };
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const from = by % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
}
