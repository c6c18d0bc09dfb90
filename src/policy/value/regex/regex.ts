// System.Text.RegularExpressions.Regex: matching, replacing and splitting with a compiled pattern.

import { argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import { type CompiledPattern, compilePattern, findMatch } from "./compiled-pattern.ts";
import { type Match, matchOf } from "./match.ts";
import { MatchCollection } from "./match-collections.ts";
import { regexOptions } from "./regex-options.ts";

type Text = string | null;

export class Regex extends ClrObject {
  readonly clrName = "System.Text.RegularExpressions.Regex";
  readonly compiled: CompiledPattern;

  constructor(compiled: CompiledPattern) {
    super();
    this.compiled = compiled;
  }

  /** @throws ClrException ArgumentNullException, ArgumentException, ArgumentOutOfRangeException */
  static make(run: Run, pattern: Text, options = 0): Regex {
    return new Regex(compilePattern(run, pattern, options));
  }

  get isRightToLeft(): boolean {
    return (this.compiled.options & regexOptions.RightToLeft) !== 0;
  }

  override toString(): string {
    return this.compiled.pattern;
  }

  /** Where a search begins that is not told. */
  startOf(text: string): number {
    return this.isRightToLeft ? text.length : 0;
  }

  isMatch(run: Run, input: Text, startAt?: number): boolean {
    const text = checked(input, startAt);
    return findMatch(run, this.compiled, text, startAt ?? this.startOf(text)) !== undefined;
  }

  match(run: Run, input: Text, startAt?: number): Match {
    const text = checked(input, startAt);
    const raw = findMatch(run, this.compiled, text, startAt ?? this.startOf(text));
    return matchOf(run, text, this.compiled, raw);
  }

  matches(run: Run, input: Text, startAt?: number): MatchCollection {
    return new MatchCollection([...this.matchesIn(run, input, -1, startAt)]);
  }

  /** At most `count` matches; all of them where it is negative. */
  *matchesIn(run: Run, input: Text, count: number, startAt?: number): Generator<Match, void> {
    let match = this.match(run, input, startAt);
    for (let left = count; match.isSuccess && left !== 0; left--) {
      run.spend(1);
      yield match;
      match = match.next(run);
    }
  }

  /** `evaluate` gives what stands in the place of a match; null is nothing. */
  replace(run: Run, input: Text, evaluate: (match: Match) => Text, count = -1, startAt?: number): Text {
    if (count < -1) throw argumentOutOfRange("count", "Count cannot be less than -1.");
    const text = checked(input, startAt);
    const pieces: string[] = [];
    const matches = [...this.matchesIn(run, text, count, startAt)];
    const texts = matches.map((match) => evaluate(match) ?? "");
    if (this.isRightToLeft) {
      matches.reverse();
      texts.reverse();
    }
    let rest = 0;
    for (const [index, match] of matches.entries()) {
      pieces.push(text.slice(rest, match.index), texts[index] ?? "");
      rest = match.end;
    }
    pieces.push(text.slice(rest));
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    run.spend(length >> 3);
    run.allocate(length * 2);
    return pieces.join("");
  }

  /** `count` is the number of pieces; 0 for as many as there are. Groups stand among the pieces. */
  split(run: Run, input: Text, count = 0, startAt?: number): string[] {
    if (count < 0) throw argumentOutOfRange("count", "Count cannot be less than -1.");
    const text = checked(input, startAt);
    if (count === 1) return [text];
    const matches = [...this.matchesIn(run, text, count - 1, startAt)];
    if (this.isRightToLeft) matches.reverse();
    const pieces: string[] = [];
    let rest = 0;
    for (const match of matches) {
      pieces.push(text.slice(rest, match.index));
      for (const number of match.groupNumbers.slice(1)) {
        const group = match.group(number);
        if (group.isSuccess) pieces.push(group.value);
      }
      rest = match.end;
    }
    pieces.push(text.slice(rest));
    run.allocate(text.length * 2 + pieces.length * 16);
    return pieces;
  }
}

function checked(input: Text, startAt: number | undefined): string {
  if (input === null) throw argumentNull("input");
  if (startAt !== undefined && (startAt < 0 || startAt > input.length)) {
    throw argumentOutOfRange("startat", "Start index cannot be less than 0 or greater than input length.");
  }
  return input;
}
