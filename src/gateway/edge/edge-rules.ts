// The edge rules of a site, asked in their order before any engine looks at the request.

import type { FunctionDecision } from "#function/decision.ts";
import { type FunctionResult, textOf } from "#function/sandboxed-function.ts";
import { type Ending, type Outcome, WAITING } from "#http/exchange.ts";
import { makeField } from "#http/field.ts";
import { whenAnswered } from "#kernel/answer.ts";
import type { AddressList } from "#network/address-list.ts";
import type { EdgeActionSpec, EdgeRuleSpec, EdgeShapeSpec } from "#snapshot/edge-rule-spec.ts";
import { fixedResponse } from "../fixed-response.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import type { EdgeRuleMeter, GatewayMetrics, GatewayPorts } from "../gateway-port.ts";
import { locationOf } from "../redirect.ts";
import type { RoutedExchange } from "../rewrite/exchange-value.ts";
import { releaseLoads, takeLoads } from "../route-limits.ts";
import { Shaping } from "../shape/shaping.ts";
import type { WafPolicies, WafPolicy } from "../waf/waf-policy.ts";
import { EdgeChallenge } from "./edge-challenge.ts";
import { compileEdgeCondition, type EdgeCondition } from "./edge-condition.ts";
import type { EdgeFunction, EdgeFunctions } from "./edge-function.ts";
import { EdgeLimit } from "./edge-limit.ts";
import { EdgeShape } from "./edge-shape.ts";
import { EdgeView } from "./edge-view.ts";
import { RuleBits } from "./rule-bits.ts";
import { RuleIndex } from "./rule-index.ts";

/** `next`: the rule after this one is asked. `pass`: no further one is. */
type Effect = Ending | "next" | "pass";

/** What edge rules ask of an exchange, and change of it. */
export type EdgeExchange = RoutedExchange &
  Pick<GatewayExchange, "edgeWaf" | "shaping" | "loads" | "isRecorded" | "functionRuns">;

type EdgeRule = {
  readonly name: string;
  readonly isDryRun: boolean;
  readonly expiresAtMs: number;
  readonly conditions: readonly EdgeCondition[];
  readonly action: EdgeAction;
  readonly meter: EdgeRuleMeter;
};

type EdgeAction =
  | Exclude<EdgeActionSpec, { readonly kind: "limit" | "shape" | "run" | "wafPolicy" }>
  | { readonly kind: "limit"; readonly limit: EdgeLimit }
  | { readonly kind: "shape"; readonly shape: EdgeShape }
  | { readonly kind: "run"; readonly run: EdgeFunction }
  | { readonly kind: "wafPolicy"; readonly policy: WafPolicy };

export type EdgeRuleParts = {
  readonly networks: readonly AddressList[];
  readonly policies: WafPolicies;
  readonly functions: EdgeFunctions;
  /** Signs challenges; empty where nobody passes one. */
  readonly challengeKey: string;
  readonly ports: Pick<GatewayPorts, "traffic" | "deadlines" | "now"> & {
    readonly metrics: Pick<GatewayMetrics, "edgeRuleMeter" | "shapeMeter">;
  };
};

/** Undefined where a site has none. */
export function buildEdgeRules(
  site: string,
  specs: readonly EdgeRuleSpec[],
  parts: EdgeRuleParts,
): EdgeRules | undefined {
  return specs.length === 0 ? undefined : new EdgeRules(site, specs, parts);
}

export class EdgeRules {
  readonly #view = new EdgeView();
  readonly #rules: readonly EdgeRule[];
  readonly #index: RuleIndex;
  /** Undefined where no rule challenges. */
  readonly #challenge: EdgeChallenge | undefined;

  constructor(site: string, specs: readonly EdgeRuleSpec[], parts: EdgeRuleParts) {
    this.#rules = specs.map((spec) => this.#compile(site, spec, parts));
    this.#index = new RuleIndex(specs, this.#view, parts.networks);
    const isChallenging = specs.some(({ action }) => action.kind === "challenge");
    this.#challenge = isChallenging ? new EdgeChallenge(parts.challengeKey) : undefined;
  }

