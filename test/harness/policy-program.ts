// A WAF policy of a configuration as a program, read and compiled as a node does it, with real rule files.

import assert from "node:assert/strict";
import { loadConfig } from "#config/load.ts";
import { nodePorts } from "#config/node-ports.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { runSteps } from "#kernel/run-steps.ts";
import { compileWaf } from "#snapshot/compile-waf.ts";
import { programOf } from "#snapshot/waf-spec.ts";
import type { Program } from "#waf/waf.ts";
import { memoryPorts } from "./memory-ports.ts";

const MAIN = "portcullis.yaml";

/**
 * @param policy what stands under `wafPolicies.tested`, as one value of YAML; paths in it are absolute
 * @param mayWarn of rule sets that others wrote
 */
export function policyProgram(policy: string, mayWarn = false): Program {
  const text = `version: 1
listeners: { public: { address: 127.0.0.1, port: 8080 } }
wafPolicies: { tested: ${policy} }
sites:
  all: { hosts: ["*"], wafPolicy: tested, routes: { all: { path: "/*", target: { sinkpool: default } } } }
`;
  const { config, diagnostics } = loadConfig(MAIN, memoryPorts({ [MAIN]: text }));
  assert.ok(config !== undefined, diagnostics.map(formatDiagnostic).join("\n"));
  const compiled = compileWaf(config, nodePorts());
  const flaws = compiled.diagnostics.filter(({ severity }) => severity === "error" || !mayWarn);
  assert.deepEqual(flaws.map(formatDiagnostic), []);
  const [spec] = compiled.policies ?? [];
  assert.ok(spec !== undefined);
  return runSteps(programOf(spec));
}
