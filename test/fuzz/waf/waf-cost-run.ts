// Takes the CPU time of requests, each made by the seed and its number. What seems expensive is measured anew
// by an engine that has not seen it, so that neither the machine's noise nor what was learned the first time
// counts.

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

export type Expensive = { readonly ms: number; readonly index: number; readonly request: WafCase };

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
const KEPT = 200;

export class WafCost {
  /** The most expensive first. */
  readonly worst: Expensive[] = [];
  private readonly seed: number;
  private readonly program: Program;
  private readonly plan: FastPlan;
  private readonly waf: Waf;
  private readonly usual: readonly WafCase[];
  private readonly payloads: readonly string[];
  private readonly patterns: readonly RegexTree[];
  private totalMs = 0;
  private count = 0;

  constructor(seed: number, rules: keyof typeof policies) {
    this.seed = seed;
    this.program = policyProgram(policies[rules], true);
    this.plan = planWaf(this.program);
    this.waf = createWaf(this.program, { plan: this.plan });
    this.usual = casesOf(crsTests(sharedPath("crs-4.28/regression/tests"))).filter((_, i) => i % 40 === 0);
    this.patterns = patternsOf(this.program);
    const corpora = [...attackCorpora("sqli"), ...attackCorpora("xss"), ...otherAttacks()];
    this.payloads = corpora.flatMap(({ values }) => values);
    this.warm(this.waf);
  }

  get meanMs(): number {
    return this.totalMs / Math.max(1, this.count);
  }

  async measure(index: number): Promise<void> {
    const { payloads, patterns } = this;
    const random = new Random(Math.imul(this.seed, 1_000_003) + index);
    const request = await decoded(hostileCase({ random, payloads, patterns }));
    let ms = cpuMsOf(this.waf, request);
    if (ms > SUSPECT_MS) ms = Math.min(ms, this.coldMs(request));
    this.totalMs += ms;
    this.count++;
    this.note({ ms, index, request });
  }

  /** By an engine of its own, which knows the usual and nothing else. */
  private coldMs(request: WafCase): number {
    const waf = createWaf(this.program, { plan: this.plan });
    this.warm(waf);
    return cpuMsOf(waf, request);
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

function cpuMsOf(waf: Waf, request: WafCase): number {
  const before = process.threadCpuUsage();
  inspectCase(waf, request);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

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
