// Ids of operations as Azure makes them on import, so that policies of an operation find it again.

const MAX_ID = 80;
/** What a suffix against duplicates takes: `-999`. */
const SUFFIX = 4;

export class OperationIds {
  readonly #taken = new Set<string>();

  /** `written` is the operation's own id, where it has one. */
  next(written: string | undefined, method: string, urlTemplate: string): string {
    const own = normalised(written ?? "");
    const id = own === "" ? normalised(`${method}-${urlTemplate}`) : own;
    let free = id;
    for (let i = 1; this.#taken.has(free); i++) free = `${id}-${i}`;
    this.#taken.add(free);
    return free;
  }
}

function normalised(text: string): string {
  const dashed = text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return trimDashes(trimDashes(dashed).slice(0, MAX_ID - SUFFIX));
}

const trimDashes = (text: string): string => text.replace(/^-/, "").replace(/-$/, "");
