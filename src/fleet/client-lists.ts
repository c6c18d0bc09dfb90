// The port for the lists that decide about clients before any rule does: bans, and the clients that are
// always let in. Workers ask, control writes; an entry ends by itself at whoever asks, so a control plane
// that died releases its bans all the same.

import type { Prefix } from "#kernel/address.ts";

/** `allowed` wins over `bans`, however narrow the ban. */
export type ListName = "bans" | "allowed";

/** The addresses of a prefix, or a client by a name that `authorize` verified (`key:orders-app`). */
export type Subject =
  | { readonly kind: "prefix"; readonly prefix: Prefix }
  | { readonly kind: "key"; readonly key: string };

/** What an entry is to those who decide by it; origin and reason are kept where entries are kept. */
export type ListedClient = {
  /** Names the entry in access lines, from 1 to 2^31 - 1. */
  readonly id: number;
  readonly list: ListName;
  readonly subject: Subject;
  /** Wall clock, ms since the epoch; Infinity without an end. */
  readonly untilMs: number;
};

/** `none`: no list knows the client. `id` is that of the entry that decided, 0 for none. */
export type Decision = { readonly kind: "none" | "ban" | "allow"; readonly id: number };

export interface ClientLists {
  /**
   * Decides about a client by its address as text and, where it has one, its verified name. Takes no longer
   * for a million entries than for one, and never waits.
   */
  decide(address: string, key?: string): Decision;
}

export interface ClientListWriter {
  /** In the place of the entry with its id, if there is one. False where there is no room for it. */
  put(entry: ListedClient): boolean;
  /** True where there was one. */
  remove(id: number): boolean;
  /** Puts these in the place of all entries; gives how many of them found no room. */
  replaceAll(entries: Iterable<ListedClient>): number;
  /** Entries that were put and not removed, ended ones included. */
  readonly size: number;
}
