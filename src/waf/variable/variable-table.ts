// Every variable of the engine under its name.

import { bodyVariables } from "./body-variables.ts";
import { requestVariables } from "./request-variables.ts";
import { responseVariables } from "./response-variables.ts";
import { stateVariables } from "./state-variables.ts";
import { timeVariables } from "./time-variables.ts";
import type { VariableReader, VariableTable } from "./variable.ts";

const tables: readonly VariableTable[] = [
  requestVariables,
  bodyVariables,
  responseVariables,
  timeVariables,
  stateVariables,
];

const readers: ReadonlyMap<string, VariableReader> = new Map(tables.flatMap(Object.entries<VariableReader>));

/** @param name upper case */
export const findVariable = (name: string): VariableReader | undefined => readers.get(name);

export const variableNames: readonly string[] = [...readers.keys()];
