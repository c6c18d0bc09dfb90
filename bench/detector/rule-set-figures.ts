// Portcullis's baseline rule set beside the Core Rule Set, both at paranoia level 1 with the policy's usual
// settings: what they refuse of attacks and of what is none, and what a request costs under each.

import { createWaf, type Waf } from "#waf/waf.ts";
import type { Part } from "../../test/harness/attack-corpus.ts";
import { policyProgram } from "../../test/harness/policy-program.ts";
import { sharedPath } from "../../test/harness/shared-data.ts";
import type { Spread } from "../measure/statistics.ts";
import { measureCases } from "../micro/interleaved-cases.ts";
import { type PreparedRequest, type RequestCorpus, requestCorpora } from "./rule-set-requests.ts";

const ROUNDS = 5;
const TURN_MS = 300;

export type RuleSetName = "baseline" | "crs";

export type RefusalFigure = {
  readonly ruleSet: RuleSetName;
  readonly corpus: string;
  readonly part: Part;
  readonly isAttack: boolean;
  readonly requests: number;
  readonly refused: number;
  /** Refused or not, it has an anomaly score. */
  readonly scored: number;
};

export type RequestCost = {
  readonly ruleSet: RuleSetName;
  readonly traffic: "site log" | "values that are none" | "attacks";
  readonly us: Spread;
};

export type RuleSetFigures = {
  readonly refusals: readonly RefusalFigure[];
  readonly costs: readonly RequestCost[];
};

export function ruleSetFigures(): RuleSetFigures {
  const wafs = ruleSets();
  const corpora = requestCorpora();
  const refusals = wafs.flatMap(([ruleSet, waf]) =>
    corpora.map((corpus) => refusalsOf(ruleSet, waf, corpus)),
  );
  return { refusals, costs: costsOf(wafs, corpora) };
}

type NamedWaf = readonly [RuleSetName, Waf];

function ruleSets(): readonly NamedWaf[] {
  const crs = JSON.stringify(sharedPath("crs-4.28"));
  return [
    ["baseline", createWaf(policyProgram("{ ruleSets: [baseline] }"))],
    ["crs", createWaf(policyProgram(`{ ruleSets: [crs], crs: { folder: ${crs} } }`))],
  ];
}

function refusalsOf(ruleSet: RuleSetName, waf: Waf, corpus: RequestCorpus): RefusalFigure {
  const outcomes = corpus.requests.map((request) => inspect(waf, request));
  return {
    ruleSet,
    corpus: corpus.name,
    part: corpus.part,
    isAttack: corpus.isAttack,
    requests: corpus.requests.length,
    refused: outcomes.filter(({ interruption }) => interruption !== undefined).length,
    scored: outcomes.filter(({ score, interruption }) => score > 0 || interruption !== undefined).length,
  };
}

const ANSWER = { status: 200, protocol: "HTTP/1.1", reasonPhrase: "OK", headers: [] };

function inspect(waf: Waf, { input, body }: PreparedRequest) {
  const session = waf.newSession(input);
  if (session.requestHead() === undefined && session.requestBody(body) === undefined) {
    if (session.responseHead(ANSWER) === undefined) session.responseBody("");
  }
  session.finish();
  return session;
}

function costsOf(wafs: readonly NamedWaf[], corpora: readonly RequestCorpus[]): readonly RequestCost[] {
  const report = corpora.filter(({ part }) => part === "report");
  const traffics = [
    ["site log", report.filter(({ name, isAttack }) => name === "site log" && !isAttack)],
    ["values that are none", report.filter(({ name, isAttack }) => name !== "site log" && !isAttack)],
    ["attacks", report.filter(({ name, isAttack }) => name !== "site log" && isAttack)],
  ] as const;
  const cases = traffics.flatMap(([traffic, chosen]) => {
    const requests = chosen.flatMap((corpus) => corpus.requests);
    return wafs.map(([ruleSet, waf]) => ({
      name: `${ruleSet}, ${traffic}`,
      ruleSet,
      traffic,
      run: runner(waf, requests),
    }));
  });
  return measureCases(cases, { rounds: ROUNDS, turnMs: TURN_MS }).map(({ ruleSet, traffic, ns }) => ({
    ruleSet,
    traffic,
    us: { median: ns.median / 1000, min: ns.min / 1000, max: ns.max / 1000 },
  }));
}

/** Goes on where it stopped: a turn is shorter than the traffic, and rule sets remember values. */
function runner(waf: Waf, requests: readonly PreparedRequest[]): (operations: number) => number {
  let next = 0;
  return (operations) => {
    let matches = 0;
    for (let at = 0; at < operations; at++) {
      const request = requests[next];
      next = next + 1 === requests.length ? 0 : next + 1;
      if (request !== undefined) matches += inspect(waf, request).matches.length;
    }
    return matches;
  };
}
