// Rewrites of the configuration → those of the snapshot.

import { isOfResponse, operatorsOf, type Rewrite } from "#config/check-rewrites.ts";
import type { Template } from "#http/template.ts";
import type { ConditionSpec, FieldEditSpec, RewriteSpec } from "./rewrite-spec.ts";

export function compileRewrites(
  rewrites: readonly Rewrite[],
  networkNames: readonly string[],
): readonly RewriteSpec[] {
  return rewrites.map(({ when, request, response, reroute }) => ({
    when: when.map((condition) => compileCondition(condition, networkNames)),
    isOnResponse: when.some(({ variable }) => isOfResponse(variable)),
    requestFields: edits(request.removeHeaders, request.setHeaders, request.addHeaders),
    responseFields: edits(response.removeHeaders, response.setHeaders, response.addHeaders),
    path: request.path,
    query: request.query,
    parameters: edits(request.removeParameters, request.setParameters, request.addParameters),
    host: compileHost(request.host),
    reroute,
  }));
}

function compileHost(host: string | undefined): RewriteSpec["host"] {
  return host === undefined || host === "pool" ? host : { authority: host };
}

/** Of a condition that names exactly one operator. */
export function compileCondition(
  condition: Rewrite["when"][number],
  networkNames: readonly string[],
): ConditionSpec {
  const { variable, ignoreCase, negate, network } = condition;
  const operator = operatorsOf(condition)[0] ?? "exists";
  return {
    variable,
    operator,
    operand: operator === "exists" || operator === "network" ? "" : latin1(condition[operator] ?? ""),
    network: network === undefined ? -1 : networkNames.indexOf(network),
    ignoreCase,
    negate: condition.exists === false ? !negate : negate,
  };
}

function edits(
  removed: readonly string[],
  set: ReadonlyMap<string, Template>,
  added: ReadonlyMap<string, Template>,
): readonly FieldEditSpec[] {
  return [
    ...removed.map((name) => ({ kind: "remove" as const, name: latin1(name), value: [] })),
    ...[...set].map(([name, value]) => ({ kind: "set" as const, name: latin1(name), value })),
    ...[...added].map(([name, value]) => ({ kind: "add" as const, name: latin1(name), value })),
  ];
}

export const latin1 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
