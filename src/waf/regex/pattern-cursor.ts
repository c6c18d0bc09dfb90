// A place in the text of a pattern, and how a reader says that the text is not a pattern: by `PatternError`,
// which only `parseRegex` catches.

/** Why a pattern cannot be used. `offset` counts chars from its beginning. */
export type RegexFlaw = { readonly flaw: string; readonly offset: number; readonly hint: string };

export class PatternError extends Error {
  readonly flaw: RegexFlaw;

  constructor(flaw: string, offset: number, hint: string) {
    super(flaw);
    this.flaw = { flaw, offset, hint };
  }
}

export class PatternCursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The next char; empty at the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }

  next(): string {
    return this.text.charAt(this.at++);
  }

  /** Steps over `expected` where it comes next. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** The text up to `end`, and steps over both. */
  takeUntil(end: string, what: string): string {
    const start = this.at;
    const found = this.text.indexOf(end, start);
    if (found < 0) throw new PatternError(`${what} has no end`, start, `close it with ${end}`);
    this.at = found + end.length;
    return this.text.slice(start, found);
  }

  /** What `pattern`, which is sticky, matches here, and steps over it; undefined where it does not. */
  takeMatch(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found;
  }

  fail(flaw: string, hint: string, offset = this.at): never {
    throw new PatternError(flaw, offset, hint);
  }
}
