// Runs a program on a text: backtracking, with every step paid for. What follows a choice of a regular
// program depends on its place in the program and the text only; once a search has taken more steps than a
// short one needs, such choices are remembered and never tried twice, and its time grows with the product of
// the lengths of pattern and text. Patterns with references, lookarounds and the like have the fuel alone.

import type { Run } from "../run.ts";
import { isAsciiWord, isBoundaryWord } from "./char-class.ts";
import { lowerCode } from "./code-case.ts";
import type { Instruction, Program } from "./program.ts";
import type { Anchor } from "./regex-tree.ts";

/** group, start, end; in the order in which they were made. Balancing groups take entries back. */
export type RawCapture = { readonly group: number; readonly start: number; readonly end: number };

export type RawMatch = {
  readonly start: number;
  readonly end: number;
  readonly captures: readonly RawCapture[];
};

/** Steps between two payments. */
const BATCH = 256;
/** Steps for each character of the text, and to begin with, until choices are remembered. */
const PATIENCE = 4;
const NEWLINE = 10;

/** What changed, to be taken back: a register's old value, a capture that was made or taken away. */
type Change =
  | { readonly register: number; readonly value: number }
  | { readonly made: number }
  | { readonly taken: RawCapture; readonly at: number };

/** One search: from `from` on (backwards: from there to the start), `previousEnd` for \G. */
export class ProgramRun {
  readonly #run: Run;
  readonly #program: Program;
  readonly #text: string;
  readonly #previousEnd: number;
  readonly #registers: number[];
  readonly #captures: RawCapture[] = [];
  readonly #changes: Change[] = [];
  /** Open choices: instruction, place, changes, and for runs the last place to give back to, else -1. */
  readonly #choices: number[] = [];
  #seen: Uint8Array | undefined;
  #steps = 0;
  #paid = 0;
  #heldChoices = 0;
  #at = 0;

  constructor(run: Run, program: Program, text: string, previousEnd: number) {
    this.#run = run;
    this.#program = program;
    this.#text = text;
    this.#previousEnd = previousEnd;
    this.#registers = new Array<number>(program.registers).fill(-1);
  }

  /** The first match at or after `from` (backwards: at or before); undefined where there is none. */
  search(from: number): RawMatch | undefined {
    const { isBackward, isAnchored } = this.#program;
    const found = isBackward
      ? this.#searchBack(from)
      : this.#searchOn(from, isAnchored ? 0 : Number.POSITIVE_INFINITY);
    this.#pay();
    return found;
  }

