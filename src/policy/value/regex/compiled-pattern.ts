// Patterns that are ready to run. They are kept by pattern and options: policies name the same few again and
// again, and the static members of Regex compile nothing twice either.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import { argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { compileProgram } from "./compile-program.ts";
import type { GroupNames } from "./group-names.ts";
import { ProgramRun, type RawMatch } from "./match-program.ts";
import { parsePattern } from "./parse-pattern.ts";
import type { Program } from "./program.ts";
import { areValidOptions, regexOptions } from "./regex-options.ts";

export type CompiledPattern = {
  readonly pattern: string;
  readonly options: number;
  readonly groups: GroupNames;
  readonly program: Program;
};

const CACHED = 256;
/** Longer patterns are compiled each time: they are made by expressions, not written. */
const MAX_CACHED_CHARS = 2000;
/** Fuel for each character of a pattern that has to be read, and each instruction of its program. */
const COMPILE_STEPS = 20;

const compiled = new BoundedCache<string, CompiledPattern>(CACHED);

/** @throws ClrException ArgumentNullException, ArgumentException, ArgumentOutOfRangeException */
export function compilePattern(run: Run, pattern: string | null, options: number): CompiledPattern {
  if (pattern === null) throw argumentNull("pattern");
  if (!areValidOptions(options)) {
    throw argumentOutOfRange("options", "Specified argument was out of the range of valid values.");
  }
  run.spend(1 + (pattern.length >> 4));
  const key = `${options} ${pattern}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  run.spend(pattern.length * COMPILE_STEPS);
  run.allocate(pattern.length * 64);
  const { tree, groups } = parsePattern(pattern, options);
  const program = compileProgram(tree, (options & regexOptions.RightToLeft) !== 0);
  run.spend(program.instructions.length * COMPILE_STEPS);
  const made = { pattern, options, groups, program };
  if (pattern.length <= MAX_CACHED_CHARS) compiled.set(key, made);
  return made;
}

/** The first match at or after `from`; from the other side under RightToLeft. */
export function findMatch(
  run: Run,
  { program }: CompiledPattern,
  text: string,
  from: number,
): RawMatch | undefined {
  return new ProgramRun(run, program, text, from).search(from);
}

/**
 * The match after `previous`: a match of nothing moves the search on by one character.
 * `previousEnd` is where the last search ended, for \G.
 */
export function findNext(
  run: Run,
  compiledPattern: CompiledPattern,
  text: string,
  previous: { readonly start: number; readonly end: number },
): RawMatch | undefined {
  const { program } = compiledPattern;
  const at = program.isBackward ? previous.start : previous.end;
  const bump = previous.start === previous.end ? 1 : 0;
  const from = program.isBackward ? at - bump : at + bump;
  if (from < 0 || from > text.length) return undefined;
  return new ProgramRun(run, program, text, at).search(from);
}
