// Which prefix stands for which namespace while a tree is written, in the order that XmlWellFormedWriter
// keeps: made-up prefixes are numbered by the size of this stack.

import { xmlError } from "./xml-error.ts";
import { XML_NAMESPACE, XMLNS_NAMESPACE } from "./xml-token.ts";

type Entry = {
  readonly prefix: string;
  readonly uri: string;
  /** `needed`: nobody declares it, so that the writer must. */
  state: "implied" | "needed" | "written";
};

export class NamespaceStack {
  readonly #entries: Entry[] = [];
  readonly #scopes: number[] = [];
  /** Places in the stack by prefix and by namespace, the latest last: documents choose how many there are. */
  readonly #byPrefix = new Map<string, number[]>();
  readonly #byUri = new Map<string, number[]>();

  constructor() {
    this.#push({ prefix: "xmlns", uri: XMLNS_NAMESPACE, state: "implied" });
    this.#push({ prefix: "xml", uri: XML_NAMESPACE, state: "implied" });
    this.#push({ prefix: "", uri: "", state: "implied" });
  }

  #push(entry: Entry): void {
    const place = this.#entries.push(entry) - 1;
    placesOf(this.#byPrefix, entry.prefix).push(place);
    placesOf(this.#byUri, entry.uri).push(place);
  }

  enter(): void {
    this.#scopes.push(this.#entries.length);
  }

  leave(): void {
    const start = this.#scopes.pop() ?? 0;
    for (const { prefix, uri } of this.#entries.splice(start)) {
      this.#byPrefix.get(prefix)?.pop();
      this.#byUri.get(uri)?.pop();
    }
  }

  get #scopeStart(): number {
    return this.#scopes.at(-1) ?? this.#entries.length;
  }

  #indexOf(prefix: string): number {
    return this.#byPrefix.get(prefix)?.at(-1) ?? -1;
  }

  /** A prefix that means `uri` here and is not hidden by a nearer one. */
  prefixOf(uri: string): string | undefined {
    const index = this.#byUri.get(uri)?.at(-1) ?? -1;
    const entry = this.#entries[index];
    return entry !== undefined && this.#indexOf(entry.prefix) === index ? entry.prefix : undefined;
  }

  /** An element or attribute uses a prefix. @throws ClrException XmlException */
  use(prefix: string, uri: string): void {
    const index = this.#indexOf(prefix);
    const entry = this.#entries[index];
    if (entry !== undefined && index >= this.#scopeStart) {
      if (entry.uri !== uri) throw redefined(prefix, entry.uri, uri);
      return;
    }
    this.#push({ prefix, uri, state: entry?.uri === uri ? "implied" : "needed" });
  }

  /** An attribute declares a prefix; false where it says what is known and duplicates are unwanted. */
  declare(prefix: string, uri: string, omitsDuplicates: boolean): boolean {
    const index = this.#indexOf(prefix);
    const entry = this.#entries[index];
    if (entry !== undefined && index >= this.#scopeStart) {
      if (entry.uri !== uri) throw redefined(prefix, entry.uri, uri);
      const isKnown = omitsDuplicates && entry.state === "implied";
      entry.state = "written";
      return !isKnown;
    }
    this.#push({ prefix, uri, state: "written" });
    return !(omitsDuplicates && entry?.uri === uri);
  }

  /** A prefix for an attribute's namespace that has none. */
  makeUp(): string {
    const first = `p${this.#entries.length - 3}`;
    if (this.#indexOf(first) < 0) return first;
    let number = 0;
    while (this.#indexOf(first + number) >= 0) number++;
    return first + number;
  }

  /** What this element must still declare, latest first. */
  *undeclared(): Generator<{ readonly prefix: string; readonly uri: string }, void> {
    for (let index = this.#entries.length - 1; index >= this.#scopeStart; index--) {
      const entry = this.#entries[index];
      if (entry?.state === "needed") yield entry;
    }
  }
}

function placesOf(places: Map<string, number[]>, key: string): number[] {
  const known = places.get(key);
  if (known !== undefined) return known;
  const made: number[] = [];
  places.set(key, made);
  return made;
}

function redefined(prefix: string, from: string, to: string): Error {
  return xmlError(
    `The prefix '${prefix}' cannot be redefined from '${from}' to '${to}' within the same start element tag.`,
  );
}
