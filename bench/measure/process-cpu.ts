// CPU time of a server: user and system of all threads of its process and of the processes under it.

import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in hundredths of a second here, on every architecture. */
const MICROS_PER_TICK = 10_000;

export type CpuTime = { readonly userMicros: number; readonly systemMicros: number };

export type CpuReading = CpuTime & {
  /** The processes counted; a difference between two readings counts only where they are the same. */
  readonly pids: readonly number[];
};

type ProcessStat = { readonly parent: number; readonly userTicks: number; readonly systemTicks: number };

/** Reads the process and its descendants. Throws where the process is gone. */
export function readCpu(pid: number): CpuReading {
  const stats = allStats();
  const pids = [pid];
  for (const known of pids) {
    for (const [child, stat] of stats) if (stat.parent === known) pids.push(child);
  }
  let userTicks = 0;
  let systemTicks = 0;
  for (const id of pids) {
    const stat = stats.get(id);
    if (stat === undefined) throw new Error(`process ${id} is gone`);
    userTicks += stat.userTicks;
    systemTicks += stat.systemTicks;
  }
  return { userMicros: userTicks * MICROS_PER_TICK, systemMicros: systemTicks * MICROS_PER_TICK, pids };
}

/** The time spent between two readings. Throws where a process came or went in between. */
export function cpuBetween(before: CpuReading, after: CpuReading): CpuTime {
  if (before.pids.join() !== after.pids.join()) {
    throw new Error(`the server's processes changed from ${before.pids} to ${after.pids}`);
  }
  return {
    userMicros: after.userMicros - before.userMicros,
    systemMicros: after.systemMicros - before.systemMicros,
  };
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
  return { parent: Number(fields[1]), userTicks: Number(fields[11]), systemTicks: Number(fields[12]) };
}
