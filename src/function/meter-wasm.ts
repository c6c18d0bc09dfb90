// Puts a meter into a WebAssembly module: each call of a function and each round of a loop takes one unit of
// fuel, what moves or fills memory one for each 64 bytes, and without any left it traps. QuickJS asks its
// interrupt handler between instructions of a script, not inside its own loops: a search through a list that
// says it has four thousand million members goes on for minutes. With the meter nothing is without an end.

/** The name under which the module exports what is left: a mutable i32. */
export const FUEL = "portcullis_fuel";

const SECTION = { import: 2, global: 6, export: 7, code: 10, custom: 0 };
const LOOP = 0x03;
const BULK = 0xfc;
const I32 = 0x7f;

type Bytes = Uint8Array<ArrayBuffer>;

/** @throws Error for a module that holds what is not known here, or has no globals of its own */
export function meteredModule(module: Uint8Array): Bytes {
  const out = new Writer();
  out.copy(module.subarray(0, 8));
  let fuel = 0;
  for (const { id, content } of sectionsOf(module)) {
    const reader = new Reader(content);
    if (id === SECTION.import) fuel += importedGlobals(reader);
    if (id === SECTION.global) fuel += new Reader(content).number();
    // Custom sections tell of places in the code, which move.
    if (id !== SECTION.custom) out.section(id, rewritten(id, content, fuel));
  }
  return out.bytes();
}

function rewritten(id: number, content: Uint8Array, fuel: number): Uint8Array {
  switch (id) {
    case SECTION.global:
      return withMore(content, 2, [...globalOf(2 ** 31 - 1), ...globalOf(0)]);
    case SECTION.export:
      return withMore(content, 1, [FUEL.length, ...Buffer.from(FUEL, "latin1"), 0x03, ...unsigned(fuel)]);
    case SECTION.code:
      return meteredCode(content, metersOf(fuel));
    default:
      return content;
  }
}

/** A mutable i32. */
const globalOf = (value: number): readonly number[] => [I32, 0x01, 0x41, ...signed(value), 0x0b];

/** What is put before what is metered. */
type Meters = { readonly ofRounds: Uint8Array; readonly ofBytes: Uint8Array };

const metersOf = (fuel: number): Meters => ({
  ofRounds: meterOfRounds(fuel),
  ofBytes: meterOfBytes(fuel, fuel + 1),
});

/** global.get, i32.const 0, i32.le_s, if, unreachable, end, global.get, i32.const 1, i32.sub, global.set */
function meterOfRounds(fuel: number): Uint8Array {
  const index = unsigned(fuel);
  return Uint8Array.from([
    ...[0x23, ...index, 0x41, 0x00, 0x4c, 0x04, 0x40, 0x00, 0x0b],
    ...[0x23, ...index, 0x41, 0x01, 0x6b, 0x24, ...index],
  ]);
}

/**
 * The number of bytes lies on top of the stack, and stays there: global.set, global.get of a global for it;
 * global.get, global.get, i32.const 6, i32.shr_u, i32.sub, global.set; global.get, i32.const 0, i32.lt_s,
 * if, unreachable, end.
 */
function meterOfBytes(fuel: number, kept: number): Uint8Array {
  const [index, keptIndex] = [unsigned(fuel), unsigned(kept)];
  return Uint8Array.from([
    ...[0x24, ...keptIndex, 0x23, ...keptIndex],
    ...[0x23, ...index, 0x23, ...keptIndex, 0x41, 0x06, 0x76, 0x6b, 0x24, ...index],
    ...[0x23, ...index, 0x41, 0x00, 0x48, 0x04, 0x40, 0x00, 0x0b],
  ]);
}

/** A list with further entries at its end. */
function withMore(content: Uint8Array, count: number, entry: readonly number[]): Uint8Array {
  const reader = new Reader(content);
  const out = new Writer();
  out.copy(unsigned(reader.number() + count));
  out.copy(content.subarray(reader.at));
  out.copy(entry);
  return out.bytes();
}

function meteredCode(content: Uint8Array, meters: Meters): Uint8Array {
  const reader = new Reader(content);
  const out = new Writer();
  const functions = reader.number();
  out.copy(unsigned(functions));
  for (let i = 0; i < functions; i++) {
    const size = reader.number();
    const body = meteredBody(content.subarray(reader.at, reader.at + size), meters);
    reader.at += size;
    out.copy(unsigned(body.length));
    out.copy(body);
  }
  return out.bytes();
}

