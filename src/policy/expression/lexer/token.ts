// The pieces that the text of a policy expression consists of. White space and comments are left out;
// interpolated strings are several tokens, those of their holes among them.

import type { Literal } from "../syntax.ts";

export type TokenKind =
  | "identifier"
  | "keyword"
  | "punctuation"
  | "literal"
  | "interpolation-start"
  | "interpolation-text"
  | "hole-start"
  | "hole-format"
  | "hole-end"
  | "interpolation-end"
  | "end";

export type Token = {
  readonly kind: TokenKind;
  /**
   * The word or sign; an identifier that is no keyword for its `@` or its escapes keeps an `@` in front.
   * Literals and pieces of strings have none, so that nobody takes the string "(" for a bracket.
   */
  readonly text: string;
  /** Offsets of its first character, and of what follows its last. */
  readonly at: number;
  readonly end: number;
  /** Of a literal; of a piece of a string or a format, its unescaped text. */
  readonly literal: Literal | undefined;
  /** Of an opening bracket or hole: the index of the token that closes it. */
  partner: number;
};

/** The words of C# that are no names (ECMA-334 §6.4.4). */
export const keywords: ReadonlySet<string> = new Set(
  [
    "abstract as base bool break byte case catch char checked class const continue decimal default delegate do",
    "double else enum event explicit extern false finally fixed float for foreach goto if implicit in int",
    "interface internal is lock long namespace new null object operator out override params private protected",
    "public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw",
    "true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while",
  ]
    .join(" ")
    .split(" "),
);

/** Keywords that name a type. */
export const typeKeywords: ReadonlySet<string> = new Set(
  "bool byte char decimal double float int long object sbyte short string uint ulong ushort void".split(" "),
);

/** Longest first by first character. `>>` is two tokens, as it may close two lists of type arguments. */
export const punctuation: ReadonlyMap<string, readonly string[]> = byFirst(
  [
    "{ } ( ) [ ] ; , ~ . .. ... : :: ? ?. ?? ??= ! != = == => + ++ += - -- -= -> * *= / /= % %=",
    "& && &= | || |= ^ ^= < << <<= <= > >=",
  ]
    .join(" ")
    .split(" "),
);

function byFirst(signs: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const sign of signs) {
    const list = found.get(sign.charAt(0)) ?? [];
    list.push(sign);
    found.set(sign.charAt(0), list);
  }
  for (const list of found.values()) list.sort((a, b) => b.length - a.length);
  return found;
}

/** The name that an identifier token stands for. */
export function nameOf(token: Token): string {
  return token.text.startsWith("@") ? token.text.slice(1) : token.text;
}
