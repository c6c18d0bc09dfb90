// Resident memory of a process (VmRSS): now, and at its highest while something goes on.

import { readFileSync } from "node:fs";

const EVERY_MS = 20;

export type MemoryCourse = {
  readonly startBytes: number;
  readonly peakBytes: number;
  readonly endBytes: number;
};

export function residentBytes(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
  return Number(kib) * 1024;
}

/** What `work` gives, and the memory of the process before, during and after it. */
export async function memoryDuring<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<MemoryCourse & { readonly value: T }> {
  const startBytes = residentBytes(pid);
  let peakBytes = startBytes;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes(pid));
  }, EVERY_MS);
  try {
    const value = await work();
    const endBytes = residentBytes(pid);
    return { startBytes, peakBytes: Math.max(peakBytes, endBytes), endBytes, value };
  } finally {
    clearInterval(timer);
  }
}
