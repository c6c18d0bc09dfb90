// A collection that rules write: TX, ENV, GEO and the persistent ones. Keys are compared without regard to
// case. What every transaction begins with is shared by all and never written: changes lie in a map of the
// transaction's own.

import type { Pairs } from "../body/parsed-body.ts";

export type KeyedEntry = { readonly name: string; readonly value: string };
export type KeyedEntries = ReadonlyMap<string, KeyedEntry>;

export const NO_ENTRIES: KeyedEntries = new Map();

type Selection = readonly (readonly [lower: string, entry: KeyedEntry])[];

const selections = new WeakMap<KeyedEntries, WeakMap<(name: string) => boolean, Selection>>();

function sharedWhere(base: KeyedEntries, test: (name: string) => boolean): Selection {
  let known = selections.get(base);
  if (known === undefined) {
    known = new WeakMap();
    selections.set(base, known);
  }
  let selection = known.get(test);
  if (selection === undefined) {
    selection = [...base].filter(([, { name }]) => test(name));
    known.set(test, selection);
  }
  return selection;
}

export class KeyedCollection {
  private base: KeyedEntries;
  /** Undefined marks a key of the base that was removed. */
  private readonly own = new Map<string, KeyedEntry | undefined>();

  constructor(base: KeyedEntries = NO_ENTRIES) {
    this.base = base;
  }

  get(key: string): string | undefined {
    const isOwn = this.own.size > 0;
    const written = isOwn ? this.own.get(key) : undefined;
    if (written !== undefined) return written.value;
    const shared = this.base.get(key);
    if (shared !== undefined) return isOwn && this.own.has(key) ? undefined : shared.value;
    // What is found as it stands is in lower case.
    const lower = key.toLowerCase();
    return lower === key ? undefined : this.get(lower);
  }

  set(key: string, value: string): void {
    let lower = key;
    let shared = this.base.get(key);
    if (shared === undefined && !this.own.has(key)) {
      lower = key.toLowerCase();
      if (lower !== key) shared = this.base.get(lower);
    }
    // What it says already is no change: rules that depend on the key need not look again.
    if (shared?.value === value && !this.own.has(lower)) return;
    this.own.set(lower, { name: key, value });
  }

  /** Has any of these keys, in lower case, been written or removed? */
  hasChanged(lowerKeys: readonly string[]): boolean {
    if (this.own.size === 0) return false;
    for (const lower of lowerKeys) if (this.own.has(lower)) return true;
    return false;
  }

  /** The very entries that it began with; undefined where some were written since. */
  get untouched(): KeyedEntries | undefined {
    return this.own.size === 0 ? this.base : undefined;
  }

  /** Goes on from what the entries say, of a collection that is untouched. */
  protected resumeFrom(entries: KeyedEntries): void {
    this.base = entries;
  }

  remove(key: string): void {
    const lower = key.toLowerCase();
    if (this.base.has(lower)) this.own.set(lower, undefined);
    else if (this.own.size > 0) this.own.delete(lower);
  }

  clear(): void {
    for (const lower of this.base.keys()) this.own.set(lower, undefined);
    for (const [lower] of this.own) if (!this.base.has(lower)) this.own.delete(lower);
  }

  pairs(): Pairs {
    const names: string[] = [];
    const values: string[] = [];
    for (const { name, value } of this.entries()) {
      names.push(name);
      values.push(value);
    }
    return { names, values };
  }

  /** The entries whose names a test takes; what it says of the shared ones is remembered. */
  pairsWhere(test: (name: string) => boolean): Pairs {
    const names: string[] = [];
    const values: string[] = [];
    for (const [lower, { name, value }] of sharedWhere(this.base, test)) {
      if (this.own.size > 0 && this.own.has(lower)) continue;
      names.push(name);
      values.push(value);
    }
    for (const entry of this.own.values()) {
      if (entry === undefined || !test(entry.name)) continue;
      names.push(entry.name);
      values.push(entry.value);
    }
    return { names, values };
  }

  *entries(): Generator<KeyedEntry> {
    for (const [lower, entry] of this.base) if (!this.own.has(lower)) yield entry;
    for (const entry of this.own.values()) if (entry !== undefined) yield entry;
  }

  /** All entries by their lower-case keys. */
  snapshot(): Map<string, KeyedEntry> {
    const copy = new Map(this.base);
    for (const [lower, entry] of this.own) {
      if (entry === undefined) copy.delete(lower);
      else copy.set(lower, entry);
    }
    return copy;
  }
}
