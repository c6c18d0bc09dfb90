// What is wrong with documents in some effective plan, though each of them is right by itself.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import { PlanOrder } from "#policy/plan-order.ts";
import type { ApiSpec, ProductSpec } from "./api-spec.ts";
import type { ApiParts } from "./compile-apis.ts";
import type { PolicyDocumentSpec } from "./policy-spec.ts";

type Documents = readonly (PolicyDocumentSpec | undefined)[];

/** @param parts documents without errors */
export function checkPlans({ policies, model, routes }: ApiParts): readonly Diagnostic[] {
  const order = new PlanOrder(new Map(policies.fragments.map(({ id, document }) => [id, document])));
  const judged = new Set<string>();
  for (const documents of everyPlan(model.apis, model.products, [...routes.values()])) {
    const all = [policies.global, ...documents].filter((document) => document !== undefined);
    const key = all.map(({ file }) => file).join("\n");
    if (judged.has(key)) continue;
    judged.add(key);
    order.judge(all);
  }
  return order.mistakes;
}

/** Each API by itself and in each product, each of its operations and what none of them takes. */
function* everyPlan(
  apis: readonly ApiSpec[],
  products: readonly ProductSpec[],
  routes: readonly PolicyDocumentSpec[],
): Generator<Documents> {
  for (const document of routes) yield [document];
  for (const { id, policy, operations } of apis) {
    const around = [undefined, ...products.filter(({ apis: ids }) => ids.includes(id))];
    const inside = [undefined, ...new Set(operations.map((operation) => operation.policy))];
    for (const product of around) for (const own of inside) yield [product?.policy, policy, own];
  }
}
