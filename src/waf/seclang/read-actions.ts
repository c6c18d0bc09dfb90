// What each action of a list means. Where actions may stand is checked by whoever knows what they belong to.

import type { ActionCall } from "./directive.ts";
import type { Effect, Phase } from "./program.ts";
import { readControl } from "./read-control.ts";
import { readMacro } from "./read-macro.ts";
import { readVariableEffect, variableActions } from "./read-variable-effect.ts";
import { type Report, shown } from "./report.ts";
import { type Decision, noActions, type RuleActions } from "./rule-actions.ts";
import { findTransformation, transformationNames } from "./transformation-names.ts";

type Draft = { -readonly [K in keyof RuleActions]: RuleActions[K] };
type Reader = (draft: Draft, call: ActionCall, report: Report) => void;

/** What is wrong is in the report, and is as if it were not there. */
export function readActions(calls: readonly ActionCall[], report: Report): RuleActions {
  const draft: Draft = { ...noActions };
  const seen = new Set<string>();
  for (const call of calls) {
    if (onceOnly.has(call.name) && seen.has(call.name)) {
      const message = `the action ${call.name} stands twice in the list`;
      report.error(call.place, "repeated-action", message, "keep one of them");
      continue;
    }
    seen.add(call.name);
    readAction(draft, call, report);
  }
  return draft;
}

const onceOnly: ReadonlySet<string> = new Set([
  ...["accuracy", "id", "logdata", "maturity", "msg", "phase", "rev", "severity", "skip", "skipafter"],
  ...["status", "ver"],
]);

function readAction(draft: Draft, call: ActionCall, report: Report): void {
  const reader = readers[call.name];
  if (reader !== undefined) reader(draft, call, report);
  else addEffect(draft, readEffect(call, report));
}

function addEffect(draft: Draft, effect: Effect | undefined): void {
  if (effect !== undefined) draft.effects = [...draft.effects, effect];
}

function readEffect(call: ActionCall, report: Report): Effect | undefined {
  if (call.name === "ctl") return readControl(call, report);
  if (variableActions.has(call.name)) return readVariableEffect(call, report);
  return { kind: "sanitise", what: call.name, key: call.argument };
}

const readers: Readonly<Record<string, Reader>> = {
  accuracy: (draft, call, report) => setNumber(draft, "accuracy", call, 9, report),
  allow: (draft, call, report) => decide(draft, call, allowance(call, report), report),
  auditlog: (draft) => {
    draft.isAudited = true;
  },
  block: (draft, call, report) => decide(draft, call, { kind: "block" }, report),
  capture: (draft) => {
    draft.isCapturing = true;
  },
  chain: (draft) => {
    draft.isChained = true;
  },
  deny: (draft, call, report) => decide(draft, call, { kind: "deny" }, report),
  drop: (draft, call, report) => decide(draft, call, { kind: "drop" }, report),
  id: readId,
  log: (draft) => {
    draft.isLogged = true;
    draft.isAudited = true;
  },
  logdata: (draft, call, report) => {
    draft.logData = readMacro(call.argument, call.place, report);
  },
  maturity: (draft, call, report) => setNumber(draft, "maturity", call, 9, report),
  msg: (draft, call, report) => {
    draft.message = readMacro(call.argument, call.place, report);
  },
  multimatch: (draft) => {
    draft.isMultiMatch = true;
  },
  noauditlog: (draft) => {
    draft.isAudited = false;
  },
  nolog: (draft) => {
    draft.isLogged = false;
    draft.isAudited = false;
  },
  pass: (draft, call, report) => decide(draft, call, { kind: "pass" }, report),
  phase: readPhase,
  redirect: (draft, call, report) => {
    const location = readMacro(call.argument, call.place, report);
    decide(draft, call, { kind: "redirect", location }, report);
  },
  rev: (draft, call) => {
    draft.revision = call.argument;
  },
  severity: readSeverity,
  skip: (draft, call, report) => setNumber(draft, "skip", call, 100_000, report),
  skipafter: (draft, call) => {
    draft.skipAfter = call.argument;
  },
  status: readStatus,
  t: readTransformation,
  tag: (draft, call, report) => {
    draft.tags = [...draft.tags, readMacro(call.argument, call.place, report)];
  },
  ver: (draft, call) => {
    draft.version = call.argument;
  },
};

