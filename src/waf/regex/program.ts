// A tree as a list of instructions, which all executors share: the automata close over it, the machines that
// find groups run it. Counted repeats are written out.

import { type ByteSet, DistinctSets } from "./byte-set.ts";
import { IntList } from "./int-list.ts";
import { isNullable } from "./measure-tree.ts";
import { ANYWHERE, type RegexTree, type RepeatTree } from "./regex-tree.ts";

/** Takes one byte of the set `y`, goes on at `x`. */
export const BYTES = 0;
/** The same, from right to left: inside of look-behinds, and in programs that are made backwards. */
export const BYTES_BACK = 1;
/** Goes on at `x`; where that fails, at `y`. */
export const SPLIT = 2;
export const JUMP = 3;
/** Keeps the place in slot `y`. */
export const SAVE = 4;
/** Goes on only in one of the contexts `y`. */
export const ASSERT = 5;
/** The match of the pattern, or of the body of a look or an atomic group, is complete. */
export const MATCH = 6;
/** Goes on at `x` where the body at `y` matches here. */
export const LOOK = 7;
export const LOOK_NOT = 8;
/** Goes on at `x` from where the first match of the body at `y` ends. */
export const ATOMIC = 9;
/** Takes what group `y` took. */
export const REFERENCE = 10;
export const REFERENCE_CASELESS = 11;

const TAKING: readonly number[] = [BYTES, BYTES_BACK, ATOMIC, REFERENCE, REFERENCE_CASELESS];

export type Program = {
  readonly op: Uint8Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Added to `x` where an ATOMIC or a REFERENCE took a byte or more. */
  readonly z: Int32Array;
  readonly sets: readonly ByteSet[];
  /** Two for each group, group 0 included. */
  readonly slotCount: number;
};

export type ProgramOptions = {
  /** False leaves groups out: automata need none. */
  readonly isCapturing: boolean;
  /** True for a program that reads from a match's end to its start. */
  readonly isBackwards: boolean;
};

/** The program's start is instruction 0. */
export function compileProgram(tree: RegexTree, groupCount: number, options: ProgramOptions): Program {
  const writer = new ProgramWriter(options.isCapturing);
  writer.write(tree, options.isBackwards);
  writer.emit(MATCH, 0, 0);
  return {
    op: Uint8Array.from(writer.op.toArray()),
    x: writer.x.toArray(),
    y: writer.y.toArray(),
    z: writer.z.toArray(),
    sets: writer.sets.sets,
    slotCount: (groupCount + 1) * 2,
  };
}

/** Of the program that is being written. */
const lists = { op: new IntList(), x: new IntList(), y: new IntList(), z: new IntList() };

class ProgramWriter {
  readonly op = lists.op;
  readonly x = lists.x;
  readonly y = lists.y;
  readonly z = lists.z;
  readonly sets = new DistinctSets();
  private readonly isCapturing: boolean;
  /**
   * In a loop whose body may be empty: the instructions written that take bytes, but for those of looks' and
   * atomic groups' bodies.
   */
  private taking: number[] | undefined;

  constructor(isCapturing: boolean) {
    this.isCapturing = isCapturing;
    for (const list of [this.op, this.x, this.y, this.z]) list.clear();
  }

  emit(op: number, x: number, y: number): number {
    this.op.push(op);
    this.x.push(x);
    this.y.push(y);
    this.z.push(0);
    const at = this.op.length - 1;
    if (this.taking !== undefined && TAKING.includes(op)) this.taking.push(at);
    return at;
  }

  /** An instruction that goes on at the next one. */
  private emitStep(op: number, y: number): void {
    this.emit(op, this.op.length + 1, y);
  }

  write(tree: RegexTree, isBackwards: boolean): void {
    switch (tree.kind) {
      case "empty":
        return;
      case "bytes":
        this.emitStep(isBackwards ? BYTES_BACK : BYTES, this.sets.indexOf(tree.set));
        return;
      case "sequence":
        this.writeSequence(tree.items, isBackwards);
        return;
      case "choice":
        this.writeChoice(tree.items, isBackwards);
        return;
      case "repeat":
        if (tree.mode === "possessive") this.writeBody(ATOMIC, { ...tree, mode: "greedy" }, isBackwards);
        else this.writeRepeat(tree, isBackwards);
        return;
      case "capture":
        this.writeCapture(tree.item, tree.index, isBackwards);
        return;
      case "assertion":
        if (tree.contexts !== ANYWHERE) this.emitStep(ASSERT, tree.contexts);
        return;
      case "atomic":
        this.writeBody(ATOMIC, tree.item, isBackwards);
        return;
      case "look":
        this.writeBody(tree.isNegated ? LOOK_NOT : LOOK, tree.item, !tree.isAhead);
        return;
      case "backreference":
        this.emitStep(tree.isCaseless ? REFERENCE_CASELESS : REFERENCE, tree.index);
    }
  }

