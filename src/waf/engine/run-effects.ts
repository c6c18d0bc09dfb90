// Carries out what a match does besides ending the request: variables, collections, and `ctl`.

import type { Effect } from "../seclang/program.ts";
import { isSpace } from "../transformation/white-space.ts";
import { applyControl } from "./apply-control.ts";
import type { Transaction } from "./transaction.ts";

type SetVar = Extract<Effect, { kind: "setvar" }>;

export function runEffects(tx: Transaction, effects: readonly Effect[]): void {
  for (const effect of effects) runEffect(tx, effect);
}

function runEffect(tx: Transaction, effect: Effect): void {
  switch (effect.kind) {
    case "setvar":
      setVariable(tx, effect);
      return;
    case "ctl":
      applyControl(tx, effect);
      return;
    case "setenv":
      tx.env.set(effect.key, tx.expand(effect.value));
      return;
    case "initcol":
      tx.persistent.init(effect.collection, tx.expand(effect.key));
      return;
    case "expirevar": {
      const seconds = wholeNumber(tx.expand(effect.seconds));
      tx.persistent.expire(effect.collection, tx.expand(effect.key), seconds);
      return;
    }
    case "deprecatevar":
      deprecate(tx, effect.collection, tx.expand(effect.key), tx.expand(effect.rate));
      return;
    case "sanitise":
      tx.sanitised.push({ what: effect.what, key: effect.key });
      return;
  }
}

function setVariable(tx: Transaction, { collection, key, change, value }: SetVar): void {
  const name = tx.expand(key);
  const store = storeOf(tx, collection);
  switch (change) {
    case "remove":
      store.remove(name);
      return;
    case "assign":
      store.set(name, tx.expand(value));
      return;
    case "add":
      store.set(name, String(wholeNumber(store.get(name) ?? "") + wholeNumber(tx.expand(value))));
      return;
    case "subtract":
      store.set(name, String(wholeNumber(store.get(name) ?? "") - wholeNumber(tx.expand(value))));
  }
}

type VariableStore = {
  readonly get: (key: string) => string | undefined;
  readonly set: (key: string, value: string) => void;
  readonly remove: (key: string) => void;
};

function storeOf(tx: Transaction, collection: string): VariableStore {
  if (collection === "tx") return tx.tx;
  if (collection === "env") return tx.env;
  return {
    get: (key) => tx.persistent.get(collection, key),
    set: (key, value) => tx.persistent.set(collection, key, value),
    remove: (key) => tx.persistent.remove(collection, key),
  };
}

/** `deprecatevar:ip.score=60/300`: 60 less for every 300 seconds since the record was made, never below 0. */
function deprecate(tx: Transaction, collection: string, key: string, rate: string): void {
  const [amount = "", period = ""] = rate.split("/");
  const value = tx.persistent.get(collection, key);
  const created = wholeNumber(tx.persistent.get(collection, "create_time") ?? "");
  const seconds = wholeNumber(period);
  if (value === undefined || seconds <= 0) return;
  const periods = Math.trunc((tx.nowMs() / 1000 - created) / seconds);
  if (periods <= 0) return;
  tx.persistent.set(collection, key, String(Math.max(0, wholeNumber(value) - wholeNumber(amount) * periods)));
}

const MAX_DIGITS = 15;

/** As C's atoi reads it: leading digits with a sign, and 0 for everything else. */
export function wholeNumber(text: string): number {
  let at = 0;
  while (isSpace(text.charCodeAt(at))) at++;
  const sign = text.charCodeAt(at);
  if (sign === MINUS || sign === PLUS) at++;
  let value = 0;
  for (let count = 0; count < MAX_DIGITS; count++) {
    const digit = text.charCodeAt(at + count) - DIGIT_0;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
  }
  return sign === MINUS && value !== 0 ? -value : value;
}

const MINUS = 0x2d;
const PLUS = 0x2b;
const DIGIT_0 = 0x30;
