// The formats that texts in a configuration can have. A format parses: what passes is the typed value. What
// does not pass is told without the text, which may be a secret; the caller adds it where it may be shown.

export type Flaw = {
  readonly code: string;
  /** Follows the text in a message: `"30" has no unit`. Holds nothing of the text. */
  readonly says: string;
  /** Holds nothing of the text. */
  readonly hint: string;
  /** The better hint, made from the text: used where the text may be shown. */
  readonly hintFromText?: string;
  /** The text itself is not shown: it holds a password, say. */
  readonly hidesText?: true;
};

export type Parsed<T> = { readonly value: T } | Flaw;

export type Format<T> = {
  /** With its article: `a duration`. */
  readonly name: string;
  readonly parse: (text: string) => Parsed<T>;
  /** The value as one would write it. */
  readonly print: (value: T) => string;
  /** Numbers are handed over as their text, because the format has more to say on them than "quote it". */
  readonly readsNumbers: boolean;
};