function meteredBody(body: Uint8Array, { ofRounds, ofBytes }: Meters): Uint8Array {
  const reader = new Reader(body);
  const out = new Writer();
  for (let groups = reader.number(); groups > 0; groups--) {
    reader.number();
    reader.number();
  }
  out.copy(body.subarray(0, reader.at));
  out.copy(ofRounds);
  let copied = reader.at;
  while (reader.at < body.length) {
    const begin = reader.at;
    const kind = skipInstruction(reader);
    if (kind === "plain") continue;
    const until = kind === "loop" ? reader.at : begin;
    out.copy(body.subarray(copied, until));
    out.copy(kind === "loop" ? ofRounds : ofBytes);
    copied = until;
  }
  out.copy(body.subarray(copied));
  return out.bytes();
}

/** `bytes`: it moves or fills as many as the stack says. */
function skipInstruction(reader: Reader): "plain" | "loop" | "bytes" {
  const code = reader.byte();
  if (code === BULK) {
    const operation = reader.number();
    reader.numbers(operandsOf(afterPrefix, operation));
    return operation >= FIRST_OF_MEMORY ? "bytes" : "plain";
  }
  if (code === 0x0e) {
    for (let targets = reader.number(); targets >= 0; targets--) reader.number();
  } else if (code === 0x1c) {
    for (let types = reader.number(); types > 0; types--) reader.number();
  } else if (code === 0x43) reader.at += 4;
  else if (code === 0x44) reader.at += 8;
  else reader.numbers(operandsOf(plainInstructions, code));
  return code === LOOP ? "loop" : "plain";
}

function operandsOf(table: readonly Range[], code: number): number {
  const range = table.find(([first, last]) => code >= first && code <= last);
  if (range === undefined) throw new Error(`the module has the instruction 0x${code.toString(16)}`);
  return range[2];
}

/** Instructions from one to another, and how many numbers follow each. */
type Range = readonly [first: number, last: number, operands: number];

const plainInstructions: readonly Range[] = [
  [0x20, 0x26, 1], // local, global, table
  [0x28, 0x3e, 2], // load, store
  [0x45, 0xc4, 0], // arithmetic
  [0x41, 0x42, 1], // i32.const, i64.const
  [0x00, 0x01, 0], // unreachable, nop
  [0x02, 0x04, 1], // block, loop, if
  [0x05, 0x05, 0], // else
  [0x0b, 0x0b, 0], // end
  [0x0c, 0x0d, 1], // br, br_if
  [0x0f, 0x0f, 0], // return
  [0x10, 0x10, 1], // call
  [0x11, 0x11, 2], // call_indirect
  [0x1a, 0x1b, 0], // drop, select
  [0x3f, 0x40, 1], // memory.size, memory.grow
];

const FIRST_OF_MEMORY = 8;
const afterPrefix: readonly Range[] = [
  [0, 7, 0], // truncations that saturate
  [10, 10, 2], // memory.copy
  [11, 11, 1], // memory.fill
];

type Section = { readonly id: number; readonly content: Uint8Array };

function* sectionsOf(module: Uint8Array): Generator<Section> {
  const reader = new Reader(module);
  reader.at = 8;
  while (reader.at < module.length) {
    const id = reader.byte();
    const size = reader.number();
    yield { id, content: module.subarray(reader.at, reader.at + size) };
    reader.at += size;
  }
}

function importedGlobals(reader: Reader): number {
  let globals = 0;
  for (let imports = reader.number(); imports > 0; imports--) {
    reader.skipName();
    reader.skipName();
    const kind = reader.byte();
    if (kind === 0x00) reader.number();
    else if (kind === 0x03) {
      globals++;
      reader.at += 2;
    } else {
      if (kind === 0x01) reader.byte();
      const hasMost = (reader.byte() & 1) === 1;
      reader.numbers(hasMost ? 2 : 1);
    }
  }
  return globals;
}

/** Numbers as LEB128: signed ones are only skipped. */
class Reader {
  readonly #content: Uint8Array;
  at = 0;

  constructor(content: Uint8Array) {
    this.#content = content;
  }

  byte(): number {
    const byte = this.#content[this.at++];
    if (byte === undefined) throw new Error("the module ends too early");
    return byte;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  numbers(count: number): void {
    for (let i = 0; i < count; i++) this.number();
  }

  skipName(): void {
    const length = this.number();
    this.at += length;
  }
}

class Writer {
  #bytes = new Uint8Array(1024);
  #length = 0;

  copy(bytes: ArrayLike<number>): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  section(id: number, content: Uint8Array): void {
    this.copy([id]);
    this.copy(unsigned(content.length));
    this.copy(content);
  }

  bytes(): Bytes {
    return this.#bytes.slice(0, this.#length);
  }
}

function unsigned(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

/** Of a number that is not below 0. */
function signed(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x40; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}
