// A place in the text of a document, and where complaints about it go.

/** `at` is an offset into the text; the rest as in a diagnostic. */
export type Complain = (at: number, code: string, message: string, hint: string) => void;

export class SourceCursor {
  readonly text: string;
  at: number;
  readonly complain: Complain;

  constructor(text: string, at: number, complain: Complain) {
    this.text = text;
    this.at = at;
    this.complain = complain;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The code unit `ahead` of here; NaN beyond the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  /** Steps over `expected` where it comes next. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** Steps over what `accepts` accepts. */
  skipWhile(accepts: (code: number) => boolean): void {
    while (this.at < this.text.length && accepts(this.code())) this.at++;
  }
}
