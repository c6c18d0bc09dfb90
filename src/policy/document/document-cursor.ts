// Moves through the text of a policy document.

import type { Diagnostic, Place } from "#kernel/diagnostic.ts";
import { type PlaceAt, placesInText } from "#kernel/places-in-text.ts";

export class DocumentCursor {
  readonly text: string;
  readonly placeAt: PlaceAt;
  readonly diagnostics: Diagnostic[] = [];
  at = 0;

  constructor(text: string, file: string) {
    this.text = text;
    this.placeAt = placesInText(text, { file, line: 1, column: 1 });
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  get place(): Place {
    return this.placeAt(this.at);
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.at += text.length;
    return true;
  }

  skipBlanks(): void {
    while (isBlank(this.text[this.at])) this.at++;
  }

  /** Names of elements and attributes; empty where none begins. */
  name(): string {
    const start = this.at;
    while (isNamePart(this.text[this.at])) this.at++;
    return this.text.slice(start, this.at);
  }

  /** Where `text` comes next; the end of the document where it does not. */
  next(text: string): number {
    const found = this.text.indexOf(text, this.at);
    return found === -1 ? this.text.length : found;
  }

  /** What stands before `end`, and moves behind it; undefined where it does not come. */
  through(end: string): string | undefined {
    const found = this.text.indexOf(end, this.at);
    if (found === -1) return undefined;
    const between = this.text.slice(this.at, found);
    this.at = found + end.length;
    return between;
  }

  complain(at: number, code: string, message: string, hint: string): void {
    this.diagnostics.push({ ...this.placeAt(at), severity: "error", code, message, hint });
  }

  warn(place: Place, code: string, message: string, hint: string): void {
    this.diagnostics.push({ ...place, severity: "warning", code, message, hint });
  }
}

export function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t" || character === "\n" || character === "\r";
}

function isNamePart(character: string | undefined): boolean {
  return character !== undefined && /[\w.:\u00b7-\uffff-]/.test(character);
}