function decide(draft: Draft, call: ActionCall, decision: Decision | undefined, report: Report): void {
  if (draft.decision !== undefined) {
    const message = `the list decides twice: ${draft.decision.kind} and ${call.name}`;
    report.error(call.place, "two-decisions", message, "keep one of them");
  }
  draft.decision = decision;
}

function allowance(call: ActionCall, report: Report): Decision | undefined {
  const scope = call.argument.toLowerCase();
  if (scope === "") return { kind: "allow", scope: "transaction" };
  if (scope === "phase" || scope === "request") return { kind: "allow", scope };
  const hint = "write allow, allow:phase or allow:request";
  report.error(call.place, "invalid-value", `allow does not know ${shown(call.argument)}`, hint);
  return undefined;
}

function readId(draft: Draft, call: ActionCall, report: Report): void {
  const id = wholeNumber(call.argument);
  if (id !== undefined && id > 0) {
    draft.id = id;
    return;
  }
  const message = `the id ${shown(call.argument)} is not a whole number from 1`;
  report.error(call.place, "invalid-id", message, "own rules have numbers from 1 to 99999");
}

const wholeNumber = (text: string): number | undefined =>
  /^\d{1,15}$/.test(text) ? Number(text) : undefined;

type NumberKey = "accuracy" | "maturity" | "skip";

function setNumber(draft: Draft, key: NumberKey, call: ActionCall, most: number, report: Report): void {
  const number = wholeNumber(call.argument);
  if (number !== undefined && number <= most && (key !== "skip" || number > 0)) {
    draft[key] = number;
    return;
  }
  const hint = `write ${key}: with a number from ${key === "skip" ? 1 : 0} to ${most}`;
  report.error(call.place, "invalid-value", `${key} cannot be ${shown(call.argument)}`, hint);
}

const phases: Readonly<Record<string, Phase>> = {
  ...({ "1": 1, "2": 2, "3": 3, "4": 4, "5": 5 } as const),
  ...({ request: 2, response: 4, logging: 5 } as const),
};

function readPhase(draft: Draft, call: ActionCall, report: Report): void {
  const phase = phases[call.argument.toLowerCase()];
  if (phase !== undefined) {
    draft.phase = phase;
    return;
  }
  const hint = "write 1 to 5, or request (2), response (4), logging (5)";
  report.error(call.place, "invalid-value", `there is no phase ${shown(call.argument)}`, hint);
}

const severities = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"];

function readSeverity(draft: Draft, call: ActionCall, report: Report): void {
  const text = call.argument.toLowerCase();
  const severity = /^[0-7]$/.test(text) ? Number(text) : severities.indexOf(text);
  if (severity >= 0) {
    draft.severity = severity;
    return;
  }
  report.unknown(
    call.place,
    "severity",
    call.argument,
    severities.map((name) => name.toUpperCase()),
  );
}

function readStatus(draft: Draft, call: ActionCall, report: Report): void {
  if (/^[1-5]\d\d$/.test(call.argument)) {
    draft.status = Number(call.argument);
    return;
  }
  const hint = "write a number from 100 to 599, such as status:403";
  report.error(call.place, "invalid-value", `there is no status ${shown(call.argument)}`, hint);
}

function readTransformation(draft: Draft, call: ActionCall, report: Report): void {
  if (call.argument.toLowerCase() === "none") {
    draft.transformations = [];
    draft.hasNone = true;
    return;
  }
  const name = findTransformation(call.argument);
  if (name === undefined) report.unknown(call.place, "transformation", call.argument, transformationNames);
  else draft.transformations = [...draft.transformations, name];
}
