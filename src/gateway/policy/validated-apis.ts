// For which APIs documents ask for validation: only their schemas are made ready before requests come.

import type { ApiSpec } from "#snapshot/api-spec.ts";
import type { PolicyDocumentSpec } from "#snapshot/policy-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";

/** Ids. Documents of wider scopes are about all APIs. */
export function validatedApis({ apiModel, policies }: Snapshot): ReadonlySet<string> {
  const { apis, products } = apiModel;
  const shared = [
    policies.global,
    ...policies.fragments.map(({ document }) => document),
    ...products.map(({ policy }) => policy),
  ];
  const isForAll = shared.some(validates);
  return new Set(apis.filter((api) => isForAll || ownDocuments(api).some(validates)).map(({ id }) => id));
}

function ownDocuments({ policy, operations }: ApiSpec): readonly (PolicyDocumentSpec | undefined)[] {
  return [policy, ...operations.map((operation) => operation.policy)];
}

function validates(document: PolicyDocumentSpec | undefined): boolean {
  return (
    document !== undefined && /<validate-(?:content|parameters|headers|graphql-request)\b/.test(document.text)
  );
}
