// The conditions of a rule, compiled when the runtime is built.

import { compileLinear } from "#kernel/linear-regex.ts";
import type { AddressList } from "#network/address-list.ts";
import type { ConditionSpec } from "#snapshot/rewrite-spec.ts";
import type { Captures, RewriteState } from "./rewrite-state.ts";

/** Undefined where it does not hold, else the groups that it captured. */
export type Condition = (state: RewriteState) => Captures | undefined;

const NOTHING: Captures = [];

export function compileCondition(spec: ConditionSpec, networks: readonly AddressList[]): Condition {
  const { variable, negate } = spec;
  if (spec.operator === "matches" && !negate) return capturing(spec);
  const test = compileTest(spec, networks);
  return (state) => (test(state.valueOf(variable, NOTHING)) === negate ? undefined : NOTHING);
}

function capturing(spec: ConditionSpec): Condition {
  const { variable, operand, ignoreCase } = spec;
  const match = regexOf(operand, ignoreCase);
  return (state) => {
    const value = state.valueOf(variable, NOTHING);
    return value === undefined ? undefined : match(value)?.map((group) => ({ value: group, from: variable }));
  };
}

function regexOf(pattern: string, ignoreCase: boolean): (text: string) => readonly string[] | undefined {
  const compiled = compileLinear(pattern, ignoreCase);
  if (typeof compiled === "string") throw new Error(`the pattern ${pattern} ${compiled}`);
  return compiled.match;
}

export type Test = (value: string | undefined) => boolean;

/** What a condition asks of a value, before its `negate`. */
export function compileTest(spec: ConditionSpec, networks: readonly AddressList[]): Test {
  const { operator, ignoreCase } = spec;
  const fold = ignoreCase ? (text: string): string => text.toLowerCase() : (text: string): string => text;
  const operand = fold(spec.operand);
  const asked =
    (ask: (value: string) => boolean): Test =>
    (value) =>
      value !== undefined && ask(fold(value));
  switch (operator) {
    case "equals":
      return asked((value) => value === operand);
    case "starts":
      return asked((value) => value.startsWith(operand));
    case "ends":
      return asked((value) => value.endsWith(operand));
    case "contains":
      return asked((value) => value.includes(operand));
    case "matches": {
      const match = regexOf(spec.operand, ignoreCase);
      return (value) => value !== undefined && match(value) !== undefined;
    }
    case "exists":
      return (value) => value !== undefined;
    case "network": {
      const network = networks[spec.network];
      if (network === undefined) throw new Error("a condition names a network that the snapshot lacks");
      return (value) => value !== undefined && network.holds(value);
    }
  }
}
