// What policies that limit calls tell of themselves: headers of the answer and variables of the call, under
// the names that the document gives them, and the fields `RateLimit` and `RateLimit-Policy`.

import { rateLimitFields } from "#http/rate-limit-fields.ts";
import type { LimitState } from "#kernel/call-limits.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import { intType } from "../type/well-known.ts";
import { Boxed } from "../value/boxed.ts";

/** Names, where the document has some. */
export type LimitOutputs = {
  readonly retryAfterHeader: string;
  readonly retryAfterVariable: string | undefined;
  readonly remainingHeader: string | undefined;
  readonly remainingVariable: string | undefined;
  readonly totalHeader: string | undefined;
};

/** @param what the middle of the names of attributes: `calls`, `tokens` */
export function limitOutputs(element: StatementReader, what: string): LimitOutputs {
  return {
    retryAfterHeader: element.literal("retry-after-header-name") ?? "Retry-After",
    retryAfterVariable: element.literal("retry-after-variable-name"),
    remainingHeader: element.literal(`remaining-${what}-header-name`),
    remainingVariable: element.literal(`remaining-${what}-variable-name`),
    totalHeader: element.literal(`total-${what}-header-name`),
  };
}

export function setCount(call: PolicyCall, variable: string | undefined, count: number): void {
  if (variable !== undefined) call.variables.set(variable, new Boxed(intType, Math.min(count, MAX_INT)));
}

const MAX_INT = 2 ** 31 - 1;

/** Of several limits the one that is next to refuse. */
function tightest(states: readonly LimitState[]): LimitState | undefined {
  let first = states[0];
  for (const state of states) if (first !== undefined && isTighter(state, first)) first = state;
  return first;
}

const isTighter = (a: LimitState, b: LimitState): boolean =>
  a.allowed === b.allowed ? a.remaining < b.remaining : b.allowed;

/** Sets the variables now, and the headers on whatever answer leaves. */
export function tellOfLimits(call: PolicyCall, states: readonly LimitState[], outputs: LimitOutputs): void {
  const state = tightest(states);
  if (state === undefined) return;
  setCount(call, outputs.remainingVariable, state.remaining);
  if (state.retryAfterMs > 0 && Number.isFinite(state.retryAfterMs)) {
    setCount(call, outputs.retryAfterVariable, Math.ceil(state.retryAfterMs / 1000));
  }
  const { remainingHeader, totalHeader } = outputs;
  if (remainingHeader === undefined && totalHeader === undefined) return;
  call.atAnswer(({ headers }) => {
    if (remainingHeader !== undefined) headers.set(remainingHeader, [String(state.remaining)]);
    if (totalHeader !== undefined) headers.set(totalHeader, [String(state.limit.units)]);
  });
}

const TOLD = Symbol("limits that RateLimit fields tell of");

/** The answer tells of these limits too, beside those that other policies of the call told of. */
export function addToRateLimitFields(call: PolicyCall, states: readonly LimitState[]): void {
  const told = call.state.get(TOLD);
  if (told instanceof ToldLimits) {
    told.states.push(...states);
    return;
  }
  const all = new ToldLimits([...states]);
  call.state.set(TOLD, all);
  call.atAnswer(({ headers }) => {
    headers.replace(rateLimitFields(all.states.map(ownName), call.ports.world.now()));
  });
}

class ToldLimits {
  readonly states: LimitState[];

  constructor(states: LimitState[]) {
    this.states = states;
  }
}

/** No two limits of an answer have the same name: the draft demands it. */
function ownName(state: LimitState, index: number, all: readonly LimitState[]): LimitState {
  const { limit } = state;
  let before = 0;
  for (let at = 0; at < index; at++) if (all[at]?.limit.name === limit.name) before++;
  return before === 0 ? state : { ...state, limit: { ...limit, name: `${limit.name}-${before + 1}` } };
}
