// The schemas of a description under names, each read once; references between them become references to
// names, so that a schema may hold itself.

import type { JsonSchema, SpecificationVersion } from "../contract.ts";
import { pointerOf } from "../document/json-value.ts";
import { type Cursor, identityOf } from "./cursor.ts";
import type { ImportReport } from "./import-report.ts";
import { readSchema } from "./read-schema.ts";
import type { References } from "./references.ts";

/** Properties that are only read, or only written, are asked for on one way alone. */
export type Direction = "request" | "response";

type Pending = { readonly name: string; readonly cursor: Cursor; readonly direction: Direction };

export class SchemaRegistry {
  readonly version: SpecificationVersion;
  readonly references: References;
  readonly report: ImportReport;
  readonly #root: string;
  readonly #hasDirections: boolean;
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #pending: Pending[] = [];

  constructor(
    root: Cursor,
    version: SpecificationVersion,
    references: References,
    report: ImportReport,
    hasDirections: boolean,
  ) {
    this.#root = root.document.file;
    this.version = version;
    this.references = references;
    this.report = report;
    this.#hasDirections = hasDirections;
  }

  /**
   * The name of the schema at a place; it is read later, by `readAll`. A lone reference has its target's
   * name.
   */
  nameOf(cursor: Cursor, direction: Direction): string | undefined {
    const target =
      this.version === "3.1" && !isLoneReference(cursor) ? cursor : this.references.resolve(cursor);
    if (target === undefined) return undefined;
    const identity = this.#hasDirections ? `${direction} ${identityOf(target)}` : identityOf(target);
    const known = this.#names.get(identity);
    if (known !== undefined) return known;
    const name = this.#freeName(this.#wishedName(target), direction);
    this.#names.set(identity, name);
    this.#pending.push({ name, cursor: target, direction });
    return name;
  }

  /** Every schema that was named, and those that they name. */
  readAll(): { readonly [name: string]: JsonSchema } {
    const schemas: [string, JsonSchema][] = [];
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      schemas.push([next.name, readSchema(this, next.cursor, next.direction)]);
    }
    return Object.fromEntries(schemas.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #wishedName({ document, path }: Cursor): string {
    const last = path.at(-1) ?? "";
    const isNamed = path.at(-2) === "schemas" || (path.length === 2 && path[0] === "definitions");
    if (isNamed) return last;
    return `${document.file === this.#root ? "" : document.file}#${pointerOf(path)}`;
  }

  #freeName(wished: string, direction: Direction): string {
    let name = wished;
    if (this.#taken.has(name)) name = `${wished} (${direction})`;
    for (let i = 2; this.#taken.has(name); i++) name = `${wished} (${direction} ${i})`;
    this.#taken.add(name);
    return name;
  }
}

/** In 3.1, what stands beside a reference counts too. */
function isLoneReference({ value }: Cursor): boolean {
  return typeof value === "object" && value !== null && "$ref" in value && Object.keys(value).length === 1;
}
