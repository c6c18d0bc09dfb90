// Takes the CPU time of requests, each made by the seed and its number. What seems expensive is measured anew
// by engines that have seen little of its kind: an attacker sends what nobody has sent before. The least of
// these times counts, for what lies above it is the machine's noise. What took longer than was promised all
// the same is measured again on a core on which nobody else is at work.

import { parseRegex } from "#waf/regex/parse-regex.ts";
import type { RegexTree } from "#waf/regex/regex-tree.ts";
import { createWaf, type FastPlan, inflateForInspection, type Program, planWaf, type Waf } from "#waf/waf.ts";
import { crsTests } from "../../conformance/crs/crs-program.ts";
import { attackCorpora, otherAttacks } from "../../harness/attack-corpus.ts";
import { collectGarbage, collectYoung } from "../../harness/collect-garbage.ts";
import { policyProgram } from "../../harness/policy-program.ts";
import { bindToCore, type QuietCores } from "../../harness/quiet-cores.ts";
import { sharedPath } from "../../harness/shared-data.ts";
import { Random } from "../random.ts";
import { type Ledger, ledgerOf } from "./cost-ledger.ts";
import { hostileCase } from "./hostile-case.ts";
import { Places, profileOf, type Shares } from "./profile-inspection.ts";
import { casesOf, inspectCase, type WafCase } from "./waf-case.ts";

export type Expensive = {
  readonly ms: number;
  readonly index: number;
  readonly request: WafCase;
  /** The cost limit ended its inspection. */
  readonly isUndecided: boolean;
};

/** Of one inspection: on this thread, and by the clock, which is how long the event loop stood still. */
type Taken = { readonly cpuMs: number; readonly wallMs: number; readonly isUndecided: boolean };

export type Explanation = {
  /** By an engine that was warmed and has seen nothing since. */
  readonly firstMs: number;
  /** By the same engine again: the least of several. */
  readonly steadyMs: number;
  readonly places: Shares;
  readonly functions: Shares;
};

/** As a node runs it, with the limits that a policy has where it names none. */
const policies = {
  crs:
    `{ ruleSets: [crs], crs: { folder: "${sharedPath("crs-4.28")}" }, paranoiaLevel: 4, ` +
    "responseBody: { inspect: true } }",
  own: "{ ruleSets: [baseline, bots], paranoiaLevel: 4, responseBody: { inspect: true } }",
};
/** What such a policy looks at of a body. */
const LIMIT_BYTES = 131_072;
const SUSPECT_MS = 25;
const SPARES = 2;
/** Suspects after which spare engines are made anew: by then they have seen too much. */
const SUSPECTS_EACH = 150;
/** While code is still compiled, times are not those of a process that serves. */
const WARM_REQUESTS = 150;
const STEADY_RUNS = 4;
const KEPT = 200;
/** Of CPU time, for any request of up to 64 KB. */
export const PROMISED_MS = 50;

export class WafCost {
  /** The most expensive first. */
  readonly worst: Expensive[] = [];
  private readonly seed: number;
  private readonly program: Program;
  private readonly plan: FastPlan;
  private readonly waf: Waf;
  private spares: readonly Waf[] = [];
  private suspects = 0;
  private readonly usual: readonly WafCase[];
  private readonly payloads: readonly string[];
  private readonly patterns: readonly RegexTree[];
  private readonly quiet: QuietCores | undefined;
  private core = 0;
  /** Requests that took more CPU time than was promised, on a quiet core where one was found. */
  overCount = 0;
  /** Requests that did so at first. */
  overAtFirstCount = 0;
  /** The most that one of them took then. */
  worstAtFirstMs = 0;
  /** Requests whose inspection the cost limit ended. */
  undecidedCount = 0;
  /** The longest time for which one inspection held the thread. */
  longestBlockMs = 0;
  /** The most that one of the first took, which are not counted. */
  coldestMs = 0;
  private totalMs = 0;
  private count = 0;

