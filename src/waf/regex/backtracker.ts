// Runs a program from one place as PCRE would, and so finds the groups that PCRE finds; but a choice that has
// failed at a place is not tried there again, so that time is bounded by instructions × length. It is the one
// executor for looks, atomic groups and references. Steps are counted: past the budget it says that it does
// not know.

import { spend, work } from "../cost/work-meter.ts";
import { BacktrackStack } from "./backtrack-stack.ts";
import { kindOfByte } from "./byte-classes.ts";
import { hasByte } from "./byte-set.ts";
import type { FirstBytes } from "./first-bytes.ts";
import { FAILS, MemoTable, UNKNOWN } from "./memo-table.ts";
import {
  ASSERT,
  ATOMIC,
  BYTES,
  BYTES_BACK,
  JUMP,
  LOOK,
  LOOK_NOT,
  MATCH,
  type Program,
  REFERENCE,
  REFERENCE_CASELESS,
  SAVE,
  SPLIT,
} from "./program.ts";
import { contextBit, EDGE } from "./regex-tree.ts";

export const NO_MATCH = -1;
export const EXHAUSTED = -2;
/** A body whose end from here is known already: `knownEnd`. */
const KNOWN = -3;

/** Steps after which they are paid for. A power of two. */
const STEPS_AT_ONCE = 256;

/** How many steps may still be done. */
export type StepBudget = { steps: number };

export class Backtracker {
  /** Places of groups, two each, -1 where unset; of the last match. */
  readonly slots: Int32Array;
  private readonly program: Program;
  /** False with references: what a choice leads to then depends on the groups. */
  private readonly isRemembering: boolean;
  private readonly memo = new MemoTable();
  private readonly firsts: FirstBytes;
  private readonly stack: BacktrackStack;
  private input = "";
  private width = 1;
  private budget: StepBudget = { steps: 0 };
  private knownEnd = 0;

  constructor(program: Program, firsts: FirstBytes) {
    this.program = program;
    this.firsts = firsts;
    this.slots = new Int32Array(program.slotCount);
    this.stack = new BacktrackStack(this.slots);
    this.isRemembering = !program.op.some((op) => op === REFERENCE || op === REFERENCE_CASELESS);
  }

  /** To be called before `runAt`: failures are remembered for one input. */
  begin(input: string, budget: StepBudget): void {
    this.input = input;
    this.width = input.length + 1;
    this.budget = budget;
    this.memo.clear();
  }

  forget(): void {
    this.input = "";
  }

  /** The end of the match that begins at the place; NO_MATCH or EXHAUSTED. */
  runAt(place: number): number {
    spend(work.value);
    this.slots.fill(-1);
    this.stack.top = 0;
    const end = this.run(0, place, false);
    if (end >= 0) {
      // Choices on the way to a match have not failed.
      this.memo.clear();
      this.slots[0] = place;
      this.slots[1] = end;
    }
    return end;
  }

  private run(start: number, place: number, isBody: boolean): number {
    const { stack } = this;
    const { op, x, z } = this.program;
    const base = stack.top;
    let pc = start;
    let at = place;
    for (;;) {
      if (--this.budget.steps < 0) return EXHAUSTED;
      if ((this.budget.steps & (STEPS_AT_ONCE - 1)) === 0) spend(work.backtrackerStep * STEPS_AT_ONCE);
      if (op[pc] === MATCH) return isBody ? this.endBody(base, at) : at;
      const next = this.stepFrom(pc, at);
      if (next >= 0) {
        pc = (x[pc] ?? 0) + (next === at ? 0 : (z[pc] ?? 0));
        at = next;
      } else if (next === EXHAUSTED) {
        return EXHAUSTED;
      } else if (next === KNOWN) {
        return this.endBody(base, this.knownEnd);
      } else {
        if (!stack.popChoice(base)) return NO_MATCH;
        pc = stack.poppedPc;
        at = stack.poppedAt;
      }
    }
  }

