// What the parts of an import share: what was found, what is made of it, and what there is to tell.

import type { ImportReport } from "./import-report.ts";
import type { ImportedResource } from "./imported-resource.ts";
import { OutputFolder } from "./output-folder.ts";

export class ImportContext {
  readonly report: ImportReport;
  readonly output = new OutputFolder();
  readonly #byType = new Map<string, ImportedResource[]>();

  constructor(resources: readonly ImportedResource[], report: ImportReport) {
    this.report = report;
    for (const resource of resources) {
      const known = this.#byType.get(resource.type) ?? [];
      known.push(resource);
      this.#byType.set(resource.type, known);
    }
  }

  get types(): ReadonlyMap<string, readonly ImportedResource[]> {
    return this.#byType;
  }

  /** Of some types, those that belong to the resource of these names; all where none is named. */
  all(types: readonly string[], ...names: readonly string[]): readonly ImportedResource[] {
    return types
      .flatMap((type) => this.#byType.get(type) ?? [])
      .filter((resource) => names.every((name, index) => resource.names[index] === name));
  }
}

/** Of `/apis/orders`, of a whole resource id, and of a bare name: the name. */
export const nameInId = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

/** The name of a resource: its last one. */
export const nameOf = ({ names }: ImportedResource): string => names.at(-1) ?? "";
