// The WAF as an engine: rules in, verdicts on requests out, without any I/O. `portcullis/waf` exports it to
// programs.

import { systemClock } from "#kernel/clock.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { runSteps } from "#kernel/run-steps.ts";
import { type CollectionPort, MemoryCollections } from "./engine/collection-port.ts";
import { type FastPlan, FastRunner, planFast } from "./engine/fast/fast-runner.ts";
import type { RequestInput } from "./engine/request-input.ts";
import { RuleSet } from "./engine/rule-set.ts";
import { PlainRunner } from "./engine/run-phase.ts";
import { WafSession } from "./engine/waf-session.ts";
import type { OperatorPorts } from "./operator/operator.ts";
import type { Program } from "./seclang/program.ts";

export { type LoggedRequest, modsecurityLine } from "./audit/modsecurity-line.ts";
export { type WafLogFormat, wafLogLines } from "./audit/waf-event.ts";
export { type InspectedText, inflateForInspection } from "./body/inflate-for-inspection.ts";
export type { CollectionPort, PersistentEntry, PersistentRecord } from "./engine/collection-port.ts";
export { MemoryCollections } from "./engine/collection-port.ts";
export type { Interruption, MatchedValue, MatchRecord } from "./engine/match-record.ts";
export type { HeaderField, RequestInput, ResponseInput } from "./engine/request-input.ts";
export type { WafSession } from "./engine/waf-session.ts";
export { buildProgram } from "./seclang/build-program.ts";
export type { Selector, Target } from "./seclang/directive.ts";
export { macroText } from "./seclang/macro.ts";
export type {
  Control,
  EngineSettings,
  Link,
  Marker,
  Program,
  Rule,
} from "./seclang/program.ts";
export type { ProgramSource } from "./seclang/program-source.ts";
export type { Diagnostic, FastPlan };

export type WafOptions = {
  /** Where persistent collections live; this thread's memory where it is left out. */
  readonly collections?: CollectionPort;
  readonly operators?: OperatorPorts;
  /** Milliseconds since the epoch. */
  readonly nowMs?: () => number;
  /** `naive` runs every rule as it is written; `fast` gives the same verdicts for less. */
  readonly execution?: "fast" | "naive";
  /** What `planWaf` made of the same program. Where it is left out, it is made here. */
  readonly plan?: FastPlan;
};

export type Waf = {
  readonly newSession: (input: RequestInput) => WafSession;
};

/** Makes a program ready to inspect requests on this thread. */
export function createWaf(program: Program, options: WafOptions = {}): Waf {
  return runSteps(buildWaf(program, options));
}

/**
 * The costly part of making a program ready, as plain data on shared memory, so that one thread can do it for
 * many.
 */
export function planWaf(program: Program): FastPlan {
  return runSteps(planSteps(program));
}

function* planSteps(program: Program): Generator<undefined, FastPlan> {
  const ports = { collections: new MemoryCollections(1), nowMs: systemClock.wallMs, operators: {} };
  const rules = yield* RuleSet.build(program, ports);
  return yield* planFast(rules, program);
}

/** `createWaf` in small steps, for a thread that has other things to do meanwhile. */
export function* buildWaf(program: Program, options: WafOptions = {}): Generator<undefined, Waf> {
  const rules = yield* RuleSet.build(program, {
    collections: options.collections ?? new MemoryCollections(),
    nowMs: options.nowMs ?? systemClock.wallMs,
    operators: options.operators ?? {},
  });
  const isPlain = options.execution === "naive";
  const runner = isPlain ? new PlainRunner(rules) : yield* FastRunner.build(rules, program, options.plan);
  return { newSession: (input) => new WafSession(rules, runner, input) };
}