  #searchOn(from: number, last: number): RawMatch | undefined {
    const { first } = this.#program;
    const end = Math.min(this.#text.length, last);
    for (let start = from; start <= end; start++) {
      if (first !== undefined) {
        start = this.#skipTo(start, first);
        if (start >= this.#text.length) return undefined;
      }
      const end = this.#attempt(start);
      if (end >= 0) return { start, end, captures: this.#captures };
    }
    return undefined;
  }

  #skipTo(start: number, first: (code: number) => boolean): number {
    let at = start;
    while (at < this.#text.length && !first(this.#text.charCodeAt(at))) at++;
    this.#spend(at - start);
    return at;
  }

  #searchBack(from: number): RawMatch | undefined {
    for (let start = from; start >= 0; start--) {
      const end = this.#attempt(start);
      if (end >= 0) return { start: end, end: start, captures: this.#captures };
    }
    return undefined;
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps - this.#paid >= BATCH) this.#pay();
  }

  #pay(): void {
    this.#run.spend(this.#steps - this.#paid);
    this.#paid = this.#steps;
    if (this.#choices.length > this.#heldChoices) {
      this.#run.allocate((this.#choices.length - this.#heldChoices) * 8);
      this.#heldChoices = this.#choices.length;
    }
    if (this.#seen !== undefined || !this.#program.isRegular) return;
    if (this.#steps < PATIENCE * (this.#text.length + 64)) return;
    const bytes = Math.ceil((this.#program.choices * (this.#text.length + 1)) / 8);
    this.#run.allocate(bytes);
    this.#seen = new Uint8Array(bytes);
  }

  /** Whether a choice was already tried here; it is from now on. */
  #wasTried(choice: number, at: number): boolean {
    const seen = this.#seen;
    if (seen === undefined) return false;
    const bit = choice * (this.#text.length + 1) + at;
    const mask = 1 << (bit & 7);
    const byte = seen[bit >> 3] ?? 0;
    if ((byte & mask) !== 0) return true;
    seen[bit >> 3] = byte | mask;
    return false;
  }

  /** Where the match ends that starts at `start`; -1 where there is none. */
  #attempt(start: number): number {
    const { instructions } = this.#program;
    this.#undo(0);
    this.#choices.length = 0;
    this.#at = start;
    let next = 0;
    for (;;) {
      this.#spend(1);
      const instruction = instructions[next];
      if (instruction === undefined || instruction.op === "match") return this.#at;
      next = this.#step(instruction, next);
      if (next >= 0) continue;
      next = this.#backtrack();
      if (next < 0) return -1;
    }
  }

  /** The next instruction, or -1 where this one fails. */
  #step(instruction: Instruction, here: number): number {
    switch (instruction.op) {
      case "one": {
        const code = this.#take(instruction.isBackward);
        return code === instruction.code || (instruction.foldsCase && lowerCode(code) === instruction.code)
          ? here + 1
          : -1;
      }
      case "set": {
        const code = this.#take(instruction.isBackward);
        if (code < 0) return -1;
        return instruction.set.has(instruction.foldsCase ? lowerCode(code) : code) ? here + 1 : -1;
      }
      case "run":
        return this.#runOf(instruction, here);
      case "split":
        if (this.#wasTried(instruction.choice, this.#at)) return -1;
        this.#open(instruction.second, this.#at);
        return instruction.first;
      case "jump":
        return instruction.to;
      case "mark":
        this.#set(instruction.register, this.#at);
        return here + 1;
      case "leave-if-empty":
        return this.#registers[instruction.register] === this.#at ? instruction.to : here + 1;
      case "close":
        return this.#close(instruction) ? here + 1 : -1;
      case "anchor":
        return this.#holds(instruction.anchor) ? here + 1 : -1;
      default:
        return this.#irregular(instruction, here);
    }
  }

  #irregular(instruction: Instruction, here: number): number {
    switch (instruction.op) {
      case "reference":
        return this.#repeats(instruction) ? here + 1 : -1;
      case "begin":
        this.#set(instruction.register, this.#choices.length);
        this.#set(instruction.register + 1, this.#at);
        if (instruction.otherwise >= 0) this.#open(instruction.otherwise, this.#at);
        return here + 1;
      case "commit":
        this.#choices.length = this.#registers[instruction.register] ?? 0;
        if (instruction.returns) this.#at = this.#registers[instruction.register + 1] ?? 0;
        return here + 1;
      case "test-group":
        return this.#lastCapture(instruction.group) === undefined ? instruction.otherwise : here + 1;
      case "count":
        this.#set(instruction.register, 0);
        this.#set(instruction.register + 1, -1);
        return here + 1;
      case "repeat":
        return this.#repeat(instruction, here);
      case "round":
        this.#set(instruction.register, (this.#registers[instruction.register] ?? 0) + 1);
        this.#set(instruction.register + 1, this.#at);
        return here + 1;
      default:
        return -1;
    }
  }

  #repeat(instruction: Extract<Instruction, { op: "repeat" }>, here: number): number {
    const count = this.#registers[instruction.register] ?? 0;
    if (count < instruction.min) return here + 1;
    const wasEmpty = this.#registers[instruction.register + 1] === this.#at;
    if (count >= instruction.max || wasEmpty) return instruction.leave;
    this.#open(instruction.isLazy ? here + 1 : instruction.leave, this.#at);
    return instruction.isLazy ? instruction.leave : here + 1;
  }

  /** The code unit that the place moves over; -1 at the end. */
  #take(isBackward: boolean): number {
    const at = isBackward ? this.#at - 1 : this.#at;
    if (at < 0 || at >= this.#text.length) return -1;
    this.#at = isBackward ? at : at + 1;
    return this.#text.charCodeAt(at);
  }

  #runOf(instruction: Extract<Instruction, { op: "run" }>, here: number): number {
    const { test, max, isBackward } = instruction;
    const isRemembered = this.#seen !== undefined && max === Number.POSITIVE_INFINITY;
    if (isRemembered) return this.#rememberedRun(instruction, here);
    if (this.#wasTried(instruction.choice, this.#at)) return -1;
    const start = this.#at;
    const step = isBackward ? -1 : 1;
    const limit = isBackward ? Math.max(0, start - max) : Math.min(this.#text.length, start + max);
    let at = start;
    while (at !== limit && test(this.#text.charCodeAt(isBackward ? at - 1 : at))) at += step;
    this.#spend(Math.abs(at - start) >> 2);
    if (at !== start) this.#open(here + 1, at - step, start);
    this.#at = at;
    return here + 1;
  }

  /** One at a time, so that no place is left over twice. */
  #rememberedRun(instruction: Extract<Instruction, { op: "run" }>, here: number): number {
    for (;;) {
      if (this.#wasTried(instruction.choice, this.#at)) return -1;
      const start = this.#at;
      const code = this.#take(instruction.isBackward);
      if (code < 0 || !instruction.test(code)) {
        this.#at = start;
        return here + 1;
      }
      this.#open(here + 1, start);
      this.#spend(1);
    }
  }

  #open(instruction: number, at: number, limit = -1): void {
    this.#choices.push(instruction, at, this.#changes.length, limit);
  }

  #backtrack(): number {
    const choices = this.#choices;
    if (choices.length === 0) return -1;
    const limit = choices.pop() ?? -1;
    const changes = choices.pop() ?? 0;
    const at = choices.pop() ?? 0;
    const instruction = choices.pop() ?? 0;
    this.#undo(changes);
    this.#at = at;
    if (limit >= 0 && at !== limit) this.#open(instruction, at > limit ? at - 1 : at + 1, limit);
    return instruction;
  }

  #set(register: number, value: number): void {
    this.#changes.push({ register, value: this.#registers[register] ?? -1 });
    this.#registers[register] = value;
  }

  #undo(length: number): void {
    while (this.#changes.length > length) {
      const change = this.#changes.pop();
      if (change === undefined) return;
      if ("register" in change) this.#registers[change.register] = change.value;
      else if ("made" in change) this.#captures.length = change.made;
      else this.#captures.splice(change.at, 0, change.taken);
    }
  }

  #close(instruction: Extract<Instruction, { op: "close" }>): boolean {
    const opened = this.#registers[instruction.register] ?? this.#at;
    const start = Math.min(opened, this.#at);
    const end = Math.max(opened, this.#at);
    if (instruction.uncapture < 0) {
      this.#capture(instruction.group, start, end);
      return true;
    }
    const taken = this.#lastCapture(instruction.uncapture);
    if (taken === undefined) return false;
    const at = this.#captures.lastIndexOf(taken);
    this.#captures.splice(at, 1);
    this.#changes.push({ taken, at });
    if (instruction.group >= 0) this.#capture(instruction.group, ...between(taken, start, end));
    return true;
  }

  #capture(group: number, start: number, end: number): void {
    this.#changes.push({ made: this.#captures.length });
    this.#captures.push({ group, start, end });
  }

  #lastCapture(group: number): RawCapture | undefined {
    const at = this.#captures.findLastIndex((capture) => capture.group === group);
    this.#spend((this.#captures.length - at) >> 2);
    return this.#captures[at];
  }

