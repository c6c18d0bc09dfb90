// What `ctl` has switched for the rest of one transaction.

import type { Exclusion } from "./rule-unit.ts";

export class RuntimeControls {
  /** By the index of the rule. Undefined until a rule is removed: the common transaction removes none. */
  removed: Set<number> | undefined;
  exclusions: Map<number, Exclusion[]> | undefined;
  requestBodyAccess: boolean | undefined;
  responseBodyAccess: boolean | undefined;
  requestBodyProcessor: string | undefined;
  responseBodyProcessor: string | undefined;
  requestBodyLimitBytes: number | undefined;
  responseBodyLimitBytes: number | undefined;
  forcesRequestBody = false;
  auditMode: "on" | "off" | "relevant-only" | undefined;
  auditParts: string | undefined;

  remove(indexes: readonly number[]): void {
    if (indexes.length === 0) return;
    this.removed ??= new Set();
    for (const index of indexes) this.removed.add(index);
  }

  exclude(indexes: readonly number[], exclusion: Exclusion): void {
    if (indexes.length === 0) return;
    this.exclusions ??= new Map();
    for (const index of indexes) {
      const own = this.exclusions.get(index);
      if (own === undefined) this.exclusions.set(index, [exclusion]);
      else own.push(exclusion);
    }
  }
}
