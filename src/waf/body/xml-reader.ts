// Reads XML without validating it, and without a document type: no entity is ever declared or fetched. A
// DOCTYPE is an error whose text is shown to the rules. So is whatever else is not well-formed: the rest of
// the body, from there on, counts as text, so that nothing in it is hidden.

import { indexOrEnd } from "#kernel/index-or-end.ts";
import type { TextPiece, XmlDocument } from "./xml-document.ts";
import { decodeReferences } from "./xml-entities.ts";

/** As libxml2's default. */
const MAX_DEPTH = 256;

const CONTROL = /[\0-\x08\v\f\x0e-\x1f]/u;

/** What may stand in a name, any byte beyond ASCII among it. */
const nameBytes = new Uint8Array(256).fill(1, 128);
for (const char of ":_-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  nameBytes[char.charCodeAt(0)] = 1;
}

export class XmlReader implements XmlDocument {
  readonly names: string[] = [""];
  readonly parents: number[] = [0];
  readonly textStarts: number[] = [0];
  readonly textEnds: number[] = [0];
  readonly attributeOwners: number[] = [];
  readonly attributeNames: string[] = [];
  readonly attributeValues: string[] = [];
  readonly pieces: TextPiece[] = [];
  text = "";
  error = "";
  readonly #source: string;
  #at = 0;
  /** Open elements. */
  readonly #scopes: number[] = [];
  #hasRoot = false;

  constructor(source: string) {
    this.#source = source;
  }