  #repeats(instruction: Extract<Instruction, { op: "reference" }>): boolean {
    const capture = this.#lastCapture(instruction.group);
    if (capture === undefined) return instruction.allowsUnset;
    const length = capture.end - capture.start;
    const start = instruction.isBackward ? this.#at - length : this.#at;
    if (start < 0 || start + length > this.#text.length) return false;
    this.#spend(length >> 2);
    for (let index = 0; index < length; index++) {
      const one = this.#text.charCodeAt(capture.start + index);
      const other = this.#text.charCodeAt(start + index);
      const isSame = one === other || (instruction.foldsCase && lowerCode(one) === lowerCode(other));
      if (!isSame) return false;
    }
    this.#at = instruction.isBackward ? start : start + length;
    return true;
  }

  #holds(anchor: Anchor): boolean {
    const text = this.#text;
    const at = this.#at;
    switch (anchor) {
      case "start":
        return at === 0;
      case "end":
        return at === text.length;
      case "last-line-end":
        return at === text.length || (at === text.length - 1 && text.charCodeAt(at) === NEWLINE);
      case "line-start":
        return at === 0 || text.charCodeAt(at - 1) === NEWLINE;
      case "line-end":
        return at === text.length || text.charCodeAt(at) === NEWLINE;
      case "previous-end":
        return at === this.#previousEnd;
      case "boundary":
        return this.#isBoundary(isBoundaryWord);
      case "inner":
        return !this.#isBoundary(isBoundaryWord);
      case "ascii-boundary":
        return this.#isBoundary(isAsciiWord);
      default:
        return !this.#isBoundary(isAsciiWord);
    }
  }

  #isBoundary(isWord: (code: number) => boolean): boolean {
    const at = this.#at;
    const before = at > 0 && isWord(this.#text.charCodeAt(at - 1));
    return before !== (at < this.#text.length && isWord(this.#text.charCodeAt(at)));
  }
}

/** What a balancing group captures: from the end of the capture that it takes to its own start. */
function between(taken: RawCapture, start: number, end: number): readonly [number, number] {
  if (start >= taken.end) return [taken.end, start];
  if (end <= taken.start) return [end, taken.start];
  return [Math.max(start, taken.start), Math.min(end, taken.end)];
}
