// Dimensions of the metrics that policies emit: a value of the document's, or that of a name which has one of
// its own.

import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { Value } from "../plan/value.ts";

/** The names that need no value, and what theirs is. */
const knownDimensions: ReadonlyMap<string, Value<string>> = new Map<string, Value<string>>([
  ["API ID", ({ facts }) => facts.api?.id ?? ""],
  ["Operation ID", ({ facts }) => facts.operation?.id ?? ""],
  ["Product ID", ({ facts }) => facts.product?.id ?? ""],
  ["User ID", ({ facts }) => facts.user?.id ?? ""],
  ["Subscription ID", ({ facts }) => facts.subscription?.id ?? ""],
  ["Location", ({ facts }) => facts.deployment.region],
  ["Gateway ID", ({ facts }) => facts.deployment.gatewayId],
  ["Backend ID", ({ backend }) => (backend?.kind === "backend" ? backend.id : "")],
]);

export type Dimensions = (call: PolicyCall) => readonly (readonly [name: string, value: string])[];

export function metricDimensions(element: StatementReader): Dimensions {
  const dimensions = element.children("dimension").map((child) => ({
    name: child.textOr("name", ""),
    value: child.text("value"),
  }));
  return (call) =>
    dimensions.map(({ name, value }) => {
      const text = name(call);
      return [text, (value ?? knownDimensions.get(text))?.(call) ?? ""] as const;
    });
}
