// Which keys of TX a rule reads and writes, as far as that can be told from its text. `all` where it cannot.

import type { Macro } from "../../seclang/macro.ts";
import { parseMacro } from "../../seclang/macro.ts";
import type { Effect } from "../../seclang/program.ts";
import type { LinkUnit, RuleUnit } from "../rule-unit.ts";

export type KeyUse = { readonly keys: ReadonlySet<string>; readonly isAll: boolean };

class KeyCollector {
  readonly keys = new Set<string>();
  isAll = false;

  addMacro(macro: Macro): void {
    for (const part of macro) {
      if (typeof part === "string" || part.variable !== "TX") continue;
      this.keys.add(part.key.toLowerCase());
    }
  }
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
      const [key] = effect.key;
      if (typeof key === "string" && effect.key.length === 1) found.keys.add(key.toLowerCase());
      else found.isAll = true;
    }
  }
}

/** Every key that the rule may change; what it captures is `0` to `9`. */
export function txWrites({ links }: RuleUnit): KeyUse {
  const found = new KeyCollector();
  for (const { link } of links) {
    if (link.isCapturing) for (let i = 0; i < 10; i++) found.keys.add(String(i));
    for (const effect of link.effects) {
      if (effect.kind !== "setvar" || effect.collection !== "tx") continue;
      const [key] = effect.key;
      if (typeof key === "string" && effect.key.length === 1) found.keys.add(key.toLowerCase());
      else found.isAll = true;
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
