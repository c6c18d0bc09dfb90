// Reads one input through up to four automata at once. A step waits for the one before it to be read from
// memory; four steps that do not depend on each other wait at the same time. An automaton that would need a
// state beyond the budget is given up: what it would have said is then unknown.

import { type LazyDfa, type MatchSink, STOP } from "./lazy-dfa.ts";
import { EDGE } from "./regex-tree.ts";
import { REPORT, type StateBudget, UNMADE } from "./state-cache.ts";

export interface LaneReader {
  readonly dfa: LazyDfa;
  readonly sink: MatchSink;
  readonly budget: StateBudget;
  /** It was given up: it is in the row of its automaton, with so many bytes read. */
  giveUp(at: number): void;
}

const LANES = 4;

/** One lane's arrays, where its row is, and the reading whose stamps count as heard. */
type Lane = {
  classes: Uint8Array;
  table: Int32Array;
  row: number;
  stampColumn: number;
  reading: number;
};

/** Stays where it is, whatever the byte. */
const idleClasses = new Uint8Array(256);
const idleTable = new Int32Array(1);

const newLane = (): Lane => ({
  classes: idleClasses,
  table: idleTable,
  row: 0,
  stampColumn: 0,
  reading: 0,
});

const lane0 = newLane();
const lane1 = newLane();
const lane2 = newLane();
const lane3 = newLane();
const lanes = [lane0, lane1, lane2, lane3];
const running: (LaneReader | undefined)[] = [undefined, undefined, undefined, undefined];

/** Reads the input from its start with each of the readers, the first `count` of the list. */
export function readInLanes(
  readers: readonly LaneReader[],
  count: number,
  bytes: Uint8Array,
  length: number,
): void {
  for (let next = 0; next < count; ) {
    let active = 0;
    for (; next < count && active < LANES; next++) {
      const reader = readers[next];
      if (reader !== undefined && begins(reader)) running[active++] = reader;
    }
    readTogether(active, bytes, 0, length);
  }
  running.fill(undefined);
}

/** Reads on from a place with each of the readers, whose automata are in the rows that they have there. */
export function readOnInLanes(
  readers: readonly LaneReader[],
  bytes: Uint8Array,
  from: number,
  length: number,
): void {
  for (let next = 0; next < readers.length; next += LANES) {
    const active = Math.min(LANES, readers.length - next);
    for (let lane = 0; lane < active; lane++) running[lane] = readers[next + lane];
    readTogether(active, bytes, from, length);
  }
  running.fill(undefined);
}

/** False where the state before any byte says all. */
function begins({ dfa, sink }: LaneReader): boolean {
  const code = dfa.begin();
  const row = code < 0 ? dfa.take(code, 0, sink) : code;
  if (row !== STOP) dfa.row = row;
  return row !== STOP;
}

function readTogether(count: number, bytes: Uint8Array, from: number, length: number): void {
  let active = count;
  let at = from;
  while (active > 0 && at < length) {
    at = active === 1 ? runOne(bytes, at, length) : runFour(active, bytes, at, length);
    if (at < length) active = stepAll(active, bytes[at++] ?? 0, at);
  }
  for (let index = 0; index < active; index++) {
    const reader = running[index];
    if (reader === undefined) continue;
    if (!finishes(reader, length)) reader.giveUp(length);
  }
}

function runOne(bytes: Uint8Array, from: number, length: number): number {
  const dfa = running[0]?.dfa;
  return dfa === undefined ? length : dfa.runForwards(bytes, from, length, dfa.row);
}

/** Where the first of the lanes needs more than a look at its table. */
function runFour(active: number, bytes: Uint8Array, from: number, length: number): number {
  for (let index = 0; index < LANES; index++)
    enter(lanes[index], index < active ? running[index] : undefined);
  const at = followFour(bytes, from, length);
  for (let index = 0; index < active; index++) {
    const dfa = running[index]?.dfa;
    if (dfa !== undefined) dfa.row = lanes[index]?.row ?? 0;
  }
  return at;
}

function enter(lane: Lane | undefined, reader: LaneReader | undefined): void {
  if (lane === undefined) return;
  if (reader === undefined) {
    lane.classes = idleClasses;
    lane.table = idleTable;
    lane.row = 0;
    return;
  }
  const { dfa } = reader;
  lane.classes = dfa.ofByte;
  lane.table = dfa.cache.table;
  lane.row = dfa.row;
  lane.stampColumn = dfa.cache.stampColumn;
  lane.reading = dfa.reading;
}

function followFour(bytes: Uint8Array, from: number, length: number): number {
  const { classes: classes0, table: table0 } = lane0;
  const { classes: classes1, table: table1 } = lane1;
  const { classes: classes2, table: table2 } = lane2;
  const { classes: classes3, table: table3 } = lane3;
  let row0 = lane0.row;
  let row1 = lane1.row;
  let row2 = lane2.row;
  let row3 = lane3.row;
  let at = from;
  for (; at < length; at++) {
    const byte = bytes[at] ?? 0;
    let next0 = table0[row0 + (classes0[byte] ?? 0)] ?? 0;
    let next1 = table1[row1 + (classes1[byte] ?? 0)] ?? 0;
    let next2 = table2[row2 + (classes2[byte] ?? 0)] ?? 0;
    let next3 = table3[row3 + (classes3[byte] ?? 0)] ?? 0;
    if ((next0 | next1 | next2 | next3) < 0) {
      if (next0 < 0) next0 = heard(lane0, next0);
      if (next1 < 0) next1 = heard(lane1, next1);
      if (next2 < 0) next2 = heard(lane2, next2);
      if (next3 < 0) next3 = heard(lane3, next3);
      if ((next0 | next1 | next2 | next3) < 0) break;
    }
    row0 = next0;
    row1 = next1;
    row2 = next2;
    row3 = next3;
  }
  lane0.row = row0;
  lane1.row = row1;
  lane2.row = row2;
  lane3.row = row3;
  return at;
}

/** The row of a state whose reports were heard in this reading; negative for all others. */
function heard({ table, stampColumn, reading }: Lane, code: number): number {
  if (code === UNMADE) return UNMADE;
  const row = REPORT - code;
  return table[row + stampColumn] === reading ? row : UNMADE;
}

/** Takes one byte in all lanes, and closes the gaps of those that are done; how many are left. */
function stepAll(active: number, byte: number, at: number): number {
  let left = 0;
  for (let index = 0; index < active; index++) {
    const reader = running[index];
    if (reader === undefined) continue;
    const { dfa, sink, budget } = reader;
    const code = dfa.cache.next(dfa.row, dfa.ofByte[byte] ?? 0, budget);
    if (code === UNMADE) {
      reader.giveUp(at - 1);
      continue;
    }
    const row = code < 0 ? dfa.take(code, at, sink) : code;
    if (row === STOP) continue;
    dfa.row = row;
    running[left++] = reader;
  }
  return left;
}

/** False where what matches at the end is not known. */
function finishes({ dfa, sink, budget }: LaneReader, at: number): boolean {
  const code = dfa.cache.next(dfa.row, dfa.cache.lastColumn(EDGE), budget);
  if (code === UNMADE) return false;
  if (code < 0) dfa.take(code, at, sink);
  return true;
}
