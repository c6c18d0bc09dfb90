// The configuration that a request is explained by, as a node would run it.

import { nodePorts } from "#config/node-ports.ts";
import { type Explanation, explainRequest } from "#gateway/explain.ts";
import { readWholeRequest } from "#http/whole-request.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { compileApis } from "#snapshot/compile-apis.ts";
import { compileFunctions } from "#snapshot/compile-functions.ts";
import { compileGeo } from "#snapshot/compile-geo.ts";
import { compileWaf } from "#snapshot/compile-waf.ts";
import { readContracts } from "#snapshot/read-contracts.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import type { ExplainOptions } from "./explain-command.ts";
import { loadConfiguration } from "./load-configuration.ts";

/** Signs cookies of affinity, which nobody keeps. */
const NODE_KEY = "explained";

/** Undefined where the configuration has errors, which are then told. @param bytes latin1 */
export async function explainBytesWith(
  bytes: string,
  options: ExplainOptions,
): Promise<Explanation | undefined> {
  const snapshot = await readSnapshot(options.config);
  if (snapshot === undefined) return undefined;
  const [first] = snapshot.listeners;
  try {
    return await explainRequest(snapshot, {
      request: readWholeRequest(bytes),
      listener: options.listener ?? first?.name ?? "",
      clientAddress: options.client,
      scheme: options.https === true ? "https" : "http",
      answer: {
        status: options.answerStatus,
        headers: [["Content-Type", "application/json"]],
        body: Buffer.from(options.answerBody, "utf8").toString("latin1"),
      },
      calls: options.repeat,
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

async function readSnapshot(file: string): Promise<Snapshot | undefined> {
  const { config, diagnostics } = await loadConfiguration(file);
  const waf = config === undefined ? undefined : compileWaf(config, nodePorts());
  const compiled = config === undefined ? undefined : compileApis(config, nodePorts(), NODE_KEY);
  const apis = compiled === undefined ? undefined : await readContracts(compiled, nodePorts());
  const geo = config === undefined ? undefined : compileGeo(config, nodePorts());
  const functions = config === undefined ? undefined : await compileFunctions(config, nodePorts());
  const found = [waf?.diagnostics, apis?.diagnostics, geo?.diagnostics, functions?.diagnostics];
  const all = [...diagnostics, ...found.flatMap((some) => some ?? [])];
  for (const diagnostic of all) {
    if (diagnostic.severity === "error") console.error(formatDiagnostic(diagnostic));
  }
  if (config === undefined || waf?.policies === undefined || apis?.parts === undefined) return undefined;
  if (geo?.parts === undefined || functions?.functions === undefined) return undefined;
  const snapshot = compileSnapshot(config, 1, {
    nodeKey: NODE_KEY,
    wafPolicies: waf.policies,
    apis: apis.parts,
    geo: geo.parts,
    functions: functions.functions,
  });
  const feeds = snapshot.networks.filter(({ isFeed }) => isFeed).map(({ name }) => name);
  if (feeds.length > 0) console.error(`feeds are not read here, and hold nobody: ${feeds.join(", ")}`);
  // No handshake takes place: certificates are for nobody.
  return { ...snapshot, listeners: snapshot.listeners.map((listener) => ({ ...listener, tls: undefined })) };
}
