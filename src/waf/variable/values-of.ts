// The values that a matched name (`ARGS:q`, `REQUEST_URI`) stands for.

import type { Transaction } from "../engine/transaction.ts";
import { findVariable } from "./variable-table.ts";

export function valuesOf(tx: Transaction, name: string): readonly string[] {
  const colon = name.indexOf(":");
  const reader = findVariable(colon < 0 ? name : name.slice(0, colon));
  const key = colon < 0 ? "" : name.slice(colon + 1);
  if (reader === undefined) return [];
  if (reader.kind === "scalar") return [reader.read(tx)];
  if (reader.kind === "selected") return reader.read(tx, key);
  const { names, values } = reader.read(tx);
  const lower = key.toLowerCase();
  return values.filter((_, index) => (names[index] ?? "").toLowerCase() === lower);
}
