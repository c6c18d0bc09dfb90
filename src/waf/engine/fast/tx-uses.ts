// Which keys of TX a rule reads and writes, as far as that can be told from its text. `isAll` where it
// cannot.

import type { Macro } from "../../seclang/macro.ts";
import { parseMacro } from "../../seclang/macro.ts";
import type { Effect } from "../../seclang/program.ts";
import type { LinkUnit, RuleUnit } from "../rule-unit.ts";

export type KeyUse = {
  /** Lower case. */
  readonly keys: ReadonlySet<string>;
  /** Of keys that end with what a request brings: `setvar:tx.header_%{TX.0}=1`. */
  readonly prefixes: ReadonlySet<string>;
  readonly isAll: boolean;
};

export const NO_KEYS: KeyUse = { keys: new Set(), prefixes: new Set(), isAll: false };

/** Sets of keys that grow, and the question whether another use has one of them. */
export class KeyCollector implements KeyUse {
  readonly keys = new Set<string>();
  readonly prefixes = new Set<string>();
  isAll = false;

  add(use: KeyUse): void {
    for (const key of use.keys) this.keys.add(key);
    for (const prefix of use.prefixes) this.prefixes.add(prefix);
    this.isAll ||= use.isAll;
  }

  /** True where the two may have a key in common. */
  meets(use: KeyUse): boolean {
    if (isEmpty(this) || isEmpty(use)) return false;
    if (this.isAll || use.isAll) return true;
    for (const key of use.keys) if (this.keys.has(key) || hasPrefix(this.prefixes, key)) return true;
    for (const key of this.keys) if (hasPrefix(use.prefixes, key)) return true;
    for (const prefix of use.prefixes) {
      for (const own of this.prefixes) if (own.startsWith(prefix) || prefix.startsWith(own)) return true;
    }
    return false;
  }

  /** The key of a `setvar`. */
  addKey(key: Macro): void {
    const [first] = key;
    if (typeof first !== "string") this.isAll = true;
    else if (key.length === 1) this.keys.add(first.toLowerCase());
    else this.prefixes.add(first.toLowerCase());
  }

  addMacro(macro: Macro): void {
    for (const part of macro) {
      if (typeof part === "string" || part.variable !== "TX") continue;
      this.keys.add(part.key.toLowerCase());
    }
  }
}

/** Is there no key that it may have? */
export const isEmpty = ({ keys, prefixes, isAll }: KeyUse): boolean =>
  !isAll && keys.size + prefixes.size === 0;

function hasPrefix(prefixes: ReadonlySet<string>, key: string): boolean {
  for (const prefix of prefixes) if (key.startsWith(prefix)) return true;
  return false;
}

/** Every key that any link, message or assignment of the rule may look at. */
export function txReads({ rule, links }: RuleUnit): KeyUse {
  const found = new KeyCollector();
  for (const macro of [rule.message, rule.logData, ...rule.tags]) found.addMacro(macro);
  for (const link of links) readsOfLink(link, found);
  return found;
}

function readsOfLink({ link }: LinkUnit, found: KeyCollector): void {
  for (const { variable, selector } of link.targets) {
    if (variable !== "TX") continue;
    if (selector.kind === "key") found.keys.add(selector.key.toLowerCase());
    else found.isAll = true;
  }
  found.addMacro(parseMacro(link.operator?.argument ?? ""));
  for (const effect of link.effects) {
    for (const macro of macrosOf(effect)) found.addMacro(macro);
    if (effect.kind === "setvar" && effect.collection === "tx" && effect.change !== "assign") {
      found.addKey(effect.key);
    }
  }
}

/** Every key that the rule may change; what it captures is `0` to `9`. */
export function txWrites({ links }: RuleUnit): KeyUse {
  const found = new KeyCollector();
  for (const { link } of links) {
    if (link.isCapturing) for (let i = 0; i < 10; i++) found.keys.add(String(i));
    for (const effect of link.effects) {
      if (effect.kind === "setvar" && effect.collection === "tx") found.addKey(effect.key);
    }
  }
  return found;
}

/** The texts of an effect that may hold references. */
export function macrosOf(effect: Effect): readonly Macro[] {
  switch (effect.kind) {
    case "setvar":
      return [effect.key, effect.value];
    case "setenv":
      return [effect.value];
    case "initcol":
      return [effect.key];
    case "expirevar":
      return [effect.key, effect.seconds];
    case "deprecatevar":
      return [effect.key, effect.rate];
    case "sanitise":
    case "ctl":
      return [];
  }
}

/** It refers to nothing but TX. */
export const isOfTx = (macro: Macro): boolean =>
  macro.every((part) => typeof part === "string" || part.variable === "TX");
