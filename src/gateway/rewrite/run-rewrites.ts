// Runs the rules of a request: the site's, then those of its route, which may be another once the path is
// rewritten. A path is rerouted once; in what follows `reroute` has no effect, so that nothing goes round.

import { type Outcome, refuse } from "#http/exchange.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { ownSpelling, type Route } from "../route.ts";
import { capturesOf, changeRequest, changeResponse, type RewriteRule } from "./rewrite-rule.ts";
import { type Captures, RewriteState } from "./rewrite-state.ts";

/** What a request's rules left to be done. */
export class Rewriting extends RewriteState {
  /** In the order of the rules; captures are undefined where the conditions are judged with the response. */
  readonly onResponse: { readonly rule: RewriteRule; readonly captures: Captures | undefined }[] = [];
}

/** Selects the route of a path that a rule made. */
export type Reroute = (path: string) => Route;

/** @param path normalised @param query with its `?` */
export function rewriteRequest(
  x: GatewayExchange,
  siteRules: readonly RewriteRule[],
  path: string,
  query: string,
  route: Route,
  reroute: Reroute,
): Outcome {
  const state = new Rewriting(x, path, query, route);
  x.rewriting = state;
  x.edits = state;
  let current = route;
  const enter = (): void => {
    current = reroute(state.path);
    state.path = ownSpelling(state.path, current);
    state.enter(current);
  };
  let asked = runRules(siteRules, state);
  let isRerouted = asked === "reroute";
  if (isRerouted) enter();
  if (asked !== "flaw") asked = runRules(current.rewrites, state);
  if (asked === "reroute" && !isRerouted) {
    isRerouted = true;
    enter();
    asked = runRules(current.rewrites, state);
  }
  x.path = state.path;
  x.query = state.query === "" ? "" : `?${state.query}`;
  return asked === "flaw" ? refuse("rewrite-impossible", "a value from the request does not fit") : undefined;
}

function runRules(rules: readonly RewriteRule[], state: Rewriting): "done" | "reroute" | "flaw" {
  let isRerouteAsked = false;
  for (const rule of rules) {
    if (rule.isOnResponse) {
      state.onResponse.push({ rule, captures: undefined });
      continue;
    }
    const captures = capturesOf(rule, state);
    if (captures === undefined) continue;
    if (!changeRequest(rule, state, captures)) return "flaw";
    if (rule.responseFields.length > 0) state.onResponse.push({ rule, captures });
    if (rule.reroute) isRerouteAsked = true;
  }
  return isRerouteAsked ? "reroute" : "done";
}

/** Changes the response, whoever made it, as the rules of the request say. */
export function rewriteResponse(state: Rewriting): void {
  for (const { rule, captures } of state.onResponse) {
    const held = captures ?? capturesOf(rule, state);
    if (held !== undefined) changeResponse(rule, state, held);
  }
}
