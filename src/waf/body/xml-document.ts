// What is kept of an XML document: no tree of objects, but columns. Element 0 is the document itself; parents
// come before their children. All text is one string, and elements know where in it theirs begins and ends.

export type XmlDocument = {
  readonly names: readonly string[];
  readonly parents: readonly number[];
  readonly textStarts: readonly number[];
  readonly textEnds: readonly number[];
  /** Without the declarations of namespaces, which are no attributes to XPath. */
  readonly attributeOwners: readonly number[];
  readonly attributeNames: readonly string[];
  readonly attributeValues: readonly string[];
  readonly text: string;
  readonly pieces: readonly TextPiece[];
};

export type TextPiece = {
  readonly owner: number;
  readonly start: number;
  readonly end: number;
};
