// The fast way of running rules against the plain interpreter, on requests that a seed makes: mutations of
// the Core Rule Set's tests and of the attack corpora. What they differ on is kept as a file.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWaf, type Waf, type WafDifference } from "#waf/waf.ts";
import { crsProgram, crsTests } from "../../conformance/crs/crs-program.ts";
import { attackCorpora, benignCorpora, otherAttacks } from "../../harness/attack-corpus.ts";
import { policyProgram } from "../../harness/policy-program.ts";
import { sharedPath } from "../../harness/shared-data.ts";
import { Random } from "../random.ts";
import { mutateCase } from "./mutate-case.ts";
import { bytesOf, casesOf, inspectCase, type WafCase } from "./waf-case.ts";

/** Where requests are kept on which the two ways differed, to be run again by every run of the tests. */
export const WAF_DIFFERENCES = join(import.meta.dirname, "difference");

export type KeptWafDifference = WafCase & { readonly setting: string };

/** Each request runs in one of these. */
const settings = {
  "PL1 prevention": { paranoiaLevel: 1, mode: "On", hasTestLimits: false },
  "PL4 detection": { paranoiaLevel: 4, mode: "DetectionOnly", hasTestLimits: true },
  "PL4 prevention": { paranoiaLevel: 4, mode: "On", hasTestLimits: true },
  "own rules": "{ ruleSets: [baseline, bots], paranoiaLevel: 4, responseBody: { inspect: true } }",
} as const;

type SettingName = keyof typeof settings;
// Object.keys cannot tell its type.
const settingNames = Object.keys(settings) as SettingName[];

export class WafDifferential {
  readonly differences: string[] = [];
  requests = 0;
  private readonly wafs: ReadonlyMap<string, Waf>;
  private found: WafDifference | undefined;

  constructor() {
    const folder = sharedPath("crs-4.28");
    const onDifference = (difference: WafDifference): void => {
      this.found = difference;
    };
    const build = (name: SettingName): [string, Waf] => {
      const setting = settings[name];
      const program =
        typeof setting === "string" ? policyProgram(setting) : crsProgram({ folder, ...setting });
      return [name, createWaf(program, { execution: "verify", onDifference })];
    };
    this.wafs = new Map(settingNames.map(build));
  }

  /** What the two ways differ on; undefined where they agree. */
  differenceOn(setting: string, request: WafCase): WafDifference | undefined {
    const waf = this.wafs.get(setting);
    if (waf === undefined) throw new Error(`no such setting: ${setting}`);
    this.found = undefined;
    this.requests++;
    inspectCase(waf, request);
    return this.found;
  }

  /** Keeps a request on which they differ, and describes it. */
  try(setting: string, request: WafCase, name: string): void {
    const difference = this.differenceOn(setting, request);
    if (difference === undefined) return;
    const file = join(WAF_DIFFERENCES, `${name}.json`);
    writeFileSync(file, `${JSON.stringify({ setting, ...request }, undefined, 2)}\n`);
    const bytes = Buffer.from(bytesOf(request), "latin1").toString("base64");
    const lines = [
      `${file} (${setting})`,
      bytes,
      ...difference.onlyFast.map((line) => `  fast   ${line}`),
      ...difference.onlyPlain.map((line) => `  plain  ${line}`),
    ];
    this.differences.push(lines.join("\n"));
  }
}

/** More tell nothing new. */
const MOST_DIFFERENCES = 10;

export type WafFuzzPlan = {
  readonly seed: number;
  /** It ends with whichever of the two comes first. */
  readonly requests: number;
  readonly seconds: number;
  /** All tests of the rule set first, as they are. */
  readonly isWhole: boolean;
};

export function fuzzWaf(differential: WafDifferential, plan: WafFuzzPlan): void {
  const cases = casesOf(crsTests(sharedPath("crs-4.28/regression/tests")));
  const corpora = [...attackCorpora("sqli"), ...attackCorpora("xss"), ...otherAttacks(), ...benignCorpora()];
  const payloads = corpora.flatMap(({ values }) => values);
  const random = new Random(plan.seed);
  const endMs = performance.now() + plan.seconds * 1000;
  if (plan.isWhole) {
    for (const [index, request] of cases.entries()) {
      for (const setting of settingNames) differential.try(setting, request, `test-${index}`);
    }
  }
  const source = { random, payloads, cases };
  for (let i = 0; i < plan.requests && performance.now() < endMs; i++) {
    const seed = cases[random.below(cases.length)];
    if (seed === undefined || differential.differences.length >= MOST_DIFFERENCES) return;
    const setting = settingNames[random.below(settingNames.length)] ?? "PL4 detection";
    differential.try(setting, mutateCase(seed, source), `${plan.seed}-${i}`);
  }
}

export const readKept = (file: string): KeptWafDifference =>
  // Written by `try`, in this form.
  JSON.parse(readFileSync(file, "utf8")) as KeptWafDifference;