  read(): void {
    const source = this.#source;
    if (CONTROL.test(source)) this.#note("a control character");
    while (this.#at < source.length) {
      const end = indexOrEnd(source, "<", this.#at);
      if (end > this.#at) this.#addReferences(source.slice(this.#at, end));
      this.#at = end;
      if (end < source.length && !this.#markup()) break;
    }
    // What could not be read, up to the end.
    if (this.#at < source.length) this.#addReferences(source.slice(this.#at));
    if (this.#scopes.length > 0) this.#note("an element is not closed");
    else if (!this.#hasRoot) this.#note("there is no element");
    while (this.#scopes.length > 0) this.#close();
  }

  /** The first error is the one that is told. @returns false, as what could not be read is */
  #note(message: string): false {
    if (this.error === "") this.error = `XML: ${message} at byte ${this.#at}`;
    return false;
  }

  /** @returns whether it could be read */
  #markup(): boolean {
    const source = this.#source;
    const next = source.charAt(this.#at + 1);
    if (next === "/") return this.#endTag();
    if (next === "?") return this.#skipTo("?>", "a processing instruction is not closed");
    if (next !== "!") return this.#startTag();
    if (source.startsWith("<!--", this.#at)) return this.#skipTo("-->", "a comment is not closed");
    if (source.startsWith("<![CDATA[", this.#at)) return this.#characterData();
    return source.startsWith("<!DOCTYPE", this.#at) ? this.#documentType() : this.#note("unknown markup");
  }

  #skipTo(end: string, message: string): boolean {
    const found = this.#source.indexOf(end, this.#at + 2);
    if (found < 0) return this.#note(message);
    this.#at = found + end.length;
    return true;
  }

  #characterData(): boolean {
    const start = this.#at + "<![CDATA[".length;
    if (!this.#skipTo("]]>", "a CDATA section is not closed")) return false;
    this.#addText(withLineFeeds(this.#source.slice(start, this.#at - 3)));
    return true;
  }

  /** Stepped over with its internal subset, as far as that ends. */
  #documentType(): boolean {
    this.#note("a document type is not allowed");
    const start = this.#at;
    if (!this.#skipTo(">", "a document type is not closed")) return false;
    const bracket = this.#source.slice(start, this.#at).indexOf("[");
    if (bracket >= 0) {
      const end = /\][\t\n\r ]*>/gu;
      end.lastIndex = start + bracket;
      if (end.exec(this.#source) === null) {
        this.#at = start;
        return this.#note("a document type is not closed");
      }
      this.#at = end.lastIndex;
    }
    this.#addText(this.#source.slice(start, this.#at));
    return true;
  }

  #endTag(): boolean {
    const open = this.#scopes.at(-1);
    const end = this.#source.indexOf(">", this.#at);
    const name = this.#source.slice(this.#at + 2, Math.max(end, 0)).trimEnd();
    if (open === undefined || end < 0 || name !== this.names[open])
      return this.#note("an unexpected end tag");
    this.#at = end + 1;
    this.#close();
    return true;
  }

  #close(): void {
    const element = this.#scopes.pop();
    if (element !== undefined) this.textEnds[element] = this.text.length;
  }

  #startTag(): boolean {
    const start = this.#at;
    const name = this.#nameAt(start + 1);
    if (name === "") return this.#note("a name was expected");
    if (this.#scopes.length >= MAX_DEPTH) return this.#note(`elements more than ${MAX_DEPTH} deep`);
    if (this.#scopes.length === 0 && this.#hasRoot) this.#note("a second root element");
    this.#hasRoot = true;
    const element = this.names.length;
    this.names.push(name);
    this.parents.push(this.#scopes.at(-1) ?? 0);
    this.textStarts.push(this.text.length);
    this.textEnds.push(this.text.length);
    this.#scopes.push(element);
    this.#at = start + 1 + name.length;
    if (!this.#attributes(element)) {
      this.#at = start;
      return false;
    }
    return true;
  }

  /** Up to the end of the tag. */
  #attributes(element: number): boolean {
    const source = this.#source;
    const seen = new Set<string>();
    for (;;) {
      const hasSpace = this.#skipSpace();
      if (source.startsWith("/>", this.#at)) {
        this.#at += 2;
        this.#close();
        return true;
      }
      if (source[this.#at] === ">") {
        this.#at++;
        return true;
      }
      const name = this.#nameAt(this.#at);
      if (name === "") return this.#note("an attribute was expected");
      if (!hasSpace) this.#note("attributes without a space between them");
      if (seen.has(name)) this.#note("an attribute twice");
      seen.add(name);
      this.#at += name.length;
      const value = this.#attributeValue();
      if (value === undefined) return false;
      if (name === "xmlns" || name.startsWith("xmlns:")) continue;
      this.attributeOwners.push(element);
      this.attributeNames.push(name);
      this.attributeValues.push(value);
    }
  }

  #attributeValue(): string | undefined {
    this.#skipSpace();
    if (this.#source[this.#at] === "=") this.#at++;
    else this.#note("an attribute without a value");
    this.#skipSpace();
    const quote = this.#source.charAt(this.#at);
    const end = quote === '"' || quote === "'" ? this.#source.indexOf(quote, this.#at + 1) : -1;
    if (end < 0) {
      this.#note("an attribute's value is not in quotes");
      return undefined;
    }
    const raw = this.#source.slice(this.#at + 1, end);
    if (raw.includes("<")) this.#note("an attribute's value holds a <");
    const { text, error } = decodeReferences(raw.replaceAll(/\r\n?|[\t\n]/gu, " "));
    if (error !== "") this.#note(error);
    this.#at = end + 1;
    return text;
  }

  #skipSpace(): boolean {
    const start = this.#at;
    let code = this.#source.charCodeAt(start);
    while (code === 32 || code === 10 || code === 13 || code === 9)
      code = this.#source.charCodeAt(++this.#at);
    return this.#at > start;
  }

  #nameAt(start: number): string {
    const source = this.#source;
    let end = start;
    while (end < source.length && nameBytes[source.charCodeAt(end)] === 1) end++;
    const name = source.slice(start, end);
    return /^[-.0-9]/u.test(name) ? "" : name;
  }

  #addReferences(raw: string): void {
    const { text, error } = decodeReferences(withLineFeeds(raw));
    if (error !== "") this.#note(error);
    this.#addText(text);
  }

  /** White space outside of the root is no text. */
  #addText(raw: string): void {
    if (this.#scopes.length === 0) {
      if (/^[\t\n\r ]*$/u.test(raw)) return;
      this.#note("text outside of the root element");
    }
    const start = this.text.length;
    this.text += raw;
    this.pieces.push({ owner: this.#scopes.at(-1) ?? 0, start, end: this.text.length });
  }
}

/** XML 1.0, section 2.11: before references are read, so that `&#13;` stays. */
const withLineFeeds = (raw: string): string => (raw.includes("\r") ? raw.replaceAll(/\r\n?/gu, "\n") : raw);
