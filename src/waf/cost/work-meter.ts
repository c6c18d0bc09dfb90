// Counts the work that the inspection of one request takes, and ends it where the allowance is used up. Work
// is counted in steps of the algorithms, so that a verdict does not depend on how fast or how busy a machine
// is. A unit is about a nanosecond of a slow core; the weights were fitted to measured CPU time
// (docs/decision/0026). A clock ends what the steps did not foresee (docs/decision/0035).

/** What one piece of each kind of work counts, in units. */
export const work = {
  /** A value that an operator is asked about. */
  value: 360,
  /** A look at a value that may settle it: at what is remembered, for words, by a plain operator. */
  look: 360,
  /** A text, as it came or transformed, of which the bytes are noted. */
  text: 520,
  /** An automaton that begins a text, or goes on with it. */
  reading: 400,
  /** A byte that is hashed, compared or looked at by a plain operator. */
  byte: 0.6,
  /** A byte that a transformation reads. */
  transformedByte: 2,
  /** A byte in which many phrases are looked for. */
  searchedByte: 8,
  /** A byte of a long text whose sequences of three are noted. */
  mappedByte: 2.5,
  /** A byte that one automaton reads, in states that it has. */
  scannedByte: 1.6,
  /** A byte that one complete table reads. */
  tableByte: 1.4,
  /** A step for which an automaton has no state yet; its edges are counted as well. */
  newStep: 1200,
  /** A step for which there is none, but of which it is known that it leads where it leads from elsewhere. */
  knownStep: 150,
  edge: 9,
  /** A place gone over, or an edge written, while a place of a pattern is met for the first time. */
  closingStep: 24,
  /** A state that is kept, and each of its entries. */
  newState: 240,
  stateEntry: 4,
  /** A part of an automaton that is made while a request waits: an engine that is warmed has them. */
  newAutomaton: 60_000,
  backtrackerStep: 15,
  /** An instruction that one of the ways of a pattern's captures reaches. */
  pikeStep: 60,
  /** A reading of the detector of SQL, a byte that it reads, and a token that it makes of some. */
  sqlReading: 350,
  sqlByte: 5,
  sqlToken: 150,
  /** A byte that the detector of script reads, in all the places where it reads it. */
  scriptByte: 26,
  /** A byte of a body that is taken apart. */
  parsedByte: 12,
  /** A member of a collection that a rule which may match is asked about, or a value that XPath selects. */
  member: 40,
  /** A byte that is written to the log, to a variable or to a capture. */
  writtenByte: 2,
  /** A value on which a rule has matched: what it writes and notes. */
  match: 700,
} as const;

/** What may be used up. */
export type Exhausted = "steps" | "time";

/** The allowance is used up: what was asked of the value is not known. */
class WorkExhausted extends Error {
  readonly what: Exhausted;

  constructor(what: Exhausted) {
    super("the inspection cost limit is reached");
    this.what = what;
  }
}

/** What the inspection of one request may still take. */
export type Allowance = {
  units: number;
  /** CPU time of this thread. `Infinity` for as long as it takes: no clock is asked then. */
  cpuMs: number;
};

/** So much that it is never used up. */
const UNLIMITED_UNITS = 2 ** 52;

/** For as long as it takes: no clock is asked. */
const UNLIMITED_MS = Number.POSITIVE_INFINITY;

export const unlimited = (): Allowance => ({ units: UNLIMITED_UNITS, cpuMs: UNLIMITED_MS });

/**
 * Units that are spent between two looks at the clock, which takes half a microsecond. Most requests take
 * less than a slice and never ask it.
 */
const SLICE_UNITS = 250_000;

/**
 * Of the transaction that runs on this thread (they run one at a time, a phase at once): what is left of its
 * slice, and of its allowance beyond that; what it spent on learning; the CPU time that it may take, and when
 * that is over by the thread's clock, 0 before the first look at it. In an array of numbers, so that no write
 * allocates.
 */
const meter = Float64Array.of(UNLIMITED_UNITS, 0, 0, UNLIMITED_MS, 0);
const LEFT = 0;
const RESERVE = 1;
const LEARNING = 2;
const TIME_MS = 3;
const END_MS = 4;
const at = (index: number): number => meter[index] ?? 0;

/** @throws WorkExhausted where the allowance is used up */
export function spend(units: number): void {
  const left = at(LEFT) - units;
  meter[LEFT] = left;
  if (left < 0) beginSlice();
}

/**
 * Work that would not have been, had this worker seen such a text before. Counted like all other, and not
 * once more where an outcome is remembered.
 * @throws WorkExhausted where the allowance is used up
 */
export function spendOnLearning(units: number): void {
  meter[LEARNING] = at(LEARNING) + units;
  spend(units);
}

/** What has been spent so far on this thread apart from learning: two readings tell what lies between. */
export const knownUnits = (): number => -at(LEFT) - at(RESERVE) - at(LEARNING);

function beginSlice(): void {
  const units = Math.min(at(RESERVE), SLICE_UNITS - at(LEFT));
  meter[RESERVE] = at(RESERVE) - units;
  meter[LEFT] = at(LEFT) + units;
  if (at(LEFT) < 0) throw new WorkExhausted("steps");
  if (at(TIME_MS) === UNLIMITED_MS) return;
  const nowMs = threadMs();
  if (at(END_MS) === 0) meter[END_MS] = nowMs + at(TIME_MS);
  else if (nowMs > at(END_MS)) throw new WorkExhausted("time");
}

/** CPU time of this thread so far. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Runs a task, and takes off the allowance what it took; what of it was used up, if anything was. */
export function runWithin(allowance: Allowance, task: () => void): Exhausted | undefined {
  begin(allowance.units, allowance.cpuMs);
  try {
    task();
    return undefined;
  } catch (error) {
    if (error instanceof WorkExhausted) return error.what;
    throw error;
  } finally {
    allowance.units = Math.max(0, at(LEFT) + at(RESERVE));
    if (at(END_MS) !== 0) allowance.cpuMs = Math.max(0, at(END_MS) - threadMs());
    begin(UNLIMITED_UNITS, UNLIMITED_MS);
  }
}

function begin(units: number, cpuMs: number): void {
  meter[LEFT] = Math.min(units, SLICE_UNITS);
  meter[RESERVE] = units - at(LEFT);
  meter[LEARNING] = 0;
  meter[TIME_MS] = cpuMs;
  meter[END_MS] = 0;
}
