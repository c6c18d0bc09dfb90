// Planned clusters as plain data on shared memory: one thread plans them, others read them where they are,
// and nothing is copied. A plan of all of CRS takes a second to make and 3 MB to keep.

import { type ByteSet, SET_WORDS } from "./byte-set.ts";
import type { CompleteTable } from "./complete-table.ts";
import type { ClusterPlan } from "./plan-clusters.ts";
import type { Program } from "./program.ts";

type PackedProgram = {
  /** Where its arrays begin, in bytes, one behind the other: x, y, z, sets, op. */
  readonly at: number;
  readonly length: number;
  readonly setCount: number;
  readonly slotCount: number;
};

type PackedTable = {
  /** Where it begins, in bytes: entries, then the column of each byte. */
  readonly at: number;
  readonly length: number;
  readonly columns: number;
  readonly first: number;
};

type PackedCluster = {
  readonly indexes: readonly number[];
  readonly required: readonly number[];
  readonly minLength: number;
  readonly programs: readonly PackedProgram[];
  readonly tables: readonly (PackedTable | undefined)[];
  readonly needs: readonly { readonly at: number; readonly length: number }[];
};

export type PackedPlans = {
  readonly memory: SharedArrayBuffer;
  readonly clusters: readonly PackedCluster[];
};

const WORD = 4;
/** There are so many. */
const BYTES = 256;

export function packPlans(plans: readonly ClusterPlan[]): PackedPlans {
  const sizes = plans.flatMap(({ programs, tables, needs }) => [
    ...programs.map(bytesOf),
    ...tables.map((table) => (table === undefined ? 0 : bytesOfTable(table))),
    ...needs.map(({ length }) => length * WORD),
  ]);
  const memory = new SharedArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  const clusters = plans.map(({ indexes, programs, required, minLength, tables, needs }) => ({
    indexes,
    required: [...required],
    minLength,
    programs: programs.map((program) => {
      const packed = {
        at,
        length: program.op.length,
        setCount: program.sets.length,
        slotCount: program.slotCount,
      };
      write(memory, at, program);
      at += bytesOf(program);
      return packed;
    }),
    tables: tables.map((table) => {
      if (table === undefined) return undefined;
      const { columns, first } = table;
      const packed = { at, length: table.table.length, columns, first };
      new Int32Array(memory, at, packed.length).set(table.table);
      new Uint8Array(memory, at + packed.length * WORD, BYTES).set(table.ofByte);
      at += bytesOfTable(table);
      return packed;
    }),
    needs: needs.map((words) => {
      const packed = { at, length: words.length };
      new Int32Array(memory, at, words.length).set(words);
      at += words.length * WORD;
      return packed;
    }),
  }));
  return { memory, clusters };
}

function bytesOf({ op, sets }: Program): number {
  const words = op.length * 3 + sets.length * SET_WORDS + Math.ceil(op.length / WORD);
  return words * WORD;
}

const bytesOfTable = ({ table }: CompleteTable): number => table.length * WORD + BYTES;

function write(memory: SharedArrayBuffer, at: number, { op, x, y, z, sets }: Program): void {
  const { length } = op;
  const words = new Int32Array(memory, at, length * 3);
  words.set(x, 0);
  words.set(y, length);
  words.set(z, length * 2);
  const setsAt = at + length * 3 * WORD;
  for (const [index, set] of sets.entries()) {
    new Uint32Array(memory, setsAt + index * SET_WORDS * WORD, SET_WORDS).set(set);
  }
  new Uint8Array(memory, setsAt + sets.length * SET_WORDS * WORD, length).set(op);
}

/** One after another, as they are asked for. */
export function* unpackPlans({ memory, clusters }: PackedPlans): Generator<ClusterPlan> {
  for (const { indexes, required, minLength, programs, tables, needs } of clusters) {
    yield {
      indexes,
      required: Uint32Array.from(required),
      minLength,
      programs: programs.map((packed) => read(memory, packed)),
      tables: tables.map((packed) => packed && readTable(memory, packed)),
      needs: needs.map((packed) => new Int32Array(memory, packed.at, packed.length)),
    };
  }
}

const readTable = (
  memory: SharedArrayBuffer,
  { at, length, columns, first }: PackedTable,
): CompleteTable => ({
  table: new Int32Array(memory, at, length),
  ofByte: new Uint8Array(memory, at + length * WORD, BYTES),
  columns,
  first,
});

function read(memory: SharedArrayBuffer, { at, length, setCount, slotCount }: PackedProgram): Program {
  const setsAt = at + length * 3 * WORD;
  const sets: ByteSet[] = [];
  for (let index = 0; index < setCount; index++) {
    // Sets are small and looked at by value: they are the thread's own.
    sets.push(new Uint32Array(memory, setsAt + index * SET_WORDS * WORD, SET_WORDS).slice());
  }
  return {
    op: new Uint8Array(memory, setsAt + setCount * SET_WORDS * WORD, length),
    x: new Int32Array(memory, at, length),
    y: new Int32Array(memory, at + length * WORD, length),
    z: new Int32Array(memory, at + length * 2 * WORD, length),
    sets,
    slotCount,
  };
}
