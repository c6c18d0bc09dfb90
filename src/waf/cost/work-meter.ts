// Counts the work that the inspection of one request takes, and ends it where the allowance is used up. Work
// is counted in steps of the algorithms and never by a clock, so that a verdict does not depend on how fast
// or how busy a machine is. A unit is about a nanosecond of a slow core; the weights were fitted to measured
// CPU time (docs/decision/0026).

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

/** The allowance is used up: what was asked of the value is not known. */
class WorkExhausted extends Error {
  constructor() {
    super("the inspection cost limit is reached");
  }
}

/** So much that it is never used up. */
export const UNLIMITED_UNITS = 2 ** 52;

/**
 * Of the transaction that runs on this thread (they run one at a time, a phase at once): what is left of its
 * allowance, and what it spent on learning. In an array of numbers, so that no write allocates.
 */
const meter = Float64Array.of(UNLIMITED_UNITS, 0);
const LEFT = 0;
const LEARNING = 1;

/** @throws WorkExhausted where the allowance is used up */
export function spend(units: number): void {
  const left = (meter[LEFT] ?? 0) - units;
  meter[LEFT] = left;
  if (left < 0) throw new WorkExhausted();
}

/**
 * Work that would not have been, had this worker seen such a text before. Counted like all other, and not
 * once more where an outcome is remembered.
 * @throws WorkExhausted where the allowance is used up
 */
export function spendOnLearning(units: number): void {
  meter[LEARNING] = (meter[LEARNING] ?? 0) + units;
  spend(units);
}

/** What has been spent so far on this thread apart from learning: two readings tell what lies between. */
export const knownUnits = (): number => -(meter[LEFT] ?? 0) - (meter[LEARNING] ?? 0);

/** Runs a task within an allowance; what is left of it, below zero where it was used up. */
export function runWithin(units: number, task: () => void): number {
  const outer = meter[LEFT] ?? 0;
  meter[LEFT] = units;
  meter[LEARNING] = 0;
  try {
    task();
    return meter[LEFT] ?? 0;
  } catch (error) {
    if (error instanceof WorkExhausted) return -1;
    throw error;
  } finally {
    meter[LEFT] = outer;
  }
}
