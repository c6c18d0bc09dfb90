// What a rule counts together: the values of some variables as one key. What nobody verified is never counted
// in place of the address, only beside it: a client that sends another value each time still has one address.

import { isAddressVariable, type Variable } from "#http/template.ts";
import { clientNetwork } from "#kernel/client-network.ts";
import type { EdgeView } from "./edge-view.ts";

export class EdgeKey {
  readonly #name: string;
  readonly #slots: readonly { readonly slot: number; readonly isAddress: boolean }[];
  readonly #addressSlot: number;

  /** @param name of site and rule: what is counted is counted under it, after a reload too */
  constructor(name: string, by: readonly Variable[], view: EdgeView) {
    this.#name = name;
    this.#slots = by.map((variable) => ({
      slot: view.slotOf(variable),
      isAddress: isAddressVariable(variable),
    }));
    this.#addressSlot = view.slotOf({ name: "client.address", key: "" });
  }

  /** Of the values of all variables. */
  ofValues(view: EdgeView): string {
    let key = `${this.#name}\nby`;
    for (const { slot, isAddress } of this.#slots) key += partOfKey(view.valueAt(slot), isAddress);
    return key;
  }

  ofAddress(view: EdgeView): string {
    return `${this.#name}\naddress${partOfKey(view.valueAt(this.#addressSlot), true)}`;
  }
}

/** With its length, so that no value can pass for two. */
function partOfKey(value: string | undefined, isAddress: boolean): string {
  if (value === undefined) return "\n-";
  const text = isAddress ? clientNetwork(value) : value;
  return `\n${text.length} ${text}`;
}
