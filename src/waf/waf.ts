// The WAF as an engine: rules in, verdicts on requests out, without any I/O. `portcullis/waf` exports it to
// programs.

import { systemClock } from "#kernel/clock.ts";
import { runSteps } from "#kernel/run-steps.ts";
import { type CollectionPort, MemoryCollections } from "./engine/collection-port.ts";
import { type FastPlan, FastRunner, planFast } from "./engine/fast/fast-runner.ts";
import type { RequestInput } from "./engine/request-input.ts";
import { RuleSet } from "./engine/rule-set.ts";
import { PlainRunner } from "./engine/run-phase.ts";
import { VerifyingSession, type WafDifference, type Way } from "./engine/verify/verifying-session.ts";
import { WafSession } from "./engine/waf-session.ts";
import type { OperatorPorts } from "./operator/operator.ts";
import type { Program } from "./seclang/program.ts";

export { type LoggedRequest, modsecurityLine } from "./audit/modsecurity-line.ts";
export { type WafLogFormat, wafLogLines } from "./audit/waf-event.ts";
export { inflateForInspection } from "./body/inflate-for-inspection.ts";
export type { CollectionPort } from "./engine/collection-port.ts";
export { MemoryCollections } from "./engine/collection-port.ts";
export type { Interruption } from "./engine/match-record.ts";
export type { HeaderField, RequestInput, ResponseInput } from "./engine/request-input.ts";
export type { WafDifference } from "./engine/verify/verifying-session.ts";
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
export type { FastPlan };

export type WafOptions = {
  /** Where persistent collections live; this thread's memory where it is left out. */
  readonly collections?: CollectionPort;
  readonly operators?: OperatorPorts;
  /** Milliseconds since the epoch. */
  readonly nowMs?: () => number;
  /**
   * `naive` runs every rule as it is written; `fast` gives the same verdicts for less; `verify` runs both,
   * and reports where they differ.
   */
  readonly execution?: "fast" | "naive" | "verify";
  /** Called when a transaction ends on whose outcome the two ways of running the rules do not agree. */
  readonly onDifference?: (difference: WafDifference) => void;
  /** What `planWaf` made of the same program. Where it is left out, it is made here. */
  readonly plan?: FastPlan;
  /**
   * Takes longer to be made (a quarter of a second with the Core Rule Set), and spares the first requests.
   */
  readonly isWarmed?: boolean;
};

export type Waf = {
  readonly newSession: (input: RequestInput) => WafSession;
};

const wallMs = (): number => systemClock.wallMs();

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
  const ports = { collections: new MemoryCollections(1), nowMs: wallMs, operators: {} };
  const rules = yield* RuleSet.build(program, ports);
  return yield* planFast(rules, program);
}

/** `createWaf` in small steps, for a thread that has other things to do meanwhile. */
export function* buildWaf(program: Program, options: WafOptions = {}): Generator<undefined, Waf> {
  switch (options.execution ?? "fast") {
    case "fast":
    case "naive": {
      const { rules, runner } = yield* buildWay(program, options, options.execution === "naive");
      // The plain way defines what is right, and takes as long as that takes.
      const costLimit = options.execution === "naive" ? undefined : program.settings.inspectionCost;
      return { newSession: (input) => new WafSession(rules, runner, input, costLimit) };
    }
    case "verify":
      return yield* buildVerifying(program, options);
  }
}

function* buildWay(program: Program, options: WafOptions, isPlain: boolean): Generator<undefined, Way> {
  const rules = yield* RuleSet.build(program, {
    collections: options.collections ?? new MemoryCollections(),
    nowMs: options.nowMs ?? wallMs,
    operators: options.operators ?? {},
  });
  if (isPlain) return { rules, runner: new PlainRunner(rules) };
  const runner = yield* FastRunner.build(rules, program, options.plan);
  if (options.isWarmed === true) yield* runner.warm();
  return { rules, runner };
}

/** The plain interpreter sees the clock and the collections that the fast way saw, and changes neither. */
function* buildVerifying(program: Program, options: WafOptions): Generator<undefined, Waf> {
  const collections = options.collections ?? new MemoryCollections();
  const nowMs = options.nowMs ?? wallMs;
  let seenMs = 0;
  const readClock = (): number => {
    seenMs = nowMs();
    return seenMs;
  };
  const fast = yield* buildWay(program, { ...options, collections, nowMs: readClock }, false);
  const readOnly: CollectionPort = {
    load: (collection, key) => collections.load(collection, key),
    save: () => undefined,
  };
  const plain = yield* buildWay(program, { ...options, collections: readOnly, nowMs: () => seenMs }, true);
  const report = options.onDifference ?? (() => undefined);
  return { newSession: (input) => new VerifyingSession(fast, plain, input, report) };
}
