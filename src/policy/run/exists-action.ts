// What set-header and set-query-parameter do where the name is there already.

import { ClrException } from "../value/clr-exception.ts";

/** What both change. */
export interface NamedValues {
  has(name: string): boolean;
  set(name: string, values: readonly string[]): void;
  append(name: string, values: readonly string[]): void;
  remove(name: string): void;
}

/** @throws ClrException where an expression gave no action that there is */
export function applyValues(
  target: NamedValues,
  action: string,
  name: string,
  values: readonly string[],
): void {
  switch (action.trim().toLowerCase()) {
    case "override":
      target.set(name, values);
      return;
    case "skip":
      if (!target.has(name)) target.set(name, values);
      return;
    case "append":
      target.append(name, values);
      return;
    case "delete":
      target.remove(name);
      return;
    default:
      throw new ClrException("System.ArgumentException", `Requested value '${action}' was not found.`);
  }
}
