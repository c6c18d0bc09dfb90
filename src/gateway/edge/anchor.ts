// What must be so for a condition to hold, in a form that can be looked up: an anchor. A rule without one has
// to be asked for every request.

import type { Variable } from "#http/template.ts";
import type { EdgeConditionSpec } from "#snapshot/edge-rule-spec.ts";
import type { ConditionSpec } from "#snapshot/rewrite-spec.ts";

/** How a value must be; `there`: a header, cookie or parameter of the name is there. */
export type AnchorTest =
  | { readonly kind: "equals" | "starts" | "contains"; readonly text: string; readonly ignoreCase: boolean }
  /** Index into `Snapshot.networks`. */
  | { readonly kind: "network"; readonly network: number }
  | { readonly kind: "there" };

export type Anchor = { readonly variable: Variable; readonly test: AnchorTest };

/** One of the anchors is met wherever the condition holds. */
export type Anchors = {
  readonly anchors: readonly Anchor[];
  /** The lower, the fewer requests are expected to meet one of them. */
  readonly rank: number;
};

/** What nearly every request of a browser has. */
const COMMON_HEADERS = ["user-agent", "accept", "accept-encoding", "accept-language", "host", "cookie"];
/** Of a handful of values each. */
const COARSE: readonly Variable["name"][] = [
  "client.country",
  // Also dear: it is asked for only where something rarer holds.
  "client.bot",
  "client.botName",
  "method",
  "scheme",
  "listener",
  "tls.version",
  "host",
];

const RANKS = { equals: 0, starts: 1, network: 1, contains: 2, there: 2, coarse: 3, common: 4 };

/** Undefined where nothing of the kind must be so. All of the conditions have to hold. */
export function anchorsOfAll(conditions: readonly EdgeConditionSpec[]): Anchors | undefined {
  let best: Anchors | undefined;
  for (const condition of conditions) {
    const found = anchorsOf(condition);
    if (found !== undefined && (best === undefined || found.rank < best.rank)) best = found;
  }
  return best;
}

function anchorsOf(spec: EdgeConditionSpec): Anchors | undefined {
  switch (spec.kind) {
    case "compare":
      return spec.compare.negate ? undefined : anchorOfComparison(spec.compare);
    case "oneOf": {
      if (spec.negate) return undefined;
      const { variable, values, ignoreCase } = spec;
      const tests = values.map((text) => ({ kind: "equals" as const, text, ignoreCase }));
      return anchored(variable, tests);
    }
    case "number":
      return spec.negate ? undefined : anchorOfPresence(spec.variable);
    case "time":
      return undefined;
    case "all":
      return spec.negate ? undefined : anchorsOfAll(spec.of);
    case "any":
      return spec.negate ? undefined : anchorsOfAny(spec.of);
  }
}

/** Each alternative must have its own, or the others do not count. */
function anchorsOfAny(alternatives: readonly EdgeConditionSpec[]): Anchors | undefined {
  const anchors: Anchor[] = [];
  let rank = 0;
  for (const alternative of alternatives) {
    const found = anchorsOf(alternative);
    if (found === undefined) return undefined;
    anchors.push(...found.anchors);
    rank = Math.max(rank, found.rank);
  }
  return { anchors, rank };
}

function anchorOfComparison({ variable, operator, operand, network, ignoreCase }: ConditionSpec) {
  if (operator === "equals" || operator === "starts" || operator === "contains") {
    return anchored(variable, [{ kind: operator, text: operand, ignoreCase }]);
  }
  if (operator === "network") return anchored(variable, [{ kind: "network", network }]);
  return anchorOfPresence(variable);
}

const isNamed = ({ key }: Variable): boolean => key !== "";

function anchorOfPresence(variable: Variable): Anchors | undefined {
  return isNamed(variable) ? anchored(variable, [{ kind: "there" }]) : undefined;
}

function anchored(variable: Variable, tests: readonly AnchorTest[]): Anchors {
  const kind = tests[0]?.kind ?? "there";
  const isCommon = kind === "there" && variable.name === "header.*" && COMMON_HEADERS.includes(variable.key);
  const rank = isCommon ? RANKS.common : COARSE.includes(variable.name) ? RANKS.coarse : RANKS[kind];
  return { anchors: tests.map((test) => ({ variable, test })), rank };
}
