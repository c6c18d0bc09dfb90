// Where the commands of `portcullis waf` take their rules from: a policy of a configuration, a folder with the
// Core Rule Set, or else the rules that come with Portcullis.

import { Command, InvalidArgumentError } from "commander";
import { loadConfig } from "#config/load.ts";
import { nodePorts } from "#config/node-ports.ts";
import { type Diagnostic, formatDiagnostic } from "#kernel/diagnostic.ts";
import { compileWaf } from "#snapshot/compile-waf.ts";
import { compileLonePolicy } from "#snapshot/lone-policy.ts";
import { programOf, type WafPolicySpec } from "#snapshot/waf-spec.ts";
import type { Program } from "#waf/waf.ts";

export type SourceOptions = {
  readonly config?: string;
  readonly policy?: string;
  readonly crs?: string;
  readonly paranoiaLevel?: number;
};

export type WafSource = { readonly spec: WafPolicySpec; readonly program: Program };

const LEVELS = 4;

/** Gives a command the options that say which rules are meant. */
export function withSourceOptions(command: Command): Command {
  return command
    .option("-c, --config <file>", "take a policy of this configuration")
    .option("-p, --policy <name>", "which policy; without it, the only one that there is")
    .option("--crs <folder>", "take the Core Rule Set in this folder, in place of a configuration")
    .option("--paranoia-level <level>", "with --crs: 1 to 4", level);
}

function level(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= LEVELS) return number;
  throw new InvalidArgumentError(`It takes a number from 1 to ${LEVELS}.`);
}

/** Undefined where there is none; what is wrong is then on standard error. */
export function openSource(options: SourceOptions): WafSource | undefined {
  const { spec, diagnostics } = readSource(options);
  const told = spec === undefined ? diagnostics : [];
  for (const diagnostic of told) console.error(formatDiagnostic(diagnostic));
  return spec === undefined ? undefined : { spec, program: wholeProgram(spec) };
}

function readSource(options: SourceOptions): {
  readonly spec: WafPolicySpec | undefined;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { config, crs, policy, paranoiaLevel } = options;
  if (config !== undefined) return readConfigured(config, policy);
  const level = paranoiaLevel === undefined ? {} : { paranoiaLevel };
  const ruleSets = crs === undefined ? { ruleSets: ["baseline"] } : { ruleSets: ["crs"], crs: { folder: crs } };
  return compileLonePolicy({ ...ruleSets, ...level, mode: "prevention" });
}

function readConfigured(file: string, name: string | undefined) {
  const { config, diagnostics } = loadConfig(file);
  if (config === undefined) return { spec: undefined, diagnostics };
  const waf = compileWaf(config, nodePorts());
  const all = [...diagnostics, ...waf.diagnostics];
  if (waf.policies === undefined) return { spec: undefined, diagnostics: all };
  const spec = name === undefined ? onlyOne(waf.policies) : waf.policies.find((each) => each.name === name);
  if (spec === undefined) {
    const names = waf.policies.map((each) => each.name).join(", ");
    const what = name === undefined ? "has not exactly one WAF policy" : `has no WAF policy "${name}"`;
    console.error(`${file} ${what}: ${names === "" ? "there is none" : `name one with --policy: ${names}`}`);
  }
  return { spec, diagnostics: [] };
}

const onlyOne = (policies: readonly WafPolicySpec[]): WafPolicySpec | undefined =>
  policies.length === 1 ? policies[0] : undefined;

function wholeProgram(spec: WafPolicySpec): Program {
  const steps = programOf(spec);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
