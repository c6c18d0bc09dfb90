// Puts the values of a transaction into a text with `%{…}`. What a reference names and the transaction does
// not have is empty, as in the reference engines.

import type { Macro, MacroReference } from "../seclang/macro.ts";
import { findVariable } from "../variable/variable-table.ts";
import type { Transaction } from "./transaction.ts";

export function expandMacro(tx: Transaction, macro: Macro): string {
  if (macro.length === 1) return partText(tx, macro[0] ?? "");
  let text = "";
  for (const part of macro) text += partText(tx, part);
  return text;
}

const partText = (tx: Transaction, part: string | MacroReference): string =>
  typeof part === "string" ? part : referencedValue(tx, part);

function referencedValue(tx: Transaction, { variable, key }: MacroReference): string {
  if (variable === "TX") return tx.tx.get(key) ?? "";
  const reader = findVariable(variable);
  if (reader === undefined) return "";
  switch (reader.kind) {
    case "scalar":
      return reader.read(tx);
    case "selected":
      return reader.read(tx, key)[0] ?? "";
    case "collection":
      return reader.get?.(tx, key) ?? memberOf(reader.read(tx), key);
  }
}

function memberOf(
  { names, values }: { readonly names: string[]; readonly values: string[] },
  key: string,
): string {
  if (key === "") return values[0] ?? "";
  const lower = key.toLowerCase();
  const index = names.findIndex((name) => name.toLowerCase() === lower);
  return values[index] ?? "";
}
