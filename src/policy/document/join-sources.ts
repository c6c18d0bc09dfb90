// Pieces of text that stand apart in a document (comments or CDATA between them) as one value.

import type { SourceText } from "./document-tree.ts";

/** Undefined where there is no piece. */
export function joinSources(pieces: readonly SourceText[]): SourceText | undefined {
  const [first] = pieces;
  if (first === undefined || pieces.length === 1) return first;
  const starts: number[] = [];
  let text = "";
  for (const piece of pieces) {
    starts.push(text.length);
    text += piece.text;
  }
  return {
    text,
    placeAt: (offset) => {
      const index = Math.max(
        starts.findLastIndex((start) => start <= offset),
        0,
      );
      return (pieces[index] ?? first).placeAt(offset - (starts[index] ?? 0));
    },
  };
}
