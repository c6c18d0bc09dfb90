// Makes the rules of a program ready to run: finds variables, transformations and operators by their names.
// Names were checked when the program was built; one that is missing here is a defect.

import assert from "node:assert/strict";
import type { Operator, OperatorEnvironment, OperatorPorts } from "../operator/operator.ts";
import { findOperator } from "../operator/operator-table.ts";
import type { CompleteTable } from "../regex/complete-table.ts";
import type { OperatorCall, Target } from "../seclang/directive.ts";
import { type Link, operatorFileKey, type Program, type Rule } from "../seclang/program.ts";
import { findTransformation } from "../transformation/transformation-table.ts";
import { findVariable } from "../variable/variable-table.ts";
import { keyTest } from "./key-test.ts";
import type { Exclusion, LinkUnit, PhaseUnits, RuleUnit, TargetUnit } from "./rule-unit.ts";

type CompiledOperator = LinkUnit["operator"];

/** In small steps: a rule each. */
export function* makeUnits(
  program: Program,
  ports: OperatorPorts,
): Generator<undefined, readonly PhaseUnits[]> {
  let index = 0;
  const phases: PhaseUnits[] = [];
  for (const items of program.phases) {
    const units: PhaseUnits[number][] = [];
    for (const item of items) {
      units.push(item.kind === "marker" ? item : makeRule(item, index++, program, ports));
      yield;
    }
    phases.push(units);
  }
  return phases;
}

function makeRule(rule: Rule, index: number, program: Program, ports: OperatorPorts): RuleUnit {
  return { kind: "rule", rule, index, links: rule.links.map((link) => makeLink(link, program, ports)) };
}

function makeLink(link: Link, program: Program, ports: OperatorPorts): LinkUnit {
  const { targets, operator } = link;
  return {
    link,
    targets: targets.filter(({ isExclusion }) => !isExclusion).map(makeTarget),
    exclusions: targets.filter(({ isExclusion }) => isExclusion).map(makeExclusion),
    operator: operator === undefined ? undefined : makeOperator(operator, program, ports),
    isNegated: operator?.isNegated ?? false,
    transformations: link.transformations.map(makeTransformation),
  };
}

function makeTarget(target: Target): TargetUnit {
  const reader = findVariable(target.variable);
  assert(reader !== undefined, `no variable ${target.variable}`);
  const { selector } = target;
  const lowerKey = selector.kind === "key" ? selector.key.toLowerCase() : undefined;
  return { target, reader, selects: keyTest(selector), lowerKey };
}

const makeExclusion = ({ variable, selector }: Target): Exclusion => ({
  variable,
  matches: keyTest(selector),
});

function makeOperator(call: OperatorCall, program: Program, ports: OperatorPorts): CompiledOperator {
  const definition = findOperator(call.name);
  assert(definition !== undefined, `no operator ${call.name}`);
  const environment: OperatorEnvironment = {
    fileText: (argument) => program.files[operatorFileKey(call.place.file, argument)],
    isRegexMultiLine: program.settings.isRegexMultiLine,
    ports,
  };
  const compile = (): Operator => {
    const compiled = definition.compile(call.argument, environment);
    assert(typeof compiled === "function", `@${call.name} cannot be compiled`);
    return compiled;
  };
  return costly.has(definition.name) ? whenFirstUsed(compile) : compile();
}

/** Patterns and lists: most of them never see a value, since a scan has told before that none matches. */
const costly = new Set(["rx", "rxGlobal", "pm", "pmFromFile", "ipMatchFromFile"]);

function whenFirstUsed(compile: () => Operator): Operator {
  let compiled: Operator | undefined;
  let known: CompleteTable | undefined;
  const made = (): Operator => {
    if (compiled === undefined) {
      compiled = compile();
      if (known !== undefined) compiled.useTable?.(known);
    }
    return compiled;
  };
  function* prepare(captures: boolean): Generator<undefined, void> {
    const { prepare: prepareOwn } = made();
    yield;
    if (prepareOwn !== undefined) yield* prepareOwn(captures);
  }
  const useTable = (table: CompleteTable): void => {
    known = table;
    compiled?.useTable?.(table);
  };
  const operator: Operator = (value, context) => (compiled ?? made())(value, context);
  return Object.assign(operator, { prepare, useTable });
}

function makeTransformation(name: string): LinkUnit["transformations"][number] {
  const definition = findTransformation(name);
  assert(definition !== undefined, `no transformation ${name}`);
  return definition.apply;
}