  /** The place at which the instruction lets go on, or why it does not. */
  private stepFrom(pc: number, at: number): number {
    const { input, stack, slots } = this;
    const operand = this.program.y[pc] ?? 0;
    switch (this.program.op[pc]) {
      case BYTES:
        return at < input.length && this.holds(operand, at) ? at + 1 : NO_MATCH;
      case BYTES_BACK:
        return at > 0 && this.holds(operand, at - 1) ? at - 1 : NO_MATCH;
      case SPLIT:
        return this.split(pc, operand, at);
      case JUMP:
        return at;
      case SAVE:
        stack.pushSlot(operand, slots[operand] ?? -1);
        slots[operand] = at;
        return at;
      case ASSERT:
        return (operand & contextBit(this.kindAt(at - 1), this.kindAt(at))) === 0 ? NO_MATCH : at;
      case LOOK:
      case LOOK_NOT:
      case ATOMIC:
        return this.runBody(this.program.op[pc] ?? LOOK, operand, at);
      default:
        return this.takeReference(operand, at, this.program.op[pc] === REFERENCE_CASELESS);
    }
  }

  private holds(set: number, at: number): boolean {
    const bytes = this.program.sets[set];
    return bytes !== undefined && hasByte(bytes, this.input.charCodeAt(at) & 0xff);
  }

  private kindAt(at: number): number {
    return at < 0 || at >= this.input.length ? EDGE : kindOfByte(this.input.charCodeAt(at) & 0xff);
  }

  private split(pc: number, other: number, at: number): number {
    const { stack, memo, firsts } = this;
    const byte = at < this.input.length ? this.input.charCodeAt(at) & 0xff : -1;
    const isOtherOpen = firsts.canGoOn(other, byte);
    const onward = this.program.x[pc] ?? 0;
    if (!firsts.canGoOn(onward, byte)) {
      if (!isOtherOpen) return NO_MATCH;
      // Past an alternative, or out of a loop. Into a loop only what is remembered leads: else a value could
      // be gone through once from each of its places.
      if (other > onward) {
        stack.pushChoice(firsts.skipFrom(other, byte), at);
        return NO_MATCH;
      }
    }
    if (this.isRemembering) {
      const known = memo.get(pc, at, this.width);
      if (known === FAILS) return NO_MATCH;
      if (known !== UNKNOWN) {
        this.knownEnd = known;
        return KNOWN;
      }
      memo.set(pc, at, this.width, FAILS);
      stack.pushTried(pc, at);
    }
    if (isOtherOpen) stack.pushChoice(firsts.skipFrom(other, byte), at);
    return at;
  }

  /** Bodies are done with once they match: what they left to try is dropped. */
  private runBody(op: number, body: number, at: number): number {
    const { stack } = this;
    const base = stack.top;
    const end = this.run(body, at, true);
    if (end === EXHAUSTED) return EXHAUSTED;
    if (op === LOOK_NOT) {
      stack.undo(base);
      return end === NO_MATCH ? at : NO_MATCH;
    }
    if (end === NO_MATCH) return NO_MATCH;
    return op === LOOK ? at : end;
  }

  /**
   * Choices on the way to a body's end have not failed: where the body ends from them is kept, or nothing is.
   */
  private endBody(base: number, end: number): number {
    const { memo, stack, width } = this;
    // With groups, the way has to be gone again to set them.
    const result = this.program.slotCount > 2 ? UNKNOWN : end;
    stack.endBody(base, (pc, at) => memo.set(pc, at, width, result));
    return end;
  }

  private takeReference(group: number, at: number, isCaseless: boolean): number {
    const start = this.slots[group * 2] ?? -1;
    const end = this.slots[group * 2 + 1] ?? -1;
    // A group that took no part matches nowhere, as in PCRE.
    if (start < 0 || end < start) return NO_MATCH;
    const taken = this.input.slice(start, end);
    const here = this.input.slice(at, at + taken.length);
    this.budget.steps -= taken.length;
    spend(work.byte * taken.length);
    const isSame = isCaseless ? foldAscii(here) === foldAscii(taken) : here === taken;
    return isSame ? at + taken.length : NO_MATCH;
  }
}

const foldAscii = (text: string): string => text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
