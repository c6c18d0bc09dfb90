// What a template reads values from by name. It is no JavaScript object to the template: only what `find`
// knows is there, so that no prototype and no function can be named.

export type LiquidEntries = Iterable<readonly [string, unknown]>;

export class LiquidObject {
  readonly #find: (name: string) => unknown;
  readonly #entries: () => LiquidEntries;

  /**
   * @param find the value of a name, ready for templates; undefined where there is none
   * @param entries all of them, for loops
   */
  constructor(find: (name: string) => unknown, entries: () => LiquidEntries) {
    this.#find = find;
    this.#entries = entries;
  }

  find(name: string): unknown {
    return this.#find(name);
  }

  entries(): LiquidEntries {
    return this.#entries();
  }

  /** A loop goes through pairs with Key and Value, as it does over a dictionary of .NET. */
  *[Symbol.iterator](): Iterator<LiquidObject> {
    for (const [key, value] of this.#entries()) {
      yield fixedObject([
        ["Key", key],
        ["Value", value],
      ]);
    }
  }
}

/** An object of values that are at hand; names as they are written, or else without regard to case. */
export function fixedObject(entries: readonly (readonly [string, unknown])[]): LiquidObject {
  const exact = new Map(entries);
  const folded = new Map(entries.map(([name, value]) => [name.toLowerCase(), value]));
  return new LiquidObject(
    (name) => (exact.has(name) ? exact.get(name) : folded.get(name.toLowerCase())),
    () => entries,
  );
}

/** The same where each value is made when it is asked for. */
export function lazyObject(makers: Readonly<Record<string, () => unknown>>): LiquidObject {
  const byName = new Map(Object.entries(makers));
  return new LiquidObject(
    (name) => byName.get(name)?.(),
    () => Array.from(byName, ([name, make]) => [name, make()] as const),
  );
}
