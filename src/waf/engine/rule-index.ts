// Finds rules by what `ctl` names: ids, tags, messages.

import { compileRegex } from "../regex/compile-regex.ts";
import { macroText } from "../seclang/macro.ts";
import type { Control, IdRange } from "../seclang/program.ts";
import type { PhaseUnits, RuleUnit } from "./rule-unit.ts";

type Removal = Extract<Control, { option: `ruleRemove${string}` }>;

export class RuleIndex {
  private readonly units: readonly RuleUnit[];

  constructor(phases: readonly PhaseUnits[]) {
    this.units = phases.flat().filter((unit) => unit.kind === "rule");
  }

  meantBy(control: Removal): readonly number[] {
    switch (control.option) {
      case "ruleRemoveById":
      case "ruleRemoveTargetById":
        return this.where(({ rule }) => isInside(rule.id, control.ranges));
      case "ruleRemoveByTag":
      case "ruleRemoveTargetByTag": {
        const matches = remembered(textTest(control.text));
        return this.where(({ rule }) => rule.tags.some((tag) => matches(macroText(tag))));
      }
      case "ruleRemoveByMsg":
      case "ruleRemoveTargetByMsg": {
        const matches = textTest(control.text);
        return this.where(({ rule }) => matches(macroText(rule.message)));
      }
    }
  }

  private where(holds: (unit: RuleUnit) => boolean): number[] {
    return this.units.filter(holds).map(({ index }) => index);
  }
}

const isInside = (id: number, ranges: readonly IdRange[]): boolean =>
  ranges.some(({ from, to }) => id >= from && id <= to);

/** Hundreds of rules have the same few tags. */
function remembered(test: (candidate: string) => boolean): (candidate: string) => boolean {
  const known = new Map<string, boolean>();
  return (candidate) => {
    let answer = known.get(candidate);
    if (answer === undefined) {
      answer = test(candidate);
      known.set(candidate, answer);
    }
    return answer;
  };
}

/** A pattern, as ModSecurity 2 reads it; what is none is looked for as it stands. */
function textTest(text: string): (candidate: string) => boolean {
  const pattern = compileRegex(text, {});
  if ("flaw" in pattern) return (candidate) => candidate.includes(text);
  return (candidate) => pattern.test(candidate);
}
