// What `ctl` has switched for the rest of one transaction.

import type { Exclusion } from "./rule-unit.ts";

export class RuntimeControls {
  /** By the index of the rule. Undefined until a rule is removed: the common transaction removes none. */
  removed: Set<number> | undefined;
  exclusions: Exclusions | undefined;
  /** `exclusions`, once it is this transaction's own. */
  private ownExclusions: Map<number, readonly Exclusion[]> | undefined;
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
    // Most transactions exclude once: for them there is nothing to be made.
    if (this.exclusions === undefined) {
      this.exclusions = exclusionsOf(indexes, exclusion);
      return;
    }
    this.ownExclusions ??= new Map(this.exclusions);
    this.exclusions = this.ownExclusions;
    for (const index of indexes) {
      const own = this.ownExclusions.get(index) ?? [];
      if (!own.includes(exclusion)) this.ownExclusions.set(index, [...own, exclusion]);
    }
  }
}

type Exclusions = ReadonlyMap<number, readonly Exclusion[]>;

const known = new WeakMap<readonly number[], { readonly exclusion: Exclusion; readonly map: Exclusions }>();

/** Of one exclusion for many rules; the same lists come again and again. */
function exclusionsOf(indexes: readonly number[], exclusion: Exclusion): Exclusions {
  const before = known.get(indexes);
  if (before?.exclusion === exclusion) return before.map;
  const map: Exclusions = new Map(indexes.map((index) => [index, [exclusion]]));
  known.set(indexes, { exclusion, map });
  return map;
}
