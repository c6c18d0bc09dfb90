// Where the readings of one value have been, so that the next stops where it would only repeat one: from
// the same place in the same state, all that follows is the same. Without it, five readings of a long value
// cost five times one.

/** Longest value that is looked at. */
const SIZE = 65_536 + 1;

export type Footprints = { readonly generation: number };

// For all values of the thread: a mark of an earlier value has a lower generation. A reading never waits, so
// no two values are read at a time.
const textMarks = new Uint32Array(SIZE);
const attributeMarks = new Uint32Array(SIZE);
let generation = 0;

const STRICTNESSES = 4;
const LAST_GENERATION = 2 ** 30 - 1;

/** Ground that nobody has been on. */
export function freshFootprints(): Footprints {
  if (generation >= LAST_GENERATION) {
    generation = 0;
    textMarks.fill(0);
    attributeMarks.fill(0);
  }
  generation++;
  return { generation };
}

/** Whether no reading of this value has met this `<` in text. */
export function isNewText({ generation }: Footprints, position: number): boolean {
  if (textMarks[position] === generation) return false;
  textMarks[position] = generation;
  return true;
}

/** Whether no reading has begun an attribute here with this strictness (0 to 3) or more. */
export function isNewAttribute({ generation }: Footprints, position: number, strictness: number): boolean {
  const mark = generation * STRICTNESSES + strictness;
  if ((attributeMarks[position] ?? 0) >= mark) return false;
  attributeMarks[position] = mark;
  return true;
}