  #compile(site: string, spec: EdgeRuleSpec, parts: EdgeRuleParts): EdgeRule {
    const { networks, policies, functions, ports } = parts;
    const { name, isDryRun, expiresAtMs, when, action } = spec;
    const conditions = when.map((condition) => compileEdgeCondition(condition, this.#view, networks));
    const meter = ports.metrics.edgeRuleMeter(site, name);
    const own = { name, isDryRun, expiresAtMs, conditions, meter };
    if (action.kind === "limit") {
      const limit = new EdgeLimit(`edge\n${site}\n${name}`, action, this.#view, ports.traffic.limits);
      return { ...own, action: { kind: "limit", limit } };
    }
    if (action.kind === "shape") {
      const shape = newShape(site, spec, action, this.#view, ports);
      return { ...own, action: { kind: "shape", shape } };
    }
    if (action.kind === "run") {
      const run = functions.get(action.name);
      if (run === undefined) throw new Error(`the snapshot has no function ${action.name}`);
      return { ...own, action: { kind: "run", run } };
    }
    if (action.kind !== "wafPolicy") return { ...own, action };
    const policy = policies.get(action.name);
    if (policy === undefined) throw new Error(`the snapshot has no WAF policy ${action.name}`);
    return { ...own, action: { kind: "wafPolicy", policy } };
  }

  /** A promise only where a counter really waits. */
  ask(x: EdgeExchange): Outcome | Promise<Outcome> {
    const answer = this.#challenge?.answer(x);
    if (answer !== undefined) return answer;
    this.#view.look(x);
    return this.#askFrom(x, this.#index.candidates(this.#view), 0);
  }

  #askFrom(x: EdgeExchange, candidates: RuleBits, from: number): Outcome | Promise<Outcome> {
    for (let place = candidates.next(from); place >= 0; place = candidates.next(place + 1)) {
      const rule = this.#rules[place];
      if (rule === undefined || x.startedAtMs >= rule.expiresAtMs || !this.#holds(rule)) continue;
      const effect = this.#act(x, rule);
      if (effect instanceof Promise) return this.#goOnAfter(effect, x, candidates, place + 1);
      if (effect === "next") continue;
      return effect === "pass" ? undefined : effect;
    }
    return undefined;
  }

  /** Meanwhile the view and the candidates are those of other requests. */
  #goOnAfter(effect: Promise<Effect>, x: EdgeExchange, candidates: RuleBits, from: number): Promise<Outcome> {
    const kept = new RuleBits(this.#rules.length);
    kept.copyFrom(candidates);
    return effect.then((settled) => {
      // Its client left in the meantime: nobody would give back what further rules take for it.
      if (x.isRecorded) return WAITING;
      if (settled !== "next") return settled === "pass" ? undefined : settled;
      this.#view.look(x);
      return this.#askFrom(x, kept, from);
    });
  }

  #holds({ conditions }: EdgeRule): boolean {
    for (const holds of conditions) if (!holds(this.#view)) return false;
    return true;
  }

  #act(x: EdgeExchange, rule: EdgeRule): Effect | Promise<Effect> {
    const { action } = rule;
    if (action.kind === "limit") return this.#count(x, rule, action.limit);
    if (action.kind === "shape") return this.#shape(x, rule, action.shape);
    if (action.kind === "run") return this.#run(x, rule, action.run);
    if (action.kind !== "challenge" || this.#challenge === undefined) return act(x, rule);
    if (this.#challenge.isCleared(x, action) || !isApplied(x, rule)) return "next";
    return this.#challenge.ask(x, action, detailOf(rule));
  }

  #shape(x: EdgeExchange, rule: EdgeRule, shape: EdgeShape): Effect | Promise<Effect> {
    isApplied(x, rule);
    x.shaping ??= new Shaping();
    const paid = shape.apply(this.#view, x.body, x.shaping);
    return paid === undefined ? "next" : letIn(x, paid);
  }

  #run(x: EdgeExchange, rule: EdgeRule, run: EdgeFunction): Effect | Promise<Effect> {
    return whenAnswered(run.run(x), (result) => decided(x, rule, run, result));
  }

  #count(x: EdgeExchange, rule: EdgeRule, limit: EdgeLimit): Effect | Promise<Effect> {
    const wait = limit.take(this.#view);
    return wait instanceof Promise ? wait.then((ms) => limited(x, rule, ms)) : limited(x, rule, wait);
  }
}

function newShape(
  site: string,
  rule: EdgeRuleSpec,
  spec: EdgeShapeSpec,
  view: EdgeView,
  { metrics, traffic, deadlines, now }: EdgeRuleParts["ports"],
): EdgeShape {
  const meter = metrics.shapeMeter(site, rule.name, rule.isDryRun ? "dry-run" : "applied");
  const ports = { buckets: traffic.buckets, deadlines, now };
  return new EdgeShape(site, rule, spec, view, meter, ports);
}

/** One that waits for its own bytes keeps no place that another request could have. */
async function letIn(x: EdgeExchange, paid: Promise<void>): Promise<Effect> {
  const { loads } = x;
  if (loads.length > 0) releaseLoads(x);
  await paid;
  if (x.isRecorded || loads.length === 0) return "next";
  return takeLoads(x, loads) ?? "next";
}

function limited(x: EdgeExchange, rule: EdgeRule, waitMs: number): Effect {
  if (waitMs === 0) return "next";
  if (!isApplied(x, rule)) return "next";
  const retryAfterS = Math.ceil(waitMs / 1000);
  return { kind: "refuse", code: "screen-limited", detail: detailOf(rule), retryAfterS };
}

/** What a function decided is done as if a rule had written it. */
function decided(x: EdgeExchange, rule: EdgeRule, run: EdgeFunction, result: FunctionResult): Effect {
  x.functionRuns?.push({ rule: rule.name, name: run.spec.name, decided: textOf(result) });
  if (result.kind === "next") return "next";
  if (result.kind === "failed") return failed(x, rule, run, result.failure.message);
  const detail =
    result.kind === "deny" && result.detail !== "" ? `${detailOf(rule)}: ${result.detail}` : undefined;
  return act(x, rule, actionOf(result), detail);
}

function failed(x: EdgeExchange, rule: EdgeRule, { spec }: EdgeFunction, message: string): Effect {
  const { name, onFailure } = spec;
  const detail = `${detailOf(rule)}: function ${name}: ${message}`;
  if (onFailure === "pass") x.detail = detail;
  else if (isApplied(x, rule)) return { kind: "refuse", code: "function-failed", detail };
  return "next";
}

function actionOf(decision: Exclude<FunctionDecision, { readonly kind: "next" }>): EdgeAction {
  if (decision.kind !== "redirect") return decision;
  return { ...decision, location: [decision.location], keepsQuery: false };
}

function act(x: EdgeExchange, rule: EdgeRule, action = rule.action, detail = detailOf(rule)): Effect {
  if (!isApplied(x, rule)) return "next";
  switch (action.kind) {
    case "allow":
      return "pass";
    case "deny":
      return { kind: "refuse", code: "screen-denied", detail, status: action.status };
    case "drop":
      x.detail = detailOf(rule);
      return { kind: "drop", reason: "screen-dropped" };
    case "respond": {
      const type = makeField("Content-Type", action.contentType);
      return answer(x, rule, fixedResponse(action.status, [type], action.body));
    }
    case "redirect": {
      const location = makeField("Location", locationOf(x, action.location, action.keepsQuery));
      return answer(x, rule, fixedResponse(action.status, [location], ""));
    }
    case "wafPolicy":
      x.edgeWaf = action.policy;
      return "next";
    case "tag":
      x.tags = [...x.tags, action.tag];
      return "next";
    case "limit":
    case "shape":
    case "run":
    case "challenge":
      throw new Error(`a ${action.kind} is asked, not acted on`);
  }
}

const detailOf = ({ name }: EdgeRule): string => `edge rule ${name}`;

function answer(x: EdgeExchange, rule: EdgeRule, response: ReturnType<typeof fixedResponse>): Ending {
  x.detail = detailOf(rule);
  return { kind: "answer", reason: "screen-answer", response };
}

/** Notes what the rule does, or would do. */
function isApplied(x: EdgeExchange, { name, isDryRun, meter }: EdgeRule): boolean {
  meter.record(isDryRun ? "dry-run" : "applied");
  if (isDryRun) x.edgeRulesDry = [...x.edgeRulesDry, name];
  else x.edgeRules = [...x.edgeRules, name];
  return !isDryRun;
}
