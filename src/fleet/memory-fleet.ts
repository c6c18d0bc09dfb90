// The fleet of one node: everything in shared memory that the supervisor owns, so that it outlives every
// thread. Windows do not outlive the process; lists and quotas do, in the store.

import { type Clock, machineClock } from "#kernel/clock.ts";
import type { Seed } from "#kernel/keyed-hash.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { FleetKeeper, FleetView, GenerationName, Generations, QuotaKeeper } from "./fleet.ts";
import { ListReader } from "./memory/list-reader.ts";
import { ListWriter } from "./memory/list-writer.ts";
import { MemoryBuckets } from "./memory/memory-buckets.ts";
import { MemoryCounters } from "./memory/memory-counters.ts";
import { allocatePermits, MemoryPermits } from "./memory/memory-permits.ts";
import { SlotTable } from "./memory/slot-table.ts";

/** Plain memory, to be handed to every thread of the node. */
export type FleetMemory = {
  readonly windows: SharedArrayBuffer;
  readonly quotas: SharedArrayBuffer;
  readonly lists: SharedArrayBuffer;
  readonly generations: SharedArrayBuffer;
  readonly permits: SharedArrayBuffer;
};

export type FleetSizes = {
  readonly maxWindows: number;
  readonly maxQuotas: number;
  readonly maxListEntries: number;
  readonly maxPermitKeys: number;
  readonly maxPermitHolders: number;
};

/** @param sizes those that are not the usual ones */
export function allocateFleet(sizes: Partial<FleetSizes> = {}): FleetMemory {
  const { maxWindows, maxQuotas, maxListEntries, maxPermitKeys, maxPermitHolders } = {
    ...defaultLimits.fleet,
    ...sizes,
  };
  return {
    windows: SlotTable.allocate(maxWindows),
    quotas: SlotTable.allocate(maxQuotas),
    lists: ListWriter.allocate(maxListEntries),
    generations: new SharedArrayBuffer(GENERATION_NAMES.length * 4),
    permits: allocatePermits(maxPermitKeys, maxPermitHolders),
  };
}

const GENERATION_NAMES: readonly GenerationName[] = ["configuration", "lists"];

/**
 * Gives the memory its seed, once, before a view of it is opened: what is kept of quotas can be read only
 * under the seed that they were counted under. Gives back the seed that is in force.
 */
export function seedFleet(memory: FleetMemory, seed: Seed): Seed {
  const windows = new SlotTable(memory.windows);
  const [k0, k1] = windows.seed;
  if (k0 !== 0 || k1 !== 0) return windows.seed;
  windows.seed = seed;
  new SlotTable(memory.quotas).seed = seed;
  ListWriter.seed(memory.lists, seed);
  return seed;
}

/**
 * What a worker has of the memory. What an earlier worker of the same number held is given back.
 * @param worker its number: no other view that is in use has it
 */
export function openFleetView(memory: FleetMemory, worker: number, clock: Clock = machineClock()): FleetView {
  const windows = new SlotTable(memory.windows);
  const permits = new MemoryPermits(memory.permits, worker, windows.seed);
  permits.releaseAll();
  return {
    counters: new MemoryCounters(memory, clock),
    lists: new ListReader(memory.lists, () => clock.wallMs()),
    permits,
    buckets: new MemoryBuckets(windows, worker, clock),
  };
}

export function openFleetKeeper(memory: FleetMemory, clock: Clock = machineClock()): FleetKeeper {
  const windows = new SlotTable(memory.windows);
  const quotas = new SlotTable(memory.quotas);
  return {
    lists: new ListWriter(memory.lists),
    quotas: quotaKeeper(quotas, clock),
    generations: memoryGenerations(memory.generations),
    leader: { isLeader: true },
    lostCounts: () => ({ windows: windows.lost, quotas: quotas.lost }),
  };
}

function quotaKeeper(table: SlotTable, clock: Clock): QuotaKeeper {
  return {
    rows: () => (table.isUsed ? table.rows(clock.wallMs()) : []),
    restore: (rows) => {
      const nowMs = clock.wallMs();
      let left = 0;
      for (const row of rows) if (!table.restore(row, nowMs)) left++;
      return left;
    },
  };
}

function memoryGenerations(buffer: SharedArrayBuffer): Generations {
  const ints = new Int32Array(buffer);
  const placeOf = (name: GenerationName): number => GENERATION_NAMES.indexOf(name);
  return {
    current: (of) => Atomics.load(ints, placeOf(of)),
    raise: (of, generation) => {
      const at = placeOf(of);
      for (let old = Atomics.load(ints, at); old < generation; old = Atomics.load(ints, at)) {
        if (Atomics.compareExchange(ints, at, old, generation) === old) return;
      }
    },
  };
}