  private writeSequence(items: readonly RegexTree[], isBackwards: boolean): void {
    const { length } = items;
    for (let at = 0; at < length; at++) {
      const item = items[isBackwards ? length - 1 - at : at];
      if (item !== undefined) this.write(item, isBackwards);
    }
  }

  private writeChoice(items: readonly RegexTree[], isBackwards: boolean): void {
    const last = items.length - 1;
    // Until all are written, each jump says where the one before it stands.
    let jump = -1;
    for (let at = 0; at <= last; at++) {
      const item = items[at];
      const split = at === last ? -1 : this.emit(SPLIT, this.op.length + 1, 0);
      if (item !== undefined) this.write(item, isBackwards);
      if (at === last) break;
      jump = this.emit(JUMP, jump, 0);
      this.y.set(split, this.op.length);
    }
    while (jump >= 0) {
      const before = this.x.at(jump);
      this.x.set(jump, this.op.length);
      jump = before;
    }
  }

  private writeCapture(item: RegexTree, index: number, isBackwards: boolean): void {
    const first = index * 2 + (isBackwards ? 1 : 0);
    if (this.isCapturing) this.emitStep(SAVE, first);
    this.write(item, isBackwards);
    if (this.isCapturing) this.emitStep(SAVE, first ^ 1);
  }

  private writeBody(op: number, body: RegexTree, isBackwards: boolean): void {
    const head = this.emit(op, 0, this.op.length + 1);
    const { taking } = this;
    this.taking = undefined;
    this.write(body, isBackwards);
    this.taking = taking;
    this.emit(MATCH, 0, 0);
    this.x.set(head, this.op.length);
  }

  private writeRepeat(tree: RepeatTree, isBackwards: boolean): void {
    const { item, min, max } = tree;
    const isLazy = tree.mode === "lazy";
    if (max === Number.POSITIVE_INFINITY) {
      for (let copy = 1; copy < min; copy++) this.write(item, isBackwards);
      if (!this.isCapturing || !isNullable(item)) this.writeLoop(item, min === 0, isLazy, isBackwards);
      else this.writeNullableLoop(item, min === 0, isLazy, isBackwards);
      return;
    }
    for (let copy = 0; copy < min; copy++) this.write(item, isBackwards);
    const exits: number[] = [];
    for (let copy = min; copy < max; copy++) {
      exits.push(this.emitSplit(isLazy));
      this.write(item, isBackwards);
    }
    for (const split of exits) this.setExit(split, isLazy);
  }

  private writeLoop(item: RegexTree, isOptional: boolean, isLazy: boolean, isBackwards: boolean): void {
    const start = this.op.length;
    if (isOptional) {
      const split = this.emitSplit(isLazy);
      this.write(item, isBackwards);
      this.emit(JUMP, start, 0);
      this.setExit(split, isLazy);
      return;
    }
    this.write(item, isBackwards);
    const next = this.op.length + 1;
    this.emit(SPLIT, isLazy ? next : start, isLazy ? start : next);
  }

  /**
   * A round that took nothing ends a loop, and its groups stay set. So the body is there twice: a round
   * begins in the first copy, behind which there is no other round, and passes to the second with the first
   * byte that it takes.
   */
  private writeNullableLoop(
    item: RegexTree,
    isOptional: boolean,
    isLazy: boolean,
    isBackwards: boolean,
  ): void {
    const skip = isOptional ? this.emitSplit(isLazy) : -1;
    const start = this.op.length;
    const outer = this.taking;
    const first: number[] = [];
    this.taking = first;
    this.write(item, isBackwards);
    const second: number[] = [];
    this.taking = second;
    const exit = this.emit(JUMP, 0, 0);
    const shift = this.op.length - start;
    this.write(item, isBackwards);
    for (const pc of first) this.move(pc, shift);
    this.taking = outer === undefined ? undefined : [...outer, ...first, ...second];
    const next = this.op.length + 1;
    this.emit(SPLIT, isLazy ? next : start, isLazy ? start : next);
    this.x.set(exit, next);
    if (isOptional) this.setExit(skip, isLazy);
  }

  private move(pc: number, shift: number): void {
    const isPlain = this.op.at(pc) === BYTES || this.op.at(pc) === BYTES_BACK;
    const way = isPlain ? this.x : this.z;
    way.set(pc, way.at(pc) + shift);
  }

  /** A choice between going in, at the next instruction, and going past, which `setExit` fills in. */
  private emitSplit(isLazy: boolean): number {
    const next = this.op.length + 1;
    return this.emit(SPLIT, isLazy ? 0 : next, isLazy ? next : 0);
  }

  private setExit(split: number, isLazy: boolean): void {
    (isLazy ? this.x : this.y).set(split, this.op.length);
  }
}
