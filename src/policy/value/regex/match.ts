// System.Text.RegularExpressions: Capture, Group and Match.

import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import { type CompiledPattern, findNext } from "./compiled-pattern.ts";
import type { RawCapture, RawMatch } from "./match-program.ts";

const NAMESPACE = "System.Text.RegularExpressions";

export class Capture extends ClrObject {
  readonly clrName: string = `${NAMESPACE}.Capture`;
  readonly index: number;
  readonly value: string;

  constructor(text: string, start: number, end: number) {
    super();
    this.index = start;
    this.value = text.slice(start, end);
  }

  override toString(): string {
    return this.value;
  }
}

/** The last capture is the group's value; without one the group did not take part. */
export class Group extends Capture {
  override readonly clrName: string = `${NAMESPACE}.Group`;
  readonly name: string;
  readonly captures: readonly Capture[];
  readonly isSuccess: boolean;

  constructor(text: string, name: string, captures: readonly RawCapture[]) {
    const last = captures.at(-1);
    super(text, last?.start ?? 0, last?.end ?? 0);
    this.name = name;
    this.isSuccess = last !== undefined;
    this.captures = captures.map(({ start, end }) => new Capture(text, start, end));
  }
}

/** A group that there is not: no success, no text. */
export const noGroup = new Group("", "", []);

export class Match extends Group {
  override readonly clrName = `${NAMESPACE}.Match`;
  readonly text: string;
  readonly #pattern: CompiledPattern | undefined;
  readonly #raw: RawMatch | undefined;
  readonly #groups = new Map<number, Group>();
  #captures: ReadonlyMap<number, readonly RawCapture[]> | undefined;

  /** Without `raw` the match that there is not. */
  constructor(text: string, pattern?: CompiledPattern, raw?: RawMatch) {
    super(text, "0", raw === undefined ? [] : [{ group: 0, start: raw.start, end: raw.end }]);
    this.text = text;
    this.#pattern = pattern;
    this.#raw = raw;
  }

  get groupNumbers(): readonly number[] {
    return this.#pattern?.groups.numbers ?? [0];
  }

  get end(): number {
    return this.#raw?.end ?? 0;
  }

  group(number: number): Group {
    if (number === 0) return this;
    const names = this.#pattern?.groups;
    if (names === undefined || !names.has(number)) return noGroup;
    const known = this.#groups.get(number);
    if (known !== undefined) return known;
    this.#captures ??= Map.groupBy(this.#raw?.captures ?? [], (capture) => capture.group);
    const made = new Group(this.text, names.nameOf(number), this.#captures.get(number) ?? []);
    this.#groups.set(number, made);
    return made;
  }

  groupNamed(name: string): Group {
    const number = this.#pattern?.groups.numberOf(name);
    return number === undefined ? noGroup : this.group(number);
  }

  get pattern(): CompiledPattern | undefined {
    return this.#pattern;
  }

  next(run: Run): Match {
    if (this.#pattern === undefined || this.#raw === undefined) return this;
    return matchOf(run, this.text, this.#pattern, findNext(run, this.#pattern, this.text, this.#raw));
  }
}

/** Match.Empty. */
export const noMatch = new Match("");

/** Charges for what the match holds. */
export function matchOf(run: Run, text: string, pattern: CompiledPattern, raw: RawMatch | undefined): Match {
  if (raw === undefined) return noMatch;
  run.allocate(128 + raw.captures.length * 32);
  return new Match(text, pattern, raw);
}
