// Which API a request is for: by the longest path, then by version (a segment, a header or a parameter of the
// query), then by revision (`;rev=N` behind the API's path).

import { indexOrEnd } from "#kernel/index-or-end.ts";

export type VersionScheme =
  | { readonly kind: "segment" }
  | { readonly kind: "header" | "query"; readonly name: string };

export type ApiEntry = {
  /** Without slashes at its ends; empty for an API at the root. */
  readonly path: string;
  /** Undefined for an API, or the original of its set, without a version. */
  readonly version: string | undefined;
  /** Undefined where the API stands in no set of versions. */
  readonly scheme: VersionScheme | undefined;
  readonly revision: string;
  readonly isCurrentRevision: boolean;
};

/** The parts of a request that versions are told by. Names of headers are in small letters. */
export type VersionSource = {
  readonly header: (name: string) => string | undefined;
  /** The first value of a parameter, decoded. */
  readonly query: (name: string) => string | undefined;
};

export type SelectedApi = {
  /** Into the list that the table was made of. */
  readonly index: number;
  /** What of the path belongs to the API, version and revision included: `/orders/v2;rev=3`. */
  readonly prefix: string;
  /** What is left of it, for the operations: it starts with a slash, or is empty. */
  readonly rest: string;
};

type Slot = { readonly segments: number; readonly entries: Indexed[] };
type Indexed = { readonly index: number; readonly entry: ApiEntry };

export class ApiTable {
  readonly #slots = new Map<string, Slot>();
  readonly #ignoreCase: boolean;
  #deepest = 0;

  constructor(entries: readonly ApiEntry[], ignoreCase: boolean) {
    this.#ignoreCase = ignoreCase;
    entries.forEach((entry, index) => {
      const segments = entry.path.split("/").filter((segment) => segment !== "");
      if (entry.scheme?.kind === "segment" && entry.version !== undefined) segments.push(entry.version);
      const key = this.#keyOf(segments.join("/"));
      const slot = this.#slots.get(key) ?? { segments: segments.length, entries: [] };
      slot.entries.push({ index, entry });
      this.#slots.set(key, slot);
      this.#deepest = Math.max(this.#deepest, segments.length);
    });
  }

  /** `path` is in normal form, with its `;rev=N` where there is one. Undefined where no API has it. */
  select(path: string, source: VersionSource): SelectedApi | undefined {
    for (let end = endOfSegments(path, this.#deepest); ; end = path.lastIndexOf("/", end - 1)) {
      const prefix = path.slice(0, end);
      const { bare, revision } = cutRevision(prefix);
      const found = prefix.endsWith("/") ? undefined : this.#slots.get(this.#keyOf(bare.slice(1)));
      const chosen = found === undefined ? undefined : choose(found.entries, revision, source);
      if (chosen !== undefined) return { index: chosen.index, prefix, rest: path.slice(end) };
      if (end === 0) return undefined;
    }
  }

  #keyOf(path: string): string {
    return this.#ignoreCase ? path.toLowerCase() : path;
  }
}

/** Where so many segments end, or the path does. */
function endOfSegments(path: string, count: number): number {
  let end = 0;
  for (let left = path.startsWith("/") ? count : 0; left > 0 && end < path.length; left--) {
    end = indexOrEnd(path, "/", end + 1);
  }
  return end;
}

/** Of the last segment. */
function cutRevision(path: string): { readonly bare: string; readonly revision: string | undefined } {
  const found = path.includes(";") ? /^(.*\/[^;/]*);rev=([^;/]+)$/is.exec(path) : null;
  return { bare: found?.[1] ?? path, revision: found?.[2] };
}

/** Of the entries at one path, the one of the version that was asked for and of the revision. */
function choose(
  entries: readonly Indexed[],
  revision: string | undefined,
  source: VersionSource,
): Indexed | undefined {
  const ofRevision = entries.filter(({ entry }) =>
    revision === undefined ? entry.isCurrentRevision : entry.revision === revision,
  );
  const asked = ofRevision.find(({ entry }) => entry.version !== undefined && isAsked(entry, source));
  return (
    asked ?? ofRevision.find(({ entry }) => entry.version === undefined && isWithoutVersion(entry, source))
  );
}

function isAsked({ version, scheme }: ApiEntry, source: VersionSource): boolean {
  if (scheme === undefined || scheme.kind === "segment") return true;
  return sent(scheme, source) === version;
}

/** An original is not given to who asks for a version that there is not. */
function isWithoutVersion({ scheme }: ApiEntry, source: VersionSource): boolean {
  if (scheme === undefined || scheme.kind === "segment") return true;
  return (sent(scheme, source) ?? "") === "";
}

function sent(scheme: { kind: "header" | "query"; name: string }, source: VersionSource): string | undefined {
  return scheme.kind === "header" ? source.header(scheme.name.toLowerCase()) : source.query(scheme.name);
}
