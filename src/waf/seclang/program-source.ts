// What a program is built from. The reader opens no file itself: whoever calls it says where texts come from.

import type { EngineSettings } from "./program.ts";

export type RootText = { readonly file: string; readonly text: string };

/**
 * Texts are latin1: one char is one byte, as everywhere in the engine, so that a pattern in UTF-8 meets the
 * bytes that it means. Paths have `/` between their parts.
 */
export type ProgramSource = {
  /** Files in their order. One without a text is read. */
  readonly roots: readonly (RootText | { readonly file: string })[];
  /** Undefined where there is no such file or it cannot be read. */
  readonly readFile: (path: string) => string | undefined;
  /** The files that a pattern with `*`, `?` and `[…]` matches. */
  readonly glob: (pattern: string) => readonly string[];
  /** In place of the reference manual's defaults: what holds where no directive says otherwise. */
  readonly defaults?: Partial<EngineSettings>;
};
