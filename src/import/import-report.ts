// What an import has to tell: what could not be taken over, what was changed on the way, and which secrets
// are still to be supplied. Each with the place that it comes from.

import { compareDiagnostics, type Place } from "#kernel/diagnostic.ts";

/**
 * `unsupported`: it does not do here what it did there. `note`: nothing is missing, but somebody may look for
 * it.
 */
export type FindingKind = "unsupported" | "note";

export type Finding = Place & {
  readonly kind: FindingKind;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
};

/** A secret that the configuration refers to, by what it refers with. */
export type WantedSecret = Place & {
  /** `env` for a variable, `file` for a path beside the configuration. */
  readonly from: "env" | "file";
  readonly name: string;
  readonly meaning: string;
};

export class ImportReport {
  readonly #findings: Finding[] = [];
  readonly #told = new Set<string>();
  readonly #secrets = new Map<string, WantedSecret>();

  unsupported(place: Place, code: string, message: string, hint: string): void {
    this.#add({ ...placeOf(place), kind: "unsupported", code, message, hint });
  }

  note(place: Place, code: string, message: string, hint: string): void {
    this.#add({ ...placeOf(place), kind: "note", code, message, hint });
  }

  secret(place: Place, from: WantedSecret["from"], name: string, meaning: string): void {
    this.#secrets.set(`${from} ${name}`, { ...placeOf(place), from, name, meaning });
  }

  /** In the order of their places. */
  get findings(): readonly Finding[] {
    return this.#findings.toSorted(compareDiagnostics);
  }

  get secrets(): readonly WantedSecret[] {
    return [...this.#secrets.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  get isComplete(): boolean {
    return this.#findings.every(({ kind }) => kind !== "unsupported");
  }

  #add(finding: Finding): void {
    const { file, line, column, code, message } = finding;
    const key = `${file}:${line}:${column} ${code} ${message}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#findings.push(finding);
  }
}

const placeOf = ({ file, line, column }: Place): Place => ({ file, line, column });