  /**
   * @param time of `inspectionCost`; empty for the default
   * @param quiet where what takes long is measured again; undefined: nowhere
   */
  constructor(seed: number, rules: keyof typeof policies, time = "", quiet?: QuietCores) {
    this.seed = seed;
    this.quiet = quiet;
    const limits = time === "" ? "" : `, inspectionCost: { time: ${time} }`;
    this.program = policyProgram(policies[rules].replace(/ }$/, `${limits} }`), true);
    this.plan = planWaf(this.program);
    this.usual = casesOf(crsTests(sharedPath("crs-4.28/regression/tests"))).filter((_, i) => i % 40 === 0);
    this.patterns = patternsOf(this.program);
    const corpora = [...attackCorpora("sqli"), ...attackCorpora("xss"), ...otherAttacks()];
    this.payloads = corpora.flatMap(({ values }) => values);
    this.waf = this.freshWaf();
  }

  get meanMs(): number {
    return this.totalMs / Math.max(1, this.count);
  }

  /** Has code compiled, by requests that are not counted. */
  async warm(): Promise<void> {
    const waf = this.freshWaf();
    for (let index = 0; index < WARM_REQUESTS; index++) {
      const { cpuMs } = takenBy(waf, await this.requestOf(-1 - index));
      this.coldestMs = Math.max(this.coldestMs, cpuMs);
    }
  }

  async measure(index: number): Promise<void> {
    const request = await this.requestOf(index);
    let taken = takenBy(this.waf, request);
    if (taken.cpuMs > SUSPECT_MS) taken = this.measuredAnew(taken, request);
    if (taken.cpuMs > PROMISED_MS) {
      this.overAtFirstCount++;
      this.worstAtFirstMs = Math.max(this.worstAtFirstMs, taken.cpuMs);
      taken = await this.measuredQuietly(taken, request);
    }
    const { cpuMs: ms, wallMs, isUndecided } = taken;
    this.totalMs += ms;
    this.count++;
    if (ms > PROMISED_MS) this.overCount++;
    if (isUndecided) this.undecidedCount++;
    this.longestBlockMs = Math.max(this.longestBlockMs, wallMs);
    this.note({ ms, index, request, isUndecided });
  }

  /** The work of a request, kind by kind, and its time: of the first time that the engine sees it. */
  async account(index: number): Promise<{ readonly ms: number; readonly ledger: Ledger }> {
    const request = await this.requestOf(index);
    let ms = 0;
    const ledger = ledgerOf(() => {
      ms = takenBy(this.waf, request).cpuMs;
    });
    return { ms, ledger };
  }

  explain(request: WafCase): Explanation {
    const [waf, watched] = [this.freshWaf(), this.freshWaf()];
    const firstMs = takenBy(waf, request).cpuMs;
    const again = Array.from({ length: STEADY_RUNS }, () => takenBy(waf, request).cpuMs);
    const places = new Places();
    const functions = profileOf(() => {
      inspectCase(watched, request, (session) => places.watch(session));
      places.end();
    });
    return { firstMs, steadyMs: Math.min(...again), places: places.shares, functions };
  }

  async requestOf(index: number): Promise<WafCase> {
    const { payloads, patterns } = this;
    const random = new Random(Math.imul(this.seed, 1_000_003) + index);
    return decoded(hostileCase({ random, payloads, patterns }));
  }

  private measuredAnew(first: Taken, request: WafCase): Taken {
    if (this.suspects++ % SUSPECTS_EACH === 0) {
      this.spares = Array.from({ length: SPARES }, () => this.freshWaf());
      // What the making of engines left behind is no request's.
      collectGarbage();
    }
    return this.spares.reduce((least, spare) => less(least, takenBy(spare, request)), first);
  }

  /** By engines that have not seen it. */
  private async measuredQuietly(first: Taken, request: WafCase): Promise<Taken> {
    if (this.quiet === undefined) return first;
    const core = await this.quiet.find(this.core);
    bindToCore(process.pid, core);
    this.core = core;
    const fresh = Array.from({ length: SPARES }, () => this.freshWaf());
    collectGarbage();
    return fresh.reduce((least, waf) => less(least, takenBy(waf, request)), first);
  }

  private freshWaf(): Waf {
    const waf = createWaf(this.program, { plan: this.plan, isWarmed: true });
    for (const request of this.usual) inspectCase(waf, request);
    return waf;
  }

  private note(found: Expensive): void {
    const last = this.worst[KEPT - 1];
    if (last !== undefined && last.ms >= found.ms) return;
    this.worst.push(found);
    this.worst.sort((a, b) => b.ms - a.ms);
    this.worst.length = Math.min(this.worst.length, KEPT);
  }
}

/** What the making of the request left behind is collected before; what its inspection leaves counts. */
function takenBy(waf: Waf, request: WafCase): Taken {
  collectYoung();
  const startedMs = performance.now();
  const before = process.threadCpuUsage();
  const { isUndecided } = inspectCase(waf, request);
  const { user, system } = process.threadCpuUsage(before);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - startedMs, isUndecided };
}

const less = (a: Taken, b: Taken): Taken => ({
  cpuMs: Math.min(a.cpuMs, b.cpuMs),
  wallMs: Math.min(a.wallMs, b.wallMs),
  isUndecided: a.isUndecided || b.isUndecided,
});

/** As the gateway hands it over: what is packed is unpacked first, or is an error. */
async function decoded(request: WafCase): Promise<WafCase> {
  const coding = request.headers.find(([name]) => name === "Content-Encoding")?.[1];
  if (coding === undefined) return request;
  const { text } = await inflateForInspection(coding, request.body, LIMIT_BYTES);
  return { ...request, body: text };
}

function patternsOf({ phases }: Program): RegexTree[] {
  const trees: RegexTree[] = [];
  for (const item of phases.flat()) {
    if (item.kind === "marker") continue;
    for (const { operator } of item.links) {
      if (operator?.name !== "rx" || operator.argument.includes("%{")) continue;
      const parsed = parseRegex(operator.argument, {});
      if ("tree" in parsed) trees.push(parsed.tree);
    }
  }
  return trees;
}
