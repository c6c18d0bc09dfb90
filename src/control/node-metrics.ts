// Everything that /metrics shows: the pages of all threads, the state of the node, and the process itself.

import { readdirSync } from "node:fs";
import type { FleetKeeper } from "#fleet/fleet.ts";
import type { FloodState } from "#flood/flood-watch.ts";
import type { Verdict } from "#posture/bypass-report.ts";
import type { GeoParts } from "#snapshot/geo-parts.ts";
import { MetricSet, type ReadablePage } from "#telemetry/exposition.ts";
import type { Readiness } from "./admin-server.ts";
import type { BypassSchedule } from "./bypass-schedule.ts";
import type { NetworkState } from "./network-states.ts";

export type NodeState = {
  readonly readiness: Readiness;
  readonly version: string;
  /** Whether the configuration on disk is the one in use, and since when (ms since the epoch). */
  readonly isLastReloadGood: boolean;
  readonly acceptedAtMs: number;
  /** The members that health checks ask; `isHealthy` is undefined where it is not known yet. */
  readonly members: readonly {
    readonly pool: string;
    readonly member: string;
    readonly isHealthy: boolean | undefined;
  }[];
  readonly isStoreUp: boolean;
  /** Undefined before the node has one. */
  readonly fleet: FleetKeeper | undefined;
  readonly networks: readonly NetworkState[];
  readonly geo: GeoParts | undefined;
  readonly flood: FloodState;
  readonly bypass: Pick<BypassSchedule, "states" | "history">;
  /** By name, those that serve now, with their ends in ms since the epoch. */
  readonly certificates: ReadonlyMap<string, { readonly expiresAtMs: number }>;
  /** When secrets are to be replaced that have such a date, ms since the epoch. */
  readonly secretEnds: ReadonlyMap<string, number>;
};

export function nodeMetrics(pages: Iterable<ReadablePage>, state: NodeState): MetricSet {
  const set = new MetricSet();
  for (const page of pages) set.addPage(page);
  addNode(set, state);
  for (const { pool, member, isHealthy } of state.members) {
    set.add("portcullis_upstream_healthy", { pool, member }, isHealthy === false ? 0 : 1);
  }
  addNetworks(set, state);
  addFlood(set, state.flood);
  addBypass(set, state);
  addKept(set, state);
  addProcess(set);
  return set;
}

function addNode(set: MetricSet, state: NodeState): void {
  const { readiness, version, isLastReloadGood, acceptedAtMs } = state;
  set.add("portcullis_workers", { state: "configured" }, readiness.workers.configured);
  set.add("portcullis_workers", { state: "current" }, readiness.workers.current);
  set.add("portcullis_snapshot_generation", {}, readiness.generation);
  set.add("portcullis_config_last_reload_successful", {}, isLastReloadGood ? 1 : 0);
  set.add("portcullis_config_last_reload_timestamp_seconds", {}, acceptedAtMs / 1000);
  for (const [certificate, { expiresAtMs }] of state.certificates) {
    const seconds = Math.round((expiresAtMs - Date.now()) / 1000);
    set.add("portcullis_certificate_expiry_seconds", { certificate }, seconds);
  }
  for (const [secret, dueMs] of state.secretEnds) {
    set.add("portcullis_secret_due_seconds", { secret }, Math.round((dueMs - Date.now()) / 1000));
  }
  set.add("portcullis_draining", {}, readiness.draining ? 1 : 0);
  set.add("portcullis_build_info", { version, node_version: process.versions.node }, 1);
}

function addNetworks(set: MetricSet, { networks, geo }: NodeState): void {
  const ageOf = (asOfMs: number): number => Math.round((Date.now() - asOfMs) / 1000);
  for (const { name, entries, feed } of networks) {
    set.add("portcullis_network_entries", { network: name }, entries);
    if (feed === undefined) continue;
    const { asOfMs, isStale } = feed;
    if (asOfMs !== undefined) set.add("portcullis_feed_age_seconds", { network: name }, ageOf(asOfMs));
    set.add("portcullis_feed_stale", { network: name }, asOfMs === undefined || isStale ? 1 : 0);
  }
  for (const data of ["countries", "asns"] as const) {
    const asOfMs = geo?.[data]?.facts.asOfMs;
    if (asOfMs !== undefined) set.add("portcullis_geo_data_age_seconds", { of: data }, ageOf(asOfMs));
  }
}

function addFlood(set: MetricSet, { isFlooded, perSecond, limits, refused, ...flood }: FloodState): void {
  set.add("portcullis_flood", {}, isFlooded ? 1 : 0);
  set.add("portcullis_flood_offered_per_second", {}, perSecond);
  set.add("portcullis_flood_limit", { of: "second" }, limits.globalPerSecond);
  set.add("portcullis_flood_limit", { of: "client" }, limits.clientPerWindow);
  set.add("portcullis_flood_limit", { of: "newcomer" }, limits.newcomerPerWindow);
  set.add("portcullis_flood_learned_hours", {}, flood.learnedHours);
  set.add("portcullis_flood_clients", { state: "seen" }, flood.clients);
  set.add("portcullis_flood_clients", { state: "penalized" }, flood.penalized);
  set.add("portcullis_flood_penalties_total", {}, flood.penalties);
  set.add("portcullis_flood_untracked_total", {}, flood.untracked);
  for (const [kind, { refused: count, dryRun }] of Object.entries(refused)) {
    set.add("portcullis_flood_refusals_total", { kind, outcome: "refused" }, count);
    set.add("portcullis_flood_refusals_total", { kind, outcome: "dry-run" }, dryRun);
  }
}

function addBypass(set: MetricSet, { bypass }: NodeState): void {
  for (const { pool, member, address, verdict: own } of bypass.states) {
    for (const verdict of VERDICTS) {
      const labels = { pool, member, address, verdict };
      set.add("portcullis_bypass_verdict", labels, verdict === own ? 1 : 0);
    }
  }
  for (const kind of ["light", "full"] as const) {
    const last = bypass.history.find((each) => each.kind === kind);
    if (last === undefined) continue;
    const seconds = Math.round(Date.parse(last.finishedAt) / 1000);
    set.add("portcullis_bypass_audit_timestamp_seconds", { kind }, seconds);
  }
}

const VERDICTS: readonly Verdict[] = ["proven-closed", "closed-from-inside-only", "open", "unknown"];

function addKept(set: MetricSet, { isStoreUp, fleet }: NodeState): void {
  set.add("portcullis_store_up", {}, isStoreUp ? 1 : 0);
  if (fleet === undefined) return;
  set.add("portcullis_list_entries", {}, fleet.lists.size);
  const lost = fleet.lostCounts();
  set.add("portcullis_counters_lost_total", { kind: "window" }, lost.windows);
  set.add("portcullis_counters_lost_total", { kind: "quota" }, lost.quotas);
  for (const name of ["configuration", "lists"] as const)
    set.add("portcullis_fleet_generation", { of: name }, fleet.generations.current(name));
}

function addProcess(set: MetricSet): void {
  const { user, system } = process.cpuUsage();
  set.add("process_cpu_seconds_total", {}, (user + system) / 1e6);
  set.add("process_resident_memory_bytes", {}, process.memoryUsage.rss());
  set.add("process_start_time_seconds", {}, Math.round(Date.now() - process.uptime() * 1000) / 1000);
  const openFiles = countOpenFiles();
  if (openFiles !== undefined) set.add("process_open_fds", {}, openFiles);
}

function countOpenFiles(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return undefined; // only Linux has it
  }
}
