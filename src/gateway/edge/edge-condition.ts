// The conditions of edge rules, compiled when the runtime is built.

import type { AddressList } from "#network/address-list.ts";
import type { EdgeConditionSpec } from "#snapshot/edge-rule-spec.ts";
import { compileTest } from "../rewrite/condition.ts";
import type { EdgeView } from "./edge-view.ts";
import { TimeWindow } from "./time-window.ts";

export type EdgeCondition = (view: EdgeView) => boolean;

const DIGITS = /^[0-9]{1,15}$/;

export function compileEdgeCondition(
  spec: EdgeConditionSpec,
  view: EdgeView,
  networks: readonly AddressList[],
): EdgeCondition {
  switch (spec.kind) {
    case "compare": {
      const { variable, negate } = spec.compare;
      const slot = view.slotOf(variable);
      const test = compileTest(spec.compare, networks);
      return (seen) => test(seen.valueAt(slot)) !== negate;
    }
    case "oneOf": {
      const { variable, ignoreCase, negate } = spec;
      const slot = view.slotOf(variable);
      const values = new Set(ignoreCase ? spec.values.map((value) => value.toLowerCase()) : spec.values);
      return (seen) => {
        const value = seen.valueAt(slot);
        if (value === undefined) return negate;
        return values.has(ignoreCase ? value.toLowerCase() : value) !== negate;
      };
    }
    case "number": {
      const { variable, over, under, negate } = spec;
      const slot = view.slotOf(variable);
      return (seen) => isBetween(seen.valueAt(slot), over, under) !== negate;
    }
    case "time": {
      const window = new TimeWindow(spec);
      return (seen) => window.holds(seen.exchange.startedAtMs) !== spec.negate;
    }
    default: {
      const of = spec.of.map((inner) => compileEdgeCondition(inner, view, networks));
      const { negate } = spec;
      if (spec.kind === "any") return (seen) => of.some((holds) => holds(seen)) !== negate;
      return (seen) => of.every((holds) => holds(seen)) !== negate;
    }
  }
}

function isBetween(value: string | undefined, over: number, under: number): boolean {
  if (value === undefined || !DIGITS.test(value)) return false;
  const number = Number(value);
  return number > over && number < under;
}
