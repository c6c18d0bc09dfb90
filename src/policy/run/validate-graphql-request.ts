// How `validate-graphql-request` runs: size, depth and fields of a GraphQL query. What is refused is
// answered in GraphQL's own words; fields that a rule removes do not go on.

import { parseJsonArray } from "../context.ts";
import type { GraphqlRule, GraphqlVerdict } from "../plan/contract-port.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { ClrException } from "../value/clr-exception.ts";
import { type GraphqlText, queryOfRequest, replaceQuery } from "./graphql-text.ts";
import { plainBody } from "./plain-body.ts";

/** Every policy of the kind leaves its errors here. */
const COMMON_VARIABLE = "GraphQLErrors";

export const validateGraphqlRequest: PolicyCompiler = (element) => {
  const variable = element.text("error-variable-name");
  const maxSize = element.number("max-size", 0);
  const maxDepth = element.number("max-depth", 6);
  const rules = (element.child("authorize")?.children("rule") ?? []).map((rule) => ({
    path: rule.literal("path") ?? "",
    action: rule.textOr("action", "allow"),
  }));
  element.needsBody();
  return (call) => {
    const names = [COMMON_VARIABLE, ...(variable === undefined ? [] : [variable(call)])];
    const limitBytes = maxSize(call);
    const body = plainBody(call.request, limitBytes);
    if (body === "too-large" || (body !== "unreadable" && body.bytes.length > limitBytes)) {
      throw rejected(call, names, [`The request is longer than ${limitBytes} bytes.`]);
    }
    const read = queryOfRequest(call.request, body === "unreadable" ? undefined : body.bytes);
    if ("why" in read) throw rejected(call, names, [read.why]);
    const bound = rules.map(
      ({ path, action }): GraphqlRule => ({ path, action: () => actionOf(action(call)) }),
    );
    const verdict = call.ports.contract.checkGraphql(call, read.query, maxDepth(call), bound);
    if (verdict instanceof Promise) return verdict.then((settled) => settle(call, names, read, settled));
    return settle(call, names, read, verdict);
  };
};

/** @throws ClrException ArgumentException where an expression gives no action that there is */
function actionOf(text: string): ReturnType<GraphqlRule["action"]> {
  const action = text.trim().toLowerCase();
  if (action === "allow" || action === "remove" || action === "reject" || action === "ignore") return action;
  throw new ClrException("System.ArgumentException", `Requested value '${text}' was not found.`);
}

function settle(
  call: PolicyCall,
  names: readonly string[],
  read: GraphqlText,
  verdict: GraphqlVerdict,
): undefined {
  if (verdict.kind === "rejected") throw rejected(call, names, verdict.errors);
  keep(call, names, verdict.errors);
  if (verdict.query !== undefined) replaceQuery(call.request, read, verdict.query);
  return undefined;
}

function rejected(call: PolicyCall, names: readonly string[], errors: readonly string[]): PolicyFailure {
  keep(call, names, errors);
  const json = JSON.stringify({ errors: errors.map((message) => ({ message })) });
  return new PolicyFailure("BadRequest", errors[0] ?? "The query is not valid.", { status: 400, json });
}

function keep(call: PolicyCall, names: readonly string[], errors: readonly string[]): void {
  if (errors.length === 0) return;
  const list = JSON.stringify(errors.map((message) => ({ message })));
  for (const name of names) call.variables.set(name, parseJsonArray(list));
}
