// How `cache-lookup` runs: a GET whose response is there is answered with it, and goes on in outbound behind
// `cache-store`. Otherwise the call fetches the response for all who want the same one, and `cache-store`
// keeps it.

import { wholeBody } from "#http/body.ts";
import { cacheKey, type DownstreamCaching, mayLookUp } from "#http/cache-rules.ts";
import { whenAnswered } from "#kernel/answer.ts";
import type { ResponseLookup } from "../plan/cache-ports.ts";
import { findStatement } from "../plan/find-statement.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyResponse } from "../plan/policy-message.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler, StepResult } from "../plan/step.ts";
import type { Value } from "../plan/value.ts";
import { QueryList } from "./query-list.ts";
import { rememberFetch, tellCachesBehind } from "./response-fetch.ts";

type Vary = {
  readonly byDeveloper: Value<boolean>;
  readonly byGroups: Value<boolean>;
  readonly headers: readonly Value<string>[];
  /** Names with `;` between them. */
  readonly parameters: readonly Value<string>[];
};

const downstreamTypes: readonly DownstreamCaching[] = ["none", "private", "public"];

export const cacheLookup: PolicyCompiler = (element) => {
  const allowsPrivate = element.bool("allow-private-response-caching", false);
  const downstream = element.textOr("downstream-caching-type", "none");
  const mustRevalidate = element.bool("must-revalidate", true);
  const vary = readVary(element);
  return (call) => {
    const { method, headers, body } = call.request;
    const varyNames = new Set(vary.headers.map((name) => name(call).trim().toLowerCase()));
    const scope = { allowsPrivate: allowsPrivate(call), varyNames };
    // The content of a GET is in no key.
    if (body.lengthBytes !== 0 || !mayLookUp({ method, fields: headers.fields }, scope)) {
      call.note("cache", "not for this request");
      return undefined;
    }
    const caching = downstreamTypes.find((type) => type === downstream(call)) ?? "none";
    const behind = { caching, mustRevalidate: mustRevalidate(call) };
    const key = keyOf(call, vary, varyNames);
    return whenAnswered(call.ports.responses.lookup(key), (found): StepResult => {
      call.note("cache", found.kind);
      if (found.kind === "hit") return answerFrom(call, found, behind);
      rememberFetch(call, { fetch: found.fetch, scope, behind });
      return undefined;
    });
  };
};

function readVary(element: StatementReader): Vary {
  const texts = (name: string): readonly Value<string>[] =>
    element.children(name).flatMap((child) => child.trimmedContent() ?? []);
  return {
    byDeveloper: element.bool("vary-by-developer", false),
    byGroups: element.bool("vary-by-developer-groups", false),
    headers: texts("vary-by-header"),
    parameters: texts("vary-by-query-parameter"),
  };
}

/**
 * What the response may depend on. Where parameters are named the others leave the request: what is not in
 * the key must not reach the backend, or one caller decides what another one gets.
 */
function keyOf(call: PolicyCall, vary: Vary, varyNames: ReadonlySet<string>): string {
  const { facts, request } = call;
  const { scheme, host, port, path } = request.facts.original;
  if (vary.parameters.length > 0) {
    const names = vary.parameters.flatMap((one) =>
      one(call)
        .split(";")
        .map((name) => name.trim()),
    );
    request.query = new QueryList(request.query).only(names).text;
  }
  const parts = [scheme, host, String(port), path, facts.api?.id ?? "", facts.api?.revision ?? ""];
  parts.push(facts.operation?.id ?? "", facts.product?.id ?? "", request.path, request.query);
  parts.push(vary.byDeveloper(call) ? `developer ${facts.user?.id ?? ""}` : "");
  const groups = vary.byGroups(call) ? (facts.user?.groups.map(({ id }) => id).toSorted() ?? []) : [];
  parts.push(cacheKey(groups));
  for (const name of [...varyNames].toSorted()) parts.push(name, cacheKey(request.headers.valuesOf(name)));
  return cacheKey(parts);
}

type Hit = ResponseLookup & { readonly kind: "hit" };

function answerFrom(
  call: PolicyCall,
  { response, ageMs, leftMs }: Hit,
  behind: { readonly caching: DownstreamCaching; readonly mustRevalidate: boolean },
): StepResult {
  const { status, reasonPhrase, fields, body } = response;
  call.response = new PolicyResponse({
    ...{ status, reasonPhrase, fields, connectionNames: [], body: wholeBody(body) },
  });
  call.response.headers.set("Age", [String(Math.floor(ageMs / 1000))]);
  tellCachesBehind(call.response, behind, leftMs);
  call.isFromCache = true;
  call.resumesAfter = findStatement(call.plan, "outbound", "cache-store");
  return "end";
}
