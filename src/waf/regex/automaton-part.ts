// Some programs of an automaton as an automaton of their own. It shares the nodes, and what was found out
// about them; only its starts and its classes of bytes are its own. So it is made in a moment, and goes on
// from where the whole has got to.

import { Automaton, type AutomatonOptions } from "./automaton.ts";
import type { Program } from "./program.ts";
import { NEWLINE, WORD } from "./regex-tree.ts";

export type AutomatonPart = {
  readonly automaton: Automaton;
  readonly firstStart: number;
  readonly laterStart: number;
  /** By program of the whole: 1 where the part has it. */
  readonly members: Uint8Array;
  /** Bytes that the part does not tell apart are one class. */
  readonly classCount: number;
  readonly ofByte: Uint8Array;
  /** By class of the part: one of those of the whole that lie in it. */
  readonly representatives: Uint8Array;
};

/** All of it. */
export function wholeAutomaton(programs: readonly Program[], options: AutomatonOptions): AutomatonPart {
  const automaton = new Automaton(programs, options);
  const { firstStart, laterStart, classes } = automaton;
  return {
    automaton,
    firstStart,
    laterStart,
    members: new Uint8Array(programs.length).fill(1),
    classCount: classes.count,
    ofByte: classes.ofByte,
    representatives: Uint8Array.from({ length: classes.count }, (_, one) => one),
  };
}

export function partOf(automaton: Automaton, programs: readonly number[]): AutomatonPart {
  const members = new Uint8Array(automaton.programCount);
  for (const program of programs) members[program] = 1;
  const { classCount, ofClass, representatives } = coarsened(automaton, programs);
  const ofByte = automaton.classes.ofByte.map((one) => ofClass[one] ?? 0);
  const { firstStart, laterStart } = automaton.startsOf(programs);
  return { automaton, firstStart, laterStart, members, classCount, ofByte, representatives };
}

/** Classes of the whole that no set of the programs tells apart become one. */
function coarsened(
  automaton: Automaton,
  programs: readonly number[],
): { readonly classCount: number; readonly ofClass: Uint8Array; readonly representatives: Uint8Array } {
  const { count, kinds, members } = automaton.classes;
  const ofClass = new Uint8Array(count);
  let classCount = 1;
  const split = (isInside: (one: number) => boolean): void => {
    const inside = new Int16Array(classCount).fill(-1);
    const hasOutside = new Uint8Array(classCount);
    for (let one = 0; one < count; one++) if (!isInside(one)) hasOutside[ofClass[one] ?? 0] = 1;
    for (let one = 0; one < count; one++) {
      const group = ofClass[one] ?? 0;
      if (hasOutside[group] === 0 || !isInside(one)) continue;
      if (inside[group] === -1) inside[group] = classCount++;
      ofClass[one] = inside[group] ?? 0;
    }
  };
  const { sets, tellsKinds } = automaton.needsOf(programs);
  for (const set of sets) split((one) => members[set * count + one] === 1);
  if (tellsKinds) for (const kind of [WORD, NEWLINE]) split((one) => kinds[one] === kind);
  const representatives = new Uint8Array(classCount);
  for (let one = 0; one < count; one++) representatives[ofClass[one] ?? 0] = one;
  return { classCount, ofClass, representatives };
}
