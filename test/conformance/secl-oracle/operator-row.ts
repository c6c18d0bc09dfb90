// The form of the tables of operators.

/** Latin1 strings. Captures from TX.0 on, without empty ones at the end; none where nothing is captured. */
export type OperatorRow = readonly [
  value: string,
  matches: boolean,
  captures?: readonly string[],
  deviation?: { readonly reference: boolean; readonly captures: readonly string[]; readonly because: string },
];

export type OperatorCase = {
  readonly operator: string;
  readonly argument: string;
  /** Captures are not compared: where the reference engine has the fingerprint of its table, we say why. */
  readonly hasOwnCaptures?: true;
  readonly rows: readonly OperatorRow[];
};
