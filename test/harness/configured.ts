// A gateway that runs what a configuration says, read, checked and compiled as a node does it; only the
// ports of its listeners are the system's choice.

import assert from "node:assert/strict";
import { loadConfig } from "#config/load.ts";
import type { EngineStages } from "#gateway/pipeline.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { compileFunctions } from "#snapshot/compile-functions.ts";
import { compileGeo } from "#snapshot/compile-geo.ts";
import { compileWaf } from "#snapshot/compile-waf.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { startGateway, type TestGateway } from "./gateway.ts";
import { memoryPorts } from "./memory-ports.ts";
import { withOwnRules } from "./own-rules-ports.ts";

const MAIN = "portcullis.yaml";

/** @param text without its version and listeners: `public`, on loopback, stands for them */
export function configured(text: string, files: Readonly<Record<string, string>> = {}): Snapshot {
  return read(text, files).snapshot;
}

function read(text: string, files: Readonly<Record<string, string>>) {
  const listeners = "listeners: { public: { address: 127.0.0.1, port: 8080 } }";
  const main = `version: 1\n${/^listeners:/m.test(text) ? "" : `${listeners}\n`}${text}`;
  const ports = withOwnRules({ ...memoryPorts({ ...files, [MAIN]: main }), now: Date.now });
  const { config, diagnostics } = loadConfig(MAIN, ports);
  assert.ok(config !== undefined, diagnostics.map(formatDiagnostic).join("\n"));
  const waf = compileWaf(config, ports);
  assert.ok(waf.policies !== undefined, waf.diagnostics.map(formatDiagnostic).join("\n"));
  const geo = compileGeo(config, ports);
  const snapshot = compileSnapshot(config, 1, {
    nodeKey: "key",
    wafPolicies: waf.policies,
    geo: geo.parts,
  });
  const listenersOnAnyPort = snapshot.listeners.map((listener) => ({ ...listener, port: 0 }));
  return { config, ports, snapshot: { ...snapshot, listeners: listenersOnAnyPort } };
}

/** With the functions that it names, which are tried in their sandbox. */
export async function configuredWhole(
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Snapshot> {
  const { config, ports, snapshot } = read(text, files);
  const { functions, diagnostics } = await compileFunctions(config, ports);
  assert.ok(functions !== undefined, diagnostics.map(formatDiagnostic).join("\n"));
  return { ...snapshot, functions };
}

export async function startConfigured(
  text: string,
  files: Readonly<Record<string, string>> = {},
  engines: Partial<EngineStages> = {},
): Promise<TestGateway> {
  return startGateway(await configuredWhole(text, files), engines);
}
