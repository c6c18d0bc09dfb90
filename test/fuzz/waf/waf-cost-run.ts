// Takes the CPU time of requests, each made by the seed and its number. What seems expensive is measured anew
// by engines that have not seen it, so that neither the machine's noise nor what was learned the first time
// counts. They are made once: to make one takes longer than many requests.

import { parseRegex } from "#waf/regex/parse-regex.ts";
import type { RegexTree } from "#waf/regex/regex-tree.ts";
import { createWaf, type FastPlan, inflateForInspection, type Program, planWaf, type Waf } from "#waf/waf.ts";
import { crsTests } from "../../conformance/crs/crs-program.ts";
import { attackCorpora, otherAttacks } from "../../harness/attack-corpus.ts";
import { policyProgram } from "../../harness/policy-program.ts";
import { sharedPath } from "../../harness/shared-data.ts";
import { Random } from "../random.ts";
import { hostileCase } from "./hostile-case.ts";
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
  private readonly spares: readonly Waf[];
  private readonly usual: readonly WafCase[];
  private readonly payloads: readonly string[];
  private readonly patterns: readonly RegexTree[];
  /** Requests that took more CPU time than was promised. */
  overCount = 0;
  /** Requests whose inspection the cost limit ended. */
  undecidedCount = 0;
  /** The longest time for which one inspection held the thread. */
  longestBlockMs = 0;
  private totalMs = 0;
  private count = 0;

  constructor(seed: number, rules: keyof typeof policies) {
    this.seed = seed;
    this.program = policyProgram(policies[rules], true);
    this.plan = planWaf(this.program);
    this.waf = createWaf(this.program, { plan: this.plan, isWarmed: true });
    this.usual = casesOf(crsTests(sharedPath("crs-4.28/regression/tests"))).filter((_, i) => i % 40 === 0);
    this.patterns = patternsOf(this.program);
    const corpora = [...attackCorpora("sqli"), ...attackCorpora("xss"), ...otherAttacks()];
    this.payloads = corpora.flatMap(({ values }) => values);
    this.spares = Array.from({ length: SPARES }, () =>
      createWaf(this.program, { plan: this.plan, isWarmed: true }),
    );
    for (const waf of [this.waf, ...this.spares]) this.warm(waf);
  }

  get meanMs(): number {
    return this.totalMs / Math.max(1, this.count);
  }

  async measure(index: number): Promise<void> {
    const { payloads, patterns } = this;
    const random = new Random(Math.imul(this.seed, 1_000_003) + index);
    const request = await decoded(hostileCase({ random, payloads, patterns }));
    let taken = takenBy(this.waf, request);
    for (const spare of this.spares) {
      if (taken.cpuMs > SUSPECT_MS) taken = less(taken, takenBy(spare, request));
    }
    const { cpuMs: ms, wallMs, isUndecided } = taken;
    this.totalMs += ms;
    this.count++;
    if (ms > PROMISED_MS) this.overCount++;
    if (isUndecided) this.undecidedCount++;
    this.longestBlockMs = Math.max(this.longestBlockMs, wallMs);
    this.note({ ms, index, request, isUndecided });
  }

  private warm(waf: Waf): void {
    for (const request of this.usual) inspectCase(waf, request);
  }

  private note(found: Expensive): void {
    const last = this.worst[KEPT - 1];
    if (last !== undefined && last.ms >= found.ms) return;
    this.worst.push(found);
    this.worst.sort((a, b) => b.ms - a.ms);
    this.worst.length = Math.min(this.worst.length, KEPT);
  }
}

function takenBy(waf: Waf, request: WafCase): Taken {
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
