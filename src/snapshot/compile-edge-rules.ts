// Edge rules of the configuration → those of the snapshot. Rules that are off are not in it.

import type { EdgeCondition, EdgeLimit, EdgeRule, EdgeShape } from "#config/check-edge-rules.ts";
import type { Site } from "#config/config.ts";
import { isAddressVariable } from "#http/template.ts";
import { compileCondition, latin1 } from "./compile-rewrites.ts";
import type {
  EdgeActionSpec,
  EdgeConditionSpec,
  EdgeLimitSpec,
  EdgeRuleSpec,
  EdgeShapeSpec,
} from "./edge-rule-spec.ts";

const WEEK = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

export function compileEdgeRules(
  { edgeRules, path }: Pick<Site, "edgeRules" | "path">,
  networkNames: readonly string[],
): readonly EdgeRuleSpec[] {
  const context = { networkNames, foldsPaths: path.ignoreCase };
  const inForce = [...edgeRules].filter(([, { mode }]) => mode !== "off");
  return inForce.map(([name, rule]) => ({
    name,
    isDryRun: rule.mode === "dryRun",
    expiresAtMs: rule.expires?.atMs ?? Number.POSITIVE_INFINITY,
    when: rule.when.map((condition) => compileEdgeCondition(condition, context)),
    action: compileAction(rule),
  }));
}

type Context = { readonly networkNames: readonly string[]; readonly foldsPaths: boolean };

/** A rule on /admin must not be passed by as /ADMIN where the site's routes take both for one. */
const isFolded = ({ ignoreCase, variable }: EdgeCondition, { foldsPaths }: Context): boolean =>
  ignoreCase || variable?.name === "host" || (foldsPaths && variable?.name.startsWith("path") === true);

function compileEdgeCondition(condition: EdgeCondition, context: Context): EdgeConditionSpec {
  const { variable, during, any, all, negate } = condition;
  const ignoreCase = isFolded(condition, context);
  const group = any ?? all;
  if (group !== undefined) {
    const of = group.map((inner) => compileEdgeCondition(inner, context));
    return { kind: any === undefined ? "all" : "any", of, negate };
  }
  if (during !== undefined) {
    const { days, from, to, timeZone } = during;
    const numbers = WEEK.flatMap((day, i) => (days.length === 0 || days.includes(day) ? [i] : []));
    return { kind: "time", days: numbers, from, to, timeZone, negate };
  }
  if (variable === undefined) throw new Error("a condition without a subject passed the checks");
  if (condition.in !== undefined) {
    return { kind: "oneOf", variable, values: condition.in.map(latin1), ignoreCase, negate };
  }
  const { over, under } = condition;
  if (over === undefined && under === undefined) {
    return {
      kind: "compare",
      compare: compileCondition({ ...condition, variable, ignoreCase }, context.networkNames),
    };
  }
  return { kind: "number", variable, over: over ?? -1, under: under ?? Number.POSITIVE_INFINITY, negate };
}

function compileAction(rule: EdgeRule): EdgeActionSpec {
  const { allow, deny, drop, respond, redirect, limit, shape, challenge, run, wafPolicy, tag } = rule;
  if (allow !== undefined) return { kind: "allow" };
  if (deny !== undefined) return { kind: "deny", status: deny.status };
  if (drop !== undefined) return { kind: "drop" };
  if (respond !== undefined) return { kind: "respond", ...respond, body: latin1(respond.body) };
  if (redirect !== undefined) {
    const { status, location, keepQuery } = redirect;
    return { kind: "redirect", status, location, keepsQuery: keepQuery };
  }
  if (limit !== undefined) return { kind: "limit", ...compileLimit(limit) };
  if (shape !== undefined) return { kind: "shape", ...compileShape(shape) };
  if (challenge !== undefined) {
    return { kind: "challenge", difficultyBits: challenge.difficulty, validMs: challenge.validFor };
  }
  if (run !== undefined) return { kind: "run", name: run };
  if (wafPolicy !== undefined) return { kind: "wafPolicy", name: wafPolicy };
  if (tag !== undefined) return { kind: "tag", tag };
  throw new Error("an edge rule without an action passed the checks");
}

function compileLimit(limit: EdgeLimit): EdgeLimitSpec {
  const { requests, window, by, perAddress, blockFor, whenLost } = limit;
  const isChosen = by.some((variable) => !isAddressVariable(variable));
  return {
    requests,
    windowMs: window,
    by,
    perAddress: isChosen ? (perAddress ?? requests) : -1,
    blockMs: blockFor ?? 0,
    whenLost,
  };
}

function compileShape({ download, upload, burst, by, timesPerAddress }: EdgeShape): EdgeShapeSpec {
  const isChosen = by.some((variable) => !isAddressVariable(variable));
  return {
    downloadBytes: download ?? 0,
    uploadBytes: upload ?? 0,
    burstBytes: burst ?? 0,
    by,
    timesPerAddress: isChosen ? (timesPerAddress ?? 1) : 0,
  };
}
