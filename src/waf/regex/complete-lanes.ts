// Reads one input through up to four complete tables at once, as dfa-lanes.ts does through automata that are
// made on the way: four steps that do not depend on each other wait for memory at the same time.

import { type CompleteTable, MATCHED, OUT } from "./complete-table.ts";

const LANES = 4;
const idle: CompleteTable = { ofByte: new Uint8Array(256), columns: 1, table: new Int32Array(1), first: 0 };

const running: CompleteTable[] = [idle, idle, idle, idle];
/** By lane: the row that it is in, or the verdict. */
const rows = new Int32Array(LANES);
/** By lane: whose verdict it is. */
const numbers = new Int32Array(LANES);

/** Calls `found` with the place in the list of each table that matches the input. */
export function readComplete(
  tables: readonly CompleteTable[],
  bytes: Uint8Array,
  length: number,
  found: (index: number) => void,
): void {
  for (let next = 0; next < tables.length; ) {
    let active = 0;
    for (; next < tables.length && active < LANES; next++) {
      const table = tables[next] ?? idle;
      if (table.first === MATCHED) found(next);
      if (table.first < 0) continue;
      running[active] = table;
      rows[active] = table.first;
      numbers[active++] = next;
    }
    readTogether(active, bytes, length, found);
  }
  running.fill(idle);
}

/** The place at which it is known that a table matches the input: no match ends before it. -1 for none. */
export function firstKnown(complete: CompleteTable, bytes: Uint8Array, length: number): number {
  const { ofByte, table, columns, first } = complete;
  let row = first;
  let at = 0;
  while (at < length && row >= 0) row = table[row + (ofByte[bytes[at++] ?? 0] ?? 0)] ?? OUT;
  if (row >= 0) row = table[row + columns - 1] ?? OUT;
  return row === MATCHED ? at : -1;
}

function readTogether(
  count: number,
  bytes: Uint8Array,
  length: number,
  found: (index: number) => void,
): void {
  let active = count;
  for (let at = 0; active > 0 && at < length; ) {
    running.fill(idle, active);
    rows.fill(0, active);
    at = active === 1 ? followOne(bytes, at, length) : followFour(bytes, at, length);
    active = withoutDecided(active, found);
  }
  for (let lane = 0; lane < active; lane++) {
    const { table, columns } = running[lane] ?? idle;
    if (table[(rows[lane] ?? 0) + columns - 1] === MATCHED) found(numbers[lane] ?? 0);
  }
}

/** How many lanes have no verdict yet; they are the first ones then. */
function withoutDecided(count: number, found: (index: number) => void): number {
  let left = 0;
  for (let lane = 0; lane < count; lane++) {
    const row = rows[lane] ?? 0;
    if (row === MATCHED) found(numbers[lane] ?? 0);
    if (row < 0) continue;
    running[left] = running[lane] ?? idle;
    rows[left] = row;
    numbers[left++] = numbers[lane] ?? 0;
  }
  return left;
}

/** Reads with the first lane until it has a verdict; where it stopped. */
function followOne(bytes: Uint8Array, from: number, length: number): number {
  const { ofByte, table } = running[0] ?? idle;
  let row = rows[0] ?? 0;
  let at = from;
  while (at < length && row >= 0) row = table[row + (ofByte[bytes[at++] ?? 0] ?? 0)] ?? 0;
  rows[0] = row;
  return at;
}

/** Reads with all lanes until one of them has a verdict; where they stopped. */
function followFour(bytes: Uint8Array, from: number, length: number): number {
  const { ofByte: ofByte0, table: table0 } = running[0] ?? idle;
  const { ofByte: ofByte1, table: table1 } = running[1] ?? idle;
  const { ofByte: ofByte2, table: table2 } = running[2] ?? idle;
  const { ofByte: ofByte3, table: table3 } = running[3] ?? idle;
  let row0 = rows[0] ?? 0;
  let row1 = rows[1] ?? 0;
  let row2 = rows[2] ?? 0;
  let row3 = rows[3] ?? 0;
  let at = from;
  while (at < length && (row0 | row1 | row2 | row3) >= 0) {
    const byte = bytes[at++] ?? 0;
    row0 = table0[row0 + (ofByte0[byte] ?? 0)] ?? 0;
    row1 = table1[row1 + (ofByte1[byte] ?? 0)] ?? 0;
    row2 = table2[row2 + (ofByte2[byte] ?? 0)] ?? 0;
    row3 = table3[row3 + (ofByte3[byte] ?? 0)] ?? 0;
  }
  rows[0] = row0;
  rows[1] = row1;
  rows[2] = row2;
  rows[3] = row3;
  return at;
}
