// Which country an address is in, by a flat table in shared memory. A code is a number from 0 to 675 in the
// table and a text outside; nothing is allocated for an answer. ZZ is what nobody can tell.

import { PrefixSet, type PrefixTable } from "#kernel/prefix-set.ts";

export const UNKNOWN_COUNTRY = "ZZ";

const A = "A".charCodeAt(0);

const codes: readonly string[] = Array.from({ length: 676 }, (_, i) =>
  String.fromCharCode(A + Math.floor(i / 26), A + (i % 26)),
);

/** The number of two capital letters; -1 for anything else. */
export function countryNumber(code: string): number {
  return /^[A-Z]{2}$/.test(code) ? (code.charCodeAt(0) - A) * 26 + code.charCodeAt(1) - A : -1;
}

/** Below 0 where there is none: to look for such an index in a list would cost more than all the rest. */
const countryCode = (number: number): string =>
  number < 0 ? UNKNOWN_COUNTRY : (codes[number] ?? UNKNOWN_COUNTRY);

/** Of one worker; its data comes and goes with snapshots. */
export class Countries {
  #set: PrefixSet | undefined;

  /** From the next question on. Undefined where there is no data. */
  use(table: PrefixTable | undefined): void {
    this.#set = table === undefined ? undefined : new PrefixSet(table);
  }

  /** ISO 3166-1 alpha-2; `ZZ` where the data does not know the address, empty where there is no data. */
  codeOf(address: string): string {
    return this.#set === undefined ? "" : countryCode(this.#set.lookupText(address));
  }
}
