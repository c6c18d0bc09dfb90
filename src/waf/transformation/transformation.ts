// What a transformation is. One file each beside this one, listed in `transformation-table.ts`.

/** What transformations need of the program that names them. */
export type TransformationSettings = {
  /** Of SecUnicodeMapFile; see EngineSettings. */
  readonly unicodeMap: Uint8Array | undefined;
};

/**
 * Latin1 in, latin1 out: one char is one byte. Must give back the very same string where nothing changes, and
 * must cost time linear in its input.
 */
export type Transformation = (input: string, settings: TransformationSettings) => string;

export type TransformationDefinition = {
  /** As the reference manual spells it: `urlDecodeUni`. Found without regard to case. */
  readonly name: string;
  readonly apply: Transformation;
  /**
   * Bytes without which the transformation changes nothing, as a regular expression of one character class
   * over latin1 (`[%+]`); undefined where it may change any input. Property-tested: no false "unchanged".
   */
  readonly triggers: RegExp | undefined;
  /**
   * What it does to words of letters, digits and underscores with single dots or hyphens between them:
   * nothing, or a change of case. To be said where `triggers` does not rule a change out; left out where it
   * does more, or may.
   */
  readonly onWords?: "nothing" | "case";
  /**
   * For what decodes: makes the mask that of the bytes of the result (bit `n & 31` of word `n >> 5`), without
   * making the result, and gives its length. Left out where nobody asks.
   */
  readonly noteMade?: (input: string, bytes: Uint32Array) => number;
  /** Pairs of bytes: one of `triggers`, and what it becomes wherever it stands. */
  readonly swaps?: readonly (readonly [from: number, to: number])[];
  /** True where the result is the input without some of its bytes. */
  readonly onlyRemoves?: true;
  /** True where the result may be longer than the input. */
  readonly mayLengthen?: true;
};
