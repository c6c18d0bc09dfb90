// The form of the tables of transformations.

/** Latin1 strings. The third is there where the reference engine gives something else. */
export type TransformationRow = readonly [
  input: string,
  output: string,
  deviation?: { readonly reference: string; readonly because: string },
];

/** By the name of the transformation. */
export type TransformationRows = Readonly<Record<string, readonly TransformationRow[]>>;
