// Finds the groups of one match in a single pass, however ambiguous the pattern is: all ways are gone at
// once, in PCRE's order. Slower than backtracking where that is quick; for plain regular programs.

import { spend, work } from "../cost/work-meter.ts";
import { kindOfByte } from "./byte-classes.ts";
import { hasByte } from "./byte-set.ts";
import type { FirstBytes } from "./first-bytes.ts";
import { ASSERT, JUMP, MATCH, type Program, SAVE, SPLIT } from "./program.ts";
import { contextBit, EDGE } from "./regex-tree.ts";

/** The ways that are under way at one place, best first. */
class Threads {
  readonly pcs: Int32Array;
  readonly slots: Int32Array[] = [];
  count = 0;

  constructor(size: number) {
    this.pcs = new Int32Array(size);
  }
}

export class PikeMachine {
  private readonly program: Program;
  private current: Threads;
  private following: Threads;
  /** At which place an instruction was last reached. */
  private readonly seenAt: Int32Array;
  private input = "";
  private best: Int32Array | undefined;

  private readonly firsts: FirstBytes;

  constructor(program: Program, firsts: FirstBytes) {
    const size = program.op.length;
    this.firsts = firsts;
    this.program = program;
    this.current = new Threads(size);
    this.following = new Threads(size);
    this.seenAt = new Int32Array(size);
  }

  /** The slots of the match that begins at the place; undefined where there is none. */
  runAt(input: string, place: number): Int32Array | undefined {
    this.input = input;
    this.best = undefined;
    this.seenAt.fill(-1);
    this.current.count = 0;
    this.spread(this.current, 0, place, new Int32Array(this.program.slotCount).fill(-1));
    for (let at = place; this.current.count > 0; at++) {
      this.following.count = 0;
      this.advance(at);
      [this.current, this.following] = [this.following, this.current];
    }
    return this.takeBest(place);
  }

  forget(): void {
    this.input = "";
  }

  private takeBest(place: number): Int32Array | undefined {
    const { best } = this;
    if (best !== undefined) best[0] = place;
    return best;
  }

  private advance(at: number): void {
    const { program, current, input } = this;
    const byte = at < input.length ? input.charCodeAt(at) & 0xff : -1;
    spend(work.pikeStep * current.count);
    for (let thread = 0; thread < current.count; thread++) {
      const pc = current.pcs[thread] ?? 0;
      const slots = current.slots[thread];
      if (slots === undefined) continue;
      if (program.op[pc] === MATCH) {
        this.best = slots;
        slots[1] = at;
        // All ways behind it are worse.
        return;
      }
      const set = program.sets[program.y[pc] ?? 0];
      if (byte >= 0 && set !== undefined && hasByte(set, byte)) {
        this.spread(this.following, program.x[pc] ?? 0, at + 1, slots);
      }
    }
  }

  /** Adds what is reached from an instruction without taking a byte, in PCRE's order. */
  private spread(to: Threads, start: number, at: number, first: Int32Array): void {
    const { op, x, y } = this.program;
    const byte = at < this.input.length ? this.input.charCodeAt(at) & 0xff : -1;
    const stack: (readonly [pc: number, slots: Int32Array])[] = [[start, first]];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const [pc, slots] = next;
      if (this.seenAt[pc] === at || !this.firsts.canGoOn(pc, byte)) continue;
      this.seenAt[pc] = at;
      const operand = y[pc] ?? 0;
      const onward = x[pc] ?? 0;
      switch (op[pc]) {
        case SPLIT:
          stack.push([operand, slots], [onward, slots]);
          break;
        case JUMP:
          stack.push([onward, slots]);
          break;
        case SAVE: {
          const changed = slots.slice();
          changed[operand] = at;
          stack.push([onward, changed]);
          break;
        }
        case ASSERT:
          if ((operand & contextBit(this.kindAt(at - 1), this.kindAt(at))) !== 0) stack.push([onward, slots]);
          break;
        default:
          to.pcs[to.count] = pc;
          to.slots[to.count++] = slots;
      }
    }
  }

  private kindAt(at: number): number {
    return at < 0 || at >= this.input.length ? EDGE : kindOfByte(this.input.charCodeAt(at) & 0xff);
  }
}
