// What `context` tells of the API, the product and the subscription of a call.

import { portOf } from "#kernel/default-port.ts";
import { DateTime } from "#policy/context.ts";
import { type CallFacts, urlModel } from "#policy/plans.ts";
import type { ApiSpec, OperationSpec, ProductSpec } from "#snapshot/api-spec.ts";
import type { Access } from "#subscription/subscription-lookup.ts";

export type FactsOfApi = Pick<CallFacts, "api" | "operation" | "product" | "subscription" | "user">;

/** What `context` tells of an API, as far as the configuration alone decides it: made once. */
export type ApiModels = {
  readonly api: ApiModel;
  /** By id. */
  readonly operations: ReadonlyMap<string, FactsOfApi["operation"]>;
  readonly products: ReadonlyMap<string, FactsOfApi["product"]>;
};

export function apiModels(spec: ApiSpec, products: readonly ProductSpec[]): ApiModels {
  const api = apiModel(spec);
  return {
    api,
    operations: new Map(spec.operations.map((operation) => [operation.id, operationModel(operation)])),
    products: new Map(products.map((product) => [product.id, productModel(product, api)])),
  };
}

/** Of one call. @param key that the request showed; empty for none */
export function factsOfCall(
  { api, operations, products }: ApiModels,
  operation: OperationSpec | undefined,
  product: ProductSpec | undefined,
  access: Access,
  key: string,
): FactsOfApi {
  return {
    api,
    operation: operations.get(operation?.id ?? "") ?? null,
    product: products.get(product?.id ?? "") ?? null,
    subscription: access.kind === "subscription" ? subscriptionModel(access, key) : null,
    user: null,
  };
}

function apiModel(api: ApiSpec): ApiModel {
  return {
    id: api.id,
    name: api.name,
    path: api.path.replace(/^\//, ""),
    protocols: ["https"],
    serviceUrl: serviceUrl(api.service?.url),
    subscriptionKeyHeader: api.keyHeader,
    subscriptionKeyQuery: api.keyQuery,
    isCurrentRevision: api.isCurrentRevision,
    revision: api.revision,
    version: api.version?.value ?? null,
  };
}

type ApiModel = NonNullable<FactsOfApi["api"]>;

function serviceUrl(text: string | undefined): ApiModel["serviceUrl"] {
  if (text === undefined || !URL.canParse(text)) return null;
  const url = new URL(text);
  return urlModel({
    scheme: url.protocol.slice(0, -1),
    host: url.hostname,
    port: portOf(url),
    path: url.pathname,
    query: url.search,
  });
}

function operationModel({ id, method, name, urlTemplate }: OperationSpec): FactsOfApi["operation"] {
  return { id, method, name, urlTemplate };
}

function productModel(product: ProductSpec, api: ApiModel): FactsOfApi["product"] {
  return {
    apis: [api],
    approvalRequired: product.isApprovalRequired,
    groups: product.groups.map((id) => ({ id, name: id })),
    id: product.id,
    name: product.name,
    isPublished: product.isPublished,
    subscriptionsLimit: product.subscriptionsLimit ?? null,
    subscriptionRequired: product.isSubscriptionRequired,
  };
}

/** Of its two keys the one that was shown is known, and no other: they are not kept in clear. */
function subscriptionModel(
  { subscription, key: kind }: Access & { readonly kind: "subscription" },
  key: string,
): FactsOfApi["subscription"] {
  const { id, name, createdAtMs, startsAtMs, endsAtMs } = subscription;
  return {
    createdDate: DateTime.utc(createdAtMs),
    endDate: endsAtMs === undefined ? null : DateTime.utc(endsAtMs),
    id,
    key,
    name,
    primaryKey: kind === "primary" ? key : "",
    secondaryKey: kind === "secondary" ? key : "",
    startDate: startsAtMs === undefined ? null : DateTime.utc(startsAtMs),
  };
}
