// The APIs whose calls are held against what their descriptions promise, by the documents around them.

import type { ApiModelSpec, ApiSpec } from "./api-spec.ts";
import type { PolicyDocumentSpec, PolicySpec } from "./policy-spec.ts";

/** Ids. A document of a wider scope is about all APIs. */
export function contractApis(model: ApiModelSpec, policies: PolicySpec): ReadonlySet<string> {
  const { apis, products } = model;
  const shared = [
    policies.global,
    ...policies.fragments.map(({ document }) => document),
    ...products.map(({ policy }) => policy),
  ];
  const isForAll = shared.some(asksForContract);
  const own = apis.filter((api) => isForAll || ownDocuments(api).some(asksForContract));
  return new Set(own.map(({ id }) => id));
}

function ownDocuments({ policy, operations }: ApiSpec): readonly (PolicyDocumentSpec | undefined)[] {
  return [policy, ...operations.map((operation) => operation.policy)];
}

const POLICIES = /<(?:validate-(?:content|parameters|headers|status-code|graphql-request)|mock-response)\b/;

/** One in a comment counts too, which costs time and nothing else. */
function asksForContract(document: PolicyDocumentSpec | undefined): boolean {
  return document !== undefined && POLICIES.test(document.text);
}
