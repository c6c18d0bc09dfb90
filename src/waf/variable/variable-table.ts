// Every variable of the engine under its name.

import { bodyVariables } from "./body-variables.ts";
import { requestVariables } from "./request-variables.ts";
import { responseVariables } from "./response-variables.ts";
import { stateVariables } from "./state-variables.ts";
import { timeVariables } from "./time-variables.ts";
import type { VariableReader, VariableTable } from "./variable.ts";

const table: VariableTable = {
  ...requestVariables,
  ...bodyVariables,
  ...responseVariables,
  ...timeVariables,
  ...stateVariables,
};

/** @param name upper case */
export function findVariable(name: string): VariableReader | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export const variableNames: readonly string[] = Object.keys(table);
