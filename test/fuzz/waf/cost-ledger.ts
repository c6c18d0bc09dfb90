// How much work of each kind an inspection takes. The engine keeps one sum; to have the kinds, the calls that
// pay are rewritten as modules are loaded: each tells its kinds before it pays. Only `--explain` does so.

import { registerHooks } from "node:module";

/** Pieces of work by kind, as `work` of src/waf/cost names them. */
export type Ledger = ReadonlyMap<string, number>;

const PAYMENT = /\b(?:spend|spendOnLearning)\(.*\bwork\..*\);/g;
const KIND = /\bwork\.([A-Za-z]+)\b/g;
const MAX_KINDS = 64;

const kinds: string[] = [];
const counts = new Float64Array(MAX_KINDS);

/** To be called before the engine is loaded. */
export function rewritePayments(): void {
  Object.assign(globalThis, { workDone: counts });
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const { source } = loaded;
      if (!url.includes("/src/waf/") || source === undefined || source === null) return loaded;
      const text = typeof source === "string" ? source : Buffer.from(source as Uint8Array).toString("utf8");
      return { ...loaded, source: text.replace(PAYMENT, noted) };
    },
  });
}

/** What a task takes, kind by kind. */
export function ledgerOf(task: () => void): Ledger {
  counts.fill(0);
  task();
  return new Map(kinds.map((kind, index) => [kind, counts[index] ?? 0]));
}

/**
 * A sum is linear in the prices: with one price 1 and all others 0, it is how many pieces of that kind it
 * has.
 */
function noted(call: string): string {
  const own = [...new Set([...call.matchAll(KIND)].map(([, kind = ""]) => kind))];
  const sum = call.slice(call.indexOf("("), -1);
  const notes = own.map((kind) => {
    const count = sum.replace(KIND, (_, each: string) => (each === kind ? "1" : "0"));
    return `globalThis.workDone[${indexOf(kind)}] += ${count}`;
  });
  return `(${notes.join(", ")}, ${call.slice(0, -1)});`;
}

function indexOf(kind: string): number {
  const known = kinds.indexOf(kind);
  return known < 0 ? kinds.push(kind) - 1 : known;
}
