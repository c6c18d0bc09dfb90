// CPU time of a server: user and system of all threads of its process and of the processes under it.

import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in hundredths of a second here, on every architecture. */
const MICROS_PER_TICK = 10_000;

export type CpuReading = {
  readonly micros: number;
  /** The processes counted; a difference between two readings counts only where they are the same. */
  readonly pids: readonly number[];
};

type ProcessStat = { readonly parent: number; readonly ticks: number };

/** Reads the process and its descendants. Throws where the process is gone. */
export function readCpu(pid: number): CpuReading {
  const stats = allStats();
  const pids = [pid];
  for (const known of pids) {
    for (const [child, stat] of stats) if (stat.parent === known) pids.push(child);
  }
  const ticks = pids.reduce((sum, id) => sum + (stats.get(id)?.ticks ?? Number.NaN), 0);
  if (Number.isNaN(ticks)) throw new Error(`process ${pid} is gone`);
  return { micros: ticks * MICROS_PER_TICK, pids };
}

/** Microseconds spent between two readings. Throws where a process came or went in between. */
export function cpuBetween(before: CpuReading, after: CpuReading): number {
  if (before.pids.join() !== after.pids.join()) {
    throw new Error(`the server's processes changed from ${before.pids} to ${after.pids}`);
  }
  return after.micros - before.micros;
}

function allStats(): Map<number, ProcessStat> {
  const stats = new Map<number, ProcessStat>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    const stat = Number.isInteger(pid) ? readStat(pid) : undefined;
    if (stat !== undefined) stats.set(pid, stat);
  }
  return stats;
}

function readStat(pid: number): ProcessStat | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined; // It ended between the listing and the reading.
  }
  // The name in parentheses may hold anything; the fields after it are numbered from 3 in proc(5).
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}
