// WAF policies of a configuration → programs of rules, in the form that a snapshot carries. The rule files
// are read here, so that every mistake in them is told like those of the configuration: with its file, line
// and column.

import { createHash } from "node:crypto";
import type { Config, WafPolicy } from "#config/config.ts";
import type { ConfigPorts } from "#config/files.ts";
import { placeOf } from "#config/source.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { buildProgram, type Program, planWaf } from "#waf/waf.ts";
import { absentCountries } from "./absent-countries.ts";
import { absentRules } from "./absent-rules.ts";
import { adjustProgram } from "./adjust-program.ts";
import { policyRoots } from "./policy-roots.ts";
import { compileExceptions } from "./waf-exceptions.ts";
import { compilePatches, patchDiagnostics, patchProgram } from "./waf-patches.ts";
import type { WafPolicySpec } from "./waf-spec.ts";

export type WrittenPolicy = WafPolicy;

export type CompiledWaf = {
  /** Undefined where there is an error. */
  readonly policies: readonly WafPolicySpec[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Every rule file that was read or looked for. */
  readonly files: readonly string[];
};

type Ports = Pick<ConfigPorts, "readFile" | "glob" | "now">;

export function compileWaf(config: Config, ports: Ports): CompiledWaf {
  const files = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const policies: WafPolicySpec[] = [];
  for (const [name, policy] of config.wafPolicies) {
    if (policy.mode === "off") continue;
    const program = compilePolicy(name, policy, config, readers(ports, files), diagnostics);
    if (program !== undefined) policies.push(specOf(name, policy, program, config, ports.now()));
  }
  const hasErrors = diagnostics.some(({ severity }) => severity === "error");
  return { policies: hasErrors ? undefined : policies, diagnostics, files: [...files] };
}

/** Rule files are bytes, a char each. */
function readers(ports: Ports, files: Set<string>) {
  return {
    now: ports.now,
    readFile: (path: string): string | undefined => {
      files.add(path);
      try {
        return Buffer.from(ports.readFile(path)).toString("latin1");
      } catch {
        return undefined;
      }
    },
    glob: (pattern: string): readonly string[] => {
      if (!/[*?[]/.test(pattern)) return [pattern];
      return [...ports.glob(pattern)].toSorted();
    },
  };
}

function compilePolicy(
  name: string,
  policy: WrittenPolicy,
  config: Config,
  { readFile, glob, now }: ReturnType<typeof readers>,
  diagnostics: Diagnostic[],
): Program | undefined {
  const { roots, missing } = policyRoots(name, policy, config, { readFile, glob, now });
  if (missing.length > 0) {
    diagnostics.push(...missing);
    return undefined;
  }
  const built = buildProgram({ roots, readFile, glob });
  const { program } = built;
  const found = patchDiagnostics(policy, program, built.diagnostics, config);
  diagnostics.push(...found);
  if (program === undefined || found.some(({ severity }) => severity === "error")) return undefined;
  diagnostics.push(...absentRules(policy, program, config), ...absentCountries(program, config));
  const place = placeOf(config.places.key(config.wafPolicies, name));
  return withCost(adjustProgram(patchProgram(program, policy), policy, place), policy);
}

function withCost(program: Program, { inspectionCost }: WrittenPolicy): Program {
  const { limit: baseUnits, perByte: unitsPerByte, time: cpuMs } = inspectionCost;
  return {
    ...program,
    settings: { ...program.settings, inspectionCost: { baseUnits, unitsPerByte, cpuMs } },
  };
}

function specOf(
  name: string,
  policy: WrittenPolicy,
  program: Program,
  config: Config,
  nowMs: number,
): WafPolicySpec {
  const { settings, phases, files } = program;
  const texts = phases.map((items) => items.map((item) => JSON.stringify(item)));
  const { requestBody, responseBody } = policy;
  const spec = {
    name,
    isPrevention: policy.mode === "prevention",
    requestBody: {
      isInspected: requestBody.inspect,
      limitBytes: requestBody.limit,
      overLimit: requestBody.overLimit,
    },
    responseBody: {
      isInspected: responseBody.inspect,
      limitBytes: responseBody.limit,
      overLimit: responseBody.overLimit,
    },
    exceptions: compileExceptions(policy, [...config.networks.keys()]),
    patches: compilePatches(policy, nowMs),
    settings,
    phases: texts,
    files,
  };
  const fingerprint = createHash("sha256").update(JSON.stringify(spec)).digest("hex");
  return { ...spec, fingerprint, plan: planWaf(program) };
}
