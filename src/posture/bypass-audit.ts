// The bypass audit: asks every backend of a configuration around the gateway, from every vantage, and says of
// each whether it is closed, open, or not to be told. Backends one beside the other, requests to one address
// one after the other.

import { createHash, randomUUID } from "node:crypto";
import type { Config } from "#config/config.ts";
import { auditBackend } from "./bypass/audit-backend.ts";
import { hostVantage, sourceVantage, type Vantage } from "./bypass/vantage.ts";
import { type AuditKey, auditIdOf } from "./bypass-certificate.ts";
import { auditSettings, type PlannedBackend, planAudit } from "./bypass-plan.ts";
import type { BackendReport, BypassReport } from "./bypass-report.ts";

export type AuditOptions = {
  readonly pool: string | undefined;
  readonly gateway: URL | undefined;
  /** P1, P3, P7 and P14 alone: finds what is open, and calls nothing closed. */
  readonly isLight: boolean;
  /** The program's. */
  readonly version: string;
  /** The configuration's files as they are written. */
  readonly sources: readonly { readonly text: string }[];
  /** Probe agents, beside the vantages of this machine. */
  readonly agents: readonly Vantage[];
  readonly key: AuditKey;
  /** Hears of how much there is to do. */
  readonly onPlan: (plan: AuditSize) => void;
  /** Hears of each backend when it is done. */
  readonly onBackend: (backend: BackendReport) => void;
};

export type AuditSize = { readonly backends: number; readonly vantages: number; readonly intervalMs: number };

/** How long a report proves something. */
const VALID_MS = 24 * 3_600_000;
const BACKENDS_AT_ONCE = 8;

export async function runBypassAudit(config: Config, options: AuditOptions): Promise<BypassReport> {
  const started = new Date();
  const id = randomUUID();
  const auditId = auditIdOf(id, options.key);
  const settings = auditSettings(config, auditId, options.isLight);
  const sources = [...config.audit.bypass.sources].map(([name, address]) => sourceVantage(name, address));
  const others = distinct([...sources, ...options.agents]);
  const planned = await planAudit(config, { ...options, auditId });
  const { intervalMs } = settings;
  options.onPlan({ backends: planned.length, vantages: others.length + 1, intervalMs });
  const reports = await inGroups(groupedByAddress(planned), async (backend) => {
    const source = config.pools.get(backend.pool)?.sourceAddress ?? "";
    const report = await reportOf(backend, [hostVantage(source), ...others], settings);
    options.onBackend(report);
    return report;
  });
  const finished = new Date();
  return {
    format: "portcullis-bypass-audit/1",
    id,
    node: config.node.name,
    version: options.version,
    configurationHash: hashOf(options.sources),
    startedAt: started.toISOString(),
    finishedAt: finished.toISOString(),
    validUntil: new Date(finished.getTime() + VALID_MS).toISOString(),
    vantages: [hostVantage(""), ...others].map(({ name, kind, isForeign, address, basis }) => ({
      ...{ name, kind, isForeign, address, basis },
    })),
    backends: planned.map((backend) => reports.get(backend)).filter((report) => report !== undefined),
  };
}

/** Results are told apart by the vantage's name: none may pass for the gateway's machine, or for another. */
function distinct(vantages: readonly Vantage[]): Vantage[] {
  const taken = new Set([hostVantage("").name]);
  return vantages.map((vantage) => {
    let { name } = vantage;
    for (let i = 2; taken.has(name); i++) name = `${vantage.name} ${i}`;
    taken.add(name);
    return { ...vantage, name };
  });
}

async function reportOf(
  { pool, member, address, place, what }: PlannedBackend,
  vantages: readonly [Vantage, ...Vantage[]],
  settings: ReturnType<typeof auditSettings>,
): Promise<BackendReport> {
  const base = { pool, member, address, place };
  if (what.kind === "target") return { ...base, ...(await auditBackend(what.target, vantages, settings)) };
  return { ...base, verdict: "unknown", reasons: [what.flaw], probes: [], requests: 0 };
}

/** Pools that share a server get their turns one after the other. */
function groupedByAddress(planned: readonly PlannedBackend[]): PlannedBackend[][] {
  const groups = Map.groupBy(planned, ({ address }) => address);
  return [...groups.values()];
}

async function inGroups(
  groups: readonly (readonly PlannedBackend[])[],
  work: (backend: PlannedBackend) => Promise<BackendReport>,
): Promise<ReadonlyMap<PlannedBackend, BackendReport>> {
  const done = new Map<PlannedBackend, BackendReport>();
  const waiting = [...groups];
  const takeTurns = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      for (const backend of group) done.set(backend, await work(backend));
    }
  };
  await Promise.all(Array.from({ length: BACKENDS_AT_ONCE }, takeTurns));
  return done;
}

function hashOf(sources: AuditOptions["sources"]): string {
  const sum = createHash("sha256");
  for (const { text } of sources) sum.update(`${text.length} ${text}`);
  return sum.digest("hex");
}
