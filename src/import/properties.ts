// The properties of a resource, read by their names. What is not of the type that is asked for is as good as
// absent: extracts of many versions differ.

import type { Place } from "#kernel/diagnostic.ts";
import { type JsonNode, placeIn } from "./json-tree.ts";

export type JsonSource = { readonly file: string; readonly text: string };

const nothing: JsonNode = { kind: "map", at: 0, entries: new Map() };

export class Properties {
  readonly #source: JsonSource;
  readonly #node: JsonNode;

  constructor(source: JsonSource, node: JsonNode = nothing) {
    this.#source = source;
    this.#node = node;
  }

  /** Where they start. */
  get place(): Place {
    return placeIn(this.#source.file, this.#source.text, this.#node.at);
  }

  /** Where the value of a key starts; where they all start if there is none. */
  placeOf(key: string): Place {
    const { file, text } = this.#source;
    return placeIn(file, text, this.#entry(key)?.at ?? this.#node.at);
  }

  get keys(): readonly string[] {
    return this.#node.kind === "map" ? [...this.#node.entries.keys()] : [];
  }

  /** Those of an object among these; none where it is absent. */
  object(key: string): Properties {
    return new Properties(this.#source, this.#entry(key) ?? nothing);
  }

  has(key: string): boolean {
    const entry = this.#entry(key);
    return entry !== undefined && !(entry.kind === "scalar" && entry.value === null);
  }

  /** Numbers and flags as their texts. */
  text(key: string): string | undefined {
    return textOf(this.#entry(key));
  }

  /** True where only a deployment knows the value. */
  isUnresolved(key: string): boolean {
    const entry = this.#entry(key);
    return entry?.kind === "scalar" && entry.isUnresolved === true;
  }

  flag(key: string): boolean | undefined {
    const text = this.text(key)?.toLowerCase();
    return text === "true" ? true : text === "false" ? false : undefined;
  }

  number(key: string): number | undefined {
    const text = this.text(key);
    return text === undefined || text === "" || Number.isNaN(Number(text)) ? undefined : Number(text);
  }

  /** The objects of a list. */
  objects(key: string): readonly Properties[] {
    return this.#items(key).map((item) => new Properties(this.#source, item));
  }

  /** The texts of a list; of a single text, that one. */
  texts(key: string): readonly string[] {
    const single = this.text(key);
    if (single !== undefined) return [single];
    return this.#items(key).flatMap((item) => textOf(item) ?? []);
  }

  /** An object or list as JSON; undefined where there is none, or only a deployment knows a part of it. */
  json(key: string): string | undefined {
    const entry = this.#entry(key);
    if (entry === undefined || entry.kind === "scalar" || hasUnresolved(entry)) return undefined;
    return JSON.stringify(plain(entry), null, 2);
  }

  #items(key: string): readonly JsonNode[] {
    const entry = this.#entry(key);
    return entry?.kind === "list" ? entry.items : [];
  }

  #entry(key: string): JsonNode | undefined {
    return this.#node.kind === "map" ? this.#node.entries.get(key) : undefined;
  }
}

function textOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === "scalar" && node.value !== null ? String(node.value) : undefined;
}

function hasUnresolved(node: JsonNode): boolean {
  if (node.kind === "scalar") return node.isUnresolved === true;
  return (node.kind === "list" ? node.items : [...node.entries.values()]).some(hasUnresolved);
}

function plain(node: JsonNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, value]) => [key, plain(value)]));
}
