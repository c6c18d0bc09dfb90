// A gateway with one WAF policy and one backend, from a configuration that is read, checked and compiled as a
// node does it. Its rules are a text of the test's own, beside those that every policy has.

import assert from "node:assert/strict";
import { loadConfig } from "#config/load.ts";
import { nodePorts } from "#config/node-ports.ts";
import { productEngines } from "#gateway/pipeline.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { compileGeo } from "#snapshot/compile-geo.ts";
import { compileWaf } from "#snapshot/compile-waf.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { startGateway, type TestGateway } from "./gateway.ts";
import { memoryPorts } from "./memory-ports.ts";
import type { Cleanup } from "./program.ts";
import { type Behaviour, type RawBackend, startRawBackend } from "./raw-backend.ts";

export type WafGatewayOptions = {
  /** What stands under `wafPolicies.tested` beside its rule set, in YAML's flow style: `mode: detection`. */
  readonly policy?: string;
  /** SecLang. */
  readonly rules: string;
  /** In place of the rules, in YAML: `crs`. */
  readonly ruleSet?: string;
  readonly format?: "json" | "modsecurity" | "audit";
  /** More of the configuration, as lines. */
  readonly more?: string;
  /** Of the route: `webSocket: {}`. */
  readonly route?: string;
  /** Of the listener: `http2: true`. */
  readonly listener?: string;
  /** Of the pool. */
  readonly pool?: string;
  readonly hasPolicy?: boolean;
};

export type WafGateway = TestGateway & { readonly backend: RawBackend };

const MAIN = "portcullis.yaml";

export async function startWafGateway(
  t: Cleanup,
  behaviour: Behaviour,
  options: WafGatewayOptions,
): Promise<WafGateway> {
  const backend = await startRawBackend(behaviour);
  t.after(() => backend.close());
  const gateway = await startGateway(snapshotOf(options, backend.port), productEngines);
  t.after(() => gateway.close());
  return { ...gateway, backend };
}

function snapshotOf(options: WafGatewayOptions, port: number): Snapshot {
  const { policy = "", rules, format = "json", more = "", route = "", hasPolicy = true } = options;
  const text = `version: 1
listeners: { public: { address: 127.0.0.1, port: 8080, ${options.listener ?? ""} } }
wafLog: { format: ${format} }
pools: { up: { members: [{ url: "http://127.0.0.1:${port}" }], ${options.pool ?? ""} } }
wafPolicies: { tested: { ruleSets: [${options.ruleSet ?? "{ files: rules.conf }"}], ${policy} } }
sites:
  all:
    hosts: ["*"]
    ${hasPolicy ? "wafPolicy: tested" : ""}
    routes: { all: { path: "/*", target: { pool: up }, ${route} } }
${more}
`;
  const files = { [MAIN]: text, "rules.conf": rules };
  const memory = memoryPorts(files);
  const { config, diagnostics } = loadConfig(MAIN, memory);
  assert.ok(config !== undefined, diagnostics.map(formatDiagnostic).join("\n"));
  const disk = nodePorts();
  const waf = compileWaf(config, {
    ...disk,
    readFile: (path) => (Object.hasOwn(files, path) ? memory.readFile(path) : disk.readFile(path)),
  });
  assert.ok(waf.policies !== undefined, waf.diagnostics.map(formatDiagnostic).join("\n"));
  const geo = compileGeo(config, disk);
  const snapshot = compileSnapshot(config, 1, {
    nodeKey: "key",
    wafPolicies: waf.policies,
    geo: geo.parts,
  });
  return { ...snapshot, listeners: snapshot.listeners.map((listener) => ({ ...listener, port: 0 })) };
}

/** A rule that ends requests with the word among their arguments, and one for such responses. */
export const wordRules = `
SecRule ARGS|REQUEST_HEADERS:X-Probe "@contains attack" \\
    "id:1001,phase:2,deny,status:403,log,msg:'An attack',severity:CRITICAL,tag:'attack-test'"
SecRule RESPONSE_BODY "@contains secret" "id:1002,phase:4,deny,status:403,log,msg:'A secret'"
`;
