// All directives of a program in the order in which they hold: the files that Include names stand where it
// stood.

import { posix } from "node:path";
import type { Place } from "#kernel/diagnostic.ts";
import type { Argument, Directive } from "./directive.ts";
import { parseDirectives } from "./parse-directives.ts";
import type { ProgramSource } from "./program-source.ts";
import { type Report, shown } from "./report.ts";

const MAX_FILES = 2000;

export function readSources(source: ProgramSource, report: Report): Directive[] {
  return new SourceReader(source, report).read();
}

class SourceReader {
  readonly #source: ProgramSource;
  readonly #report: Report;
  readonly #directives: Directive[] = [];
  #fileCount = 0;

  constructor(source: ProgramSource, report: Report) {
    this.#source = source;
    this.#report = report;
  }

  read(): Directive[] {
    for (const root of this.#source.roots) {
      const { file } = root;
      const text = "text" in root ? root.text : this.#source.readFile(file);
      if (text === undefined) this.#missing({ file, line: 1, column: 1 }, file);
      else this.#add(file, text, [posix.normalize(file)]);
    }
    return this.#directives;
  }

  /** `chain` is the files from the first one to this. */
  #add(file: string, text: string, chain: readonly string[]): void {
    this.#fileCount++;
    for (const directive of parseDirectives(file, text, this.#report)) {
      if (directive.kind !== "setting" || !directive.name.startsWith("Include")) {
        this.#directives.push(directive);
        continue;
      }
      const [pattern] = directive.arguments;
      if (pattern !== undefined) this.#include(pattern, directive.name === "IncludeOptional", file, chain);
    }
  }

  #include(pattern: Argument, isOptional: boolean, file: string, chain: readonly string[]): void {
    const path = besideFile(file, pattern.text);
    const isPattern = /[*?[]/.test(path);
    const paths = isPattern ? this.#source.glob(path).toSorted() : [path];
    if (paths.length === 0 && !isOptional) {
      const hint = "the path is relative to this file; IncludeOptional allows that there is none";
      this.#report.error(pattern.place, "no-file", `no file matches ${shown(pattern.text)}`, hint);
    }
    for (const each of paths) this.#includeFile(each, pattern.place, isOptional, chain);
  }

  #includeFile(path: string, place: Place, isOptional: boolean, chain: readonly string[]): void {
    const id = posix.normalize(path);
    if (chain.includes(id)) {
      const message = `the files include each other: ${[...chain, id].join(" → ")}`;
      this.#report.error(place, "include-cycle", message, "remove one of these includes");
      return;
    }
    if (this.#fileCount >= MAX_FILES) {
      const message = `more than ${MAX_FILES} files are included`;
      this.#report.error(place, "too-many-files", message, "put more into each file");
      return;
    }
    const text = this.#source.readFile(path);
    if (text !== undefined) this.#add(path, text, [...chain, id]);
    else if (!isOptional) this.#missing(place, path);
  }

  #missing(place: Place, path: string): void {
    const hint = "a path is relative to the file that names it";
    this.#report.error(place, "unreadable-file", `the file ${path} cannot be read`, hint);
  }
}

/** A path that a file names: relative to its folder. */
export function besideFile(file: string, path: string): string {
  return posix.isAbsolute(path) ? path : posix.join(posix.dirname(file), path);
}
