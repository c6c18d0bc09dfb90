// Reads the configuration into the plan that a node runs by, or into what is wrong with it.

import { isDeepStrictEqual } from "node:util";
import type { Config } from "#config/config.ts";
import { loadConfigWithSecrets } from "#config/load-with-secrets.ts";
import { nodePorts } from "#config/node-ports.ts";
import { besideFile, placeOf } from "#config/source.ts";
import { vaultPlaceOf } from "#config/vault-place.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import type { ProvidedSecrets } from "#secret/provided-secrets.ts";
import { compileSnapshot, type SnapshotParts } from "#snapshot/compile.ts";
import { compileApis } from "#snapshot/compile-apis.ts";
import { compileEgress } from "#snapshot/compile-egress.ts";
import { compileFeeds } from "#snapshot/compile-feeds.ts";
import { compileFlood } from "#snapshot/compile-flood.ts";
import { compileFunctions } from "#snapshot/compile-functions.ts";
import { compileGeo } from "#snapshot/compile-geo.ts";
import { acmeFolderOf } from "#snapshot/compile-listener.ts";
import { compileTelemetry } from "#snapshot/compile-telemetry.ts";
import { compileWaf } from "#snapshot/compile-waf.ts";
import { readContracts } from "#snapshot/read-contracts.ts";
import type { NodePlan } from "#snapshot/worker-link.ts";
import { SeenFiles } from "./file-watch.ts";
import { completeGuard, GuardIdentityError } from "./guard-documents.ts";
import { certificatesOf, completeTls, LocalAuthorityError } from "./tls-upkeep.ts";

export type LoadedPlan = {
  /** Names of certificates that could not be used as they are on disk. */
  readonly certificateFailures: readonly string[];
  /** Undefined where there is an error. */
  readonly plan: NodePlan | undefined;
  /** Errors and warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** What to watch for changes. */
  readonly seen: SeenFiles;
  /** The configuration's files as written, one after the other. */
  readonly text: string;
};

/**
 * Of `previous`, what the node runs by, the ticket keys live on, and certificates where new ones are bad.
 *
 * @param nodeKey kept from one plan of a node to the next: a new one would make its cookies void
 * @param secrets of providers, as far as they are known
 */
export async function loadPlan(
  configFile: string,
  generation: number,
  previous: NodePlan | undefined,
  nodeKey: string,
  secrets: ProvidedSecrets,
): Promise<LoadedPlan> {
  const inUse = certificatesOf(previous?.snapshot);
  const seen = new SeenFiles({ ...nodePorts(), certificateInUse: (name) => inUse.get(name) });
  const loaded = await loadConfigWithSecrets(configFile, seen.ports, secrets);
  const { config, diagnostics, certificateFailures, sources, needed } = loaded;
  const text = sources.map((source) => `# ${source.file}\n${source.text}`).join("\n");
  const read = { diagnostics, certificateFailures, seen, text };
  if (config === undefined) return { plan: undefined, ...read };
  const waf = compileWaf(config, seen.ports);
  const apis = await readContracts(compileApis(config, seen.ports, nodeKey), seen.ports);
  const geo = compileGeo(config, seen.ports, previous?.geo);
  const feeds = compileFeeds(config, seen.ports);
  const functions = await compileFunctions(config, seen.ports);
  const beside = [geo.diagnostics, feeds.diagnostics, functions.diagnostics];
  const parts = [diagnostics, waf.diagnostics, apis.diagnostics, ...beside];
  const found = { ...read, diagnostics: parts.flat() };
  if (waf.policies === undefined || apis.parts === undefined || geo.parts === undefined)
    return { plan: undefined, ...found };
  if (feeds.feeds === undefined) return { plan: undefined, ...found };
  if (functions.functions === undefined) return { plan: undefined, ...found };
  const engines = { wafPolicies: waf.policies, apis: apis.parts, functions: functions.functions };
  const plan = planOf(config, generation, engines, { nodeKey, geo: geo.parts, feeds: feeds.feeds });
  try {
    const nowMs = Date.now();
    const completed = await completeTls(plan.snapshot, previous?.snapshot, nowMs);
    const snapshot = completeGuard(completed, previous?.snapshot, plan.storePath, nowMs);
    // Those of a configuration that is refused are not forgotten: the one in force may need them.
    secrets.retain(needed);
    return { plan: { ...plan, snapshot }, ...found };
  } catch (error) {
    const diagnostic = completionDiagnostic(config, error);
    if (diagnostic === undefined) throw error;
    return { plan: undefined, ...found, diagnostics: [...found.diagnostics, diagnostic] };
  }
}

/** Undefined for what is no mistake of the configuration. */
function completionDiagnostic(config: Config, error: unknown): Diagnostic | undefined {
  if (error instanceof LocalAuthorityError) return authorityDiagnostic(config, error);
  if (!(error instanceof GuardIdentityError)) return undefined;
  const spot = config.places.value(config.store, "path");
  const message = `the key that signs the gateway's identity cannot be had: ${error.message}`;
  const hint = "it lies beside the store, whose folder the node has to write to";
  return { ...placeOf(spot), severity: "error", code: "identity-key", message, hint };
}

function authorityDiagnostic(config: Config, { listener, message }: LocalAuthorityError): Diagnostic {
  const tls = config.listeners.get(listener)?.tls;
  const spot =
    tls === undefined ? config.places.self(config.listeners) : config.places.value(tls, "localAuthority");
  const hint = "name a folder that Portcullis may write to";
  return { ...placeOf(spot), severity: "error", code: "local-authority", message, hint };
}

function planOf(
  config: Config,
  generation: number,
  parts: SnapshotParts,
  { nodeKey, geo, feeds }: Pick<NodePlan, "nodeKey" | "geo" | "feeds">,
): NodePlan {
  const { address, port, hosts } = config.admin;
  return {
    snapshot: compileSnapshot(config, generation, { ...parts, nodeKey, geo }),
    geo,
    feeds,
    workers: config.node.workers,
    admin: { address, port, hosts },
    nodeKey,
    telemetry: compileTelemetry(config),
    storePath: storePathOf(config),
    flood: compileFlood(config),
    egress: compileEgress(config),
    acme: { folder: acmeFolderOf(config), certificates: [...config.acme.values()] },
    secrets: { vault: vaultPlaceOf(config, config.places), refreshMs: config.secrets.refresh },
    auditSchedule: auditScheduleOf(config),
  };
}

function auditScheduleOf({ audit }: Config): NodePlan["auditSchedule"] {
  const { schedule } = audit.bypass;
  if (schedule === undefined) return undefined;
  const { light, full, onChange } = schedule;
  return { lightMs: light, fullMs: full, onChange };
}

export function storePathOf({ store, places }: Pick<Config, "store" | "places">): string {
  return besideFile(places.value(store, "path"), store.path);
}

/** True where both say the same, whatever their generations: a touched file is no new configuration. */
export function isSamePlan(a: NodePlan, b: NodePlan): boolean {
  const bare = (plan: NodePlan) => ({ ...plan, snapshot: { ...plan.snapshot, generation: 0 } });
  return isDeepStrictEqual(bare(a), bare(b));
}
