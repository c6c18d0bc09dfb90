// The limits of `rate-limit` and `quota`: of the whole product or API, and of single APIs and operations
// named inside. All that fit a call hold it at once.

import { cacheKey } from "#http/cache-rules.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";

/** An element that limits: the policy itself, or an `api` or `operation` inside it. */
export type LimitElement<Limit> = {
  readonly limit: Limit;
  /** Tells it from its neighbours, in names and keys. */
  readonly part: "" | "api" | "operation";
  readonly fits: (call: PolicyCall) => boolean;
};

/** @param read what an element limits; undefined where it only holds others */
export function limitElements<Limit>(
  element: StatementReader,
  read: (element: StatementReader) => Limit,
): readonly LimitElement<Limit>[] {
  const operations = (parent: StatementReader, fitsParent: (call: PolicyCall) => boolean) =>
    parent.children("operation").map((one): LimitElement<Limit> => {
      const isNamed = fitsName(one);
      const fits = (call: PolicyCall): boolean => fitsParent(call) && isNamed(call.facts.operation);
      return { limit: read(one), part: "operation", fits };
    });
  const apis = element.children("api").flatMap((one): readonly LimitElement<Limit>[] => {
    const isNamed = fitsName(one);
    const fits = (call: PolicyCall): boolean => isNamed(call.facts.api);
    return [{ limit: read(one), part: "api", fits }, ...operations(one, fits)];
  });
  const all = (): boolean => true;
  return [{ limit: read(element), part: "", fits: all }, ...apis, ...operations(element, all)];
}

type Named = { readonly id: string; readonly name: string };

/** Where both are given the id alone counts. */
function fitsName(element: StatementReader): (named: Named | null) => boolean {
  const id = element.literal("id");
  const name = element.literal("name");
  return (named) => named !== null && (id === undefined ? named.name === name : named.id === id);
}

/**
 * What the limit of a subscription is counted by: the same limit of another document, or of another part, is
 * counted apart.
 */
export function subscriptionKey(call: PolicyCall, policy: string, part: string): string {
  const { api, operation, product, subscription } = call.facts;
  const scope = call.at?.scope ?? "";
  const of = { api: api?.id ?? "", operation: operation?.id ?? "", product: product?.id ?? "" };
  const holder = scope === "product" ? [of.product] : scope === "api" ? [of.api] : [of.api, of.operation];
  const counted = part === "" ? [] : part === "api" ? [of.api] : [of.api, of.operation];
  return cacheKey([policy, scope, ...holder, part, ...counted, subscription?.id ?? ""]);
}
