// Opens the rules that a command of `portcullis waf` is to work with.

import { nodePorts } from "#config/node-ports.ts";
import { type Diagnostic, formatDiagnostic } from "#kernel/diagnostic.ts";
import { runSteps } from "#kernel/run-steps.ts";
import { compileWaf } from "#snapshot/compile-waf.ts";
import { compileLonePolicy } from "#snapshot/lone-policy.ts";
import { programOf, type WafPolicySpec } from "#snapshot/waf-spec.ts";
import type { Program } from "#waf/waf.ts";
import { loadConfiguration } from "./load-configuration.ts";
import type { SourceOptions } from "./waf-source.ts";

export type WafSource = { readonly spec: WafPolicySpec; readonly program: Program };

/** Undefined where there is none; what is wrong is then on standard error. */
export async function openSource(options: SourceOptions): Promise<WafSource | undefined> {
  const { spec, diagnostics } = await readSource(options);
  const told = spec === undefined ? diagnostics : [];
  for (const diagnostic of told) console.error(formatDiagnostic(diagnostic));
  if (spec === undefined) return undefined;
  const name = options.config === undefined ? (options.crs ?? "baseline") : spec.name;
  return { spec: { ...spec, name }, program: runSteps(programOf(spec)) };
}

async function readSource(options: SourceOptions): Promise<{
  readonly spec: WafPolicySpec | undefined;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const { config, crs, policy, paranoiaLevel } = options;
  if (config !== undefined) return readConfigured(config, policy);
  const level = paranoiaLevel === undefined ? {} : { paranoiaLevel };
  const ruleSets =
    crs === undefined ? { ruleSets: ["baseline"] } : { ruleSets: ["crs"], crs: { folder: crs } };
  return compileLonePolicy({ ...ruleSets, ...level, mode: "prevention" });
}

async function readConfigured(file: string, name: string | undefined) {
  const { config, diagnostics } = await loadConfiguration(file);
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
