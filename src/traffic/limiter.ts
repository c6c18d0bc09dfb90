// Holds a call to its limits, all or none: a call that one of them refuses takes nothing from the others.
// Never is more granted than a limit allows; a call may be refused in the moment in which another, about to
// be refused, has not yet given back what it took.

import type { Counters, Verdict } from "#fleet/counters.ts";
import { type Answer, allAnswers, whenAnswered } from "#kernel/answer.ts";
import type { CallLimit, CallLimits, CallVerdict, LimitState, QuotaLimit } from "#kernel/call-limits.ts";
import { KilobyteCarry } from "./limit/kilobyte-carry.ts";

/** One unit below what a counter can hold: nobody is refused by it. */
const NO_LIMIT = 2 ** 31 - 1;

export class Limiter implements CallLimits {
  readonly #counters: Counters;
  readonly #carry = new KilobyteCarry();

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  take(limits: readonly CallLimit[]): Answer<CallVerdict> {
    const [only] = limits;
    if (only !== undefined && limits.length === 1) {
      const answer = this.#ask(only, only.cost);
      if (answer instanceof Promise) return answer.then((verdict) => verdictOf([stateOf(only, verdict)]));
      return verdictOf([stateOf(only, answer)]);
    }
    return whenAnswered(this.#look(limits), (seen) => this.#takeAll(seen));
  }

  check(limits: readonly CallLimit[]): Answer<CallVerdict> {
    return whenAnswered(this.#look(limits), verdictOf);
  }

  add(limit: CallLimit, amount: number): Answer<number> {
    const units = Math.min(Math.trunc(amount), NO_LIMIT);
    if (units < 0) return whenAnswered(this.#giveBack(limit, -units), () => this.#remaining(limit));
    if (limit.kind === "quota") {
      const { key, period } = limit;
      return whenAnswered(this.#counters.charge(key, period, units), () => this.#remaining(limit));
    }
    const { key, windowMs } = limit;
    return whenAnswered(
      this.#counters.take(key, NO_LIMIT, windowMs, units, "pass"),
      ({ remaining, counted }) => (counted ? Math.max(0, limit.units - (NO_LIMIT - remaining)) : 0),
    );
  }

  addBytes(limit: QuotaLimit, bytes: number): Answer<number> {
    return this.add(limit, this.#carry.add(limit.key, bytes));
  }

  #remaining(limit: CallLimit): Answer<number> {
    return whenAnswered(this.#ask(limit, 0), ({ remaining }) => remaining);
  }

  #look(limits: readonly CallLimit[]): Answer<readonly LimitState[]> {
    const verdicts = limits.map((limit) => whenAnswered(this.#ask(limit, 0), (seen) => stateOf(limit, seen)));
    return allAnswers(verdicts);
  }

  /**
   * The limit with the least room first: it is the one that refuses, most often, and then there is nothing to
   * give back.
   */
  #takeAll(seen: readonly LimitState[]): Answer<CallVerdict> {
    const order = seen.map((_, at) => at).toSorted((a, b) => roomOf(seen[a]) - roomOf(seen[b]));
    return this.#takeNext(order, 0, [...seen]);
  }

  /** @param states in the order of the call; those of the places in `order` before `turn` are granted */
  #takeNext(order: readonly number[], turn: number, states: LimitState[]): Answer<CallVerdict> {
    for (let next = turn; next < order.length; next++) {
      const place = order[next] ?? 0;
      const limit = states[place]?.limit;
      if (limit === undefined) continue;
      const answer = this.#ask(limit, limit.cost);
      if (answer instanceof Promise) {
        return answer.then((verdict) => {
          states[place] = stateOf(limit, verdict);
          return verdict.allowed
            ? this.#takeNext(order, next + 1, states)
            : this.#refuse(order, next, states);
        });
      }
      states[place] = stateOf(limit, answer);
      if (!answer.allowed) return this.#refuse(order, next, states);
    }
    return verdictOf(states);
  }

  #refuse(order: readonly number[], granted: number, states: LimitState[]): Answer<CallVerdict> {
    const returned: Answer<void>[] = [];
    for (const place of order.slice(0, granted)) {
      const state = states[place];
      if (state === undefined || !state.counted) continue;
      const { limit, remaining } = state;
      returned.push(this.#giveBack(limit, limit.cost));
      states[place] = { ...state, remaining: remaining + limit.cost };
    }
    return whenAnswered(allAnswers(returned), () => verdictOf(states));
  }

  #ask(limit: CallLimit, cost: number): Answer<Verdict> {
    const { key, units, whenLost } = limit;
    return limit.kind === "rate"
      ? this.#counters.take(key, units, limit.windowMs, cost, whenLost)
      : this.#counters.spend(key, units, limit.period, cost, whenLost);
  }

  #giveBack(limit: CallLimit, cost: number): Answer<void> {
    if (cost === 0) return undefined;
    return limit.kind === "rate"
      ? this.#counters.refund(limit.key, limit.windowMs, cost)
      : this.#counters.charge(limit.key, limit.period, -cost);
  }
}

const roomOf = (state: LimitState | undefined): number =>
  state === undefined ? 0 : state.remaining - state.limit.cost;

function stateOf(limit: CallLimit, verdict: Verdict): LimitState {
  const { allowed, remaining, retryAfterMs, counted } = verdict;
  return { limit, allowed, remaining, retryAfterMs, counted };
}

function verdictOf(states: readonly LimitState[]): CallVerdict {
  let refusedBy: LimitState | undefined;
  for (const state of states) {
    if (state.allowed) continue;
    if (refusedBy === undefined || state.retryAfterMs > refusedBy.retryAfterMs) refusedBy = state;
  }
  return { allowed: refusedBy === undefined, states, refusedBy };
}
