// Reads the configuration into the plan that a node runs by, or into what is wrong with it.

import { isDeepStrictEqual } from "node:util";
import type { Config } from "#config/config.ts";
import { loadConfig } from "#config/load.ts";
import { nodePorts } from "#config/node-ports.ts";
import { besideFile } from "#config/source.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { compileTelemetry } from "#snapshot/compile-telemetry.ts";
import type { NodePlan } from "#snapshot/worker-link.ts";
import { SeenFiles } from "./file-watch.ts";

export type LoadedPlan = {
  /** Undefined where there is an error. */
  readonly plan: NodePlan | undefined;
  /** Errors and warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** What to watch for changes. */
  readonly seen: SeenFiles;
  /** The configuration's files as written, one after the other. */
  readonly text: string;
};

/** @param nodeKey kept from one plan of a node to the next: a new one would make its cookies void */
export function loadPlan(configFile: string, generation: number, nodeKey: string): LoadedPlan {
  const seen = new SeenFiles(nodePorts());
  const { config, diagnostics, sources } = loadConfig(configFile, seen.ports);
  const plan = config === undefined ? undefined : planOf(config, generation, nodeKey);
  const text = sources.map((source) => `# ${source.file}\n${source.text}`).join("\n");
  return { plan, diagnostics, seen, text };
}

function planOf(config: Config, generation: number, nodeKey: string): NodePlan {
  const { address, port, hosts } = config.admin;
  return {
    snapshot: compileSnapshot(config, generation, nodeKey),
    workers: config.node.workers,
    admin: { address, port, hosts },
    nodeKey,
    telemetry: compileTelemetry(config),
    storePath: storePathOf(config),
  };
}

export function storePathOf({ store, places }: Config): string {
  return besideFile(places.value(store, "path"), store.path);
}

/** True where both say the same, whatever their generations: a touched file is no new configuration. */
export function isSamePlan(a: NodePlan, b: NodePlan): boolean {
  const bare = (plan: NodePlan) => ({ ...plan, snapshot: { ...plan.snapshot, generation: 0 } });
  return isDeepStrictEqual(bare(a), bare(b));
}
