// `$ref`, offline: inside of a file and to files beside it, which whoever asked for the import hands out.
// Nothing is fetched: a description must not make the gateway call addresses of its author's choice.

import { posix } from "node:path";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { pathOfPointer, propertyOf } from "../document/json-value.ts";
import { readDocument, type SourceDocument } from "../document/source-document.ts";
import { type Cursor, identityOf, textAt } from "./cursor.ts";
import type { ImportReport } from "./import-report.ts";

/** The text of a file by its path, relative as the description's own; undefined where there is none. */
export type FileSource = (path: string) => string | undefined;

export class References {
  readonly #files: FileSource;
  readonly #report: ImportReport;
  readonly #documents = new Map<string, SourceDocument | undefined>();
  /** Syntax errors of files that references lead to. */
  readonly diagnostics: Diagnostic[] = [];

  constructor(root: SourceDocument, files: FileSource, report: ImportReport) {
    this.#files = files;
    this.#report = report;
    this.#documents.set(root.file, root);
  }

  /** The value itself where it is no reference; undefined, and reported, where a reference leads nowhere. */
  resolve(cursor: Cursor): Cursor | undefined {
    const seen = new Set<string>();
    let at = cursor;
    for (let reference = textAt(at, "$ref"); reference !== undefined; reference = textAt(at, "$ref")) {
      if (seen.has(identityOf(at)) || seen.size > defaultLimits.contract.maxReferenceHops) {
        const message = `the reference ${reference} leads back to itself`;
        this.#report.error(cursor, "reference-cycle", message, "let one of them be a definition");
        return undefined;
      }
      seen.add(identityOf(at));
      const target = this.follow(at, reference);
      if (target === undefined) return undefined;
      at = target;
    }
    return at;
  }

  /**
   * What a reference names, be it a reference again or not; undefined, and reported, where there is
   * nothing.
   */
  follow(from: Cursor, reference: string): Cursor | undefined {
    const mark = reference.indexOf("#");
    const file = mark < 0 ? reference : reference.slice(0, mark);
    const fragment = mark < 0 ? "" : decodeFragment(reference.slice(mark + 1));
    const document = file === "" ? from.document : this.#documentAt(from, file);
    if (document === undefined) return undefined;
    if (fragment !== "" && !fragment.startsWith("/")) {
      const hint = "write it as a path from the root: #/components/schemas/NAME";
      this.#report.error(from, "anchor-reference", `the reference ${reference} names an anchor`, hint);
      return undefined;
    }
    const path = pathOfPointer(fragment);
    let value: Cursor["value"] = document.value;
    for (const key of path) value = propertyOf(value, key);
    if (value === undefined) {
      const hint = "correct the path, or define what it names";
      this.#report.error(from, "unknown-reference", `the reference ${reference} leads nowhere`, hint);
      return undefined;
    }
    return { document, path, value };
  }

  #documentAt(from: Cursor, file: string): SourceDocument | undefined {
    if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(file)) {
      const hint = "put a copy beside the description, and refer to that";
      this.#report.error(from, "remote-reference", `the reference to ${file} would have to be fetched`, hint);
      return undefined;
    }
    const path = posix.normalize(posix.join(posix.dirname(from.document.file), decodeFragment(file)));
    if (this.#documents.has(path)) return this.#documents.get(path);
    const document = this.#load(from, path);
    this.#documents.set(path, document);
    return document;
  }

  #load(from: Cursor, path: string): SourceDocument | undefined {
    const text = this.#files(path);
    if (text === undefined) {
      const hint = "check the path: it is relative to the file with the reference";
      this.#report.error(from, "unknown-file", `there is no file ${path}`, hint);
      return undefined;
    }
    const { document, diagnostics } = readDocument(text, path);
    this.diagnostics.push(...diagnostics);
    return document;
  }
}

function decodeFragment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
