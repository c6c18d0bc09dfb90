// APIs, products and subscriptions as plain data. Which requests reach an API is said by routes whose
// `features.apis` name it; its path is the host's, not the route's.

import type { Contract } from "#contract/contract.ts";
import type { SubscriptionTable } from "#subscription/subscription.ts";
import type { PolicyDocumentSpec } from "./policy-spec.ts";

export type ApiSpec = {
  /** The name in the configuration; each version and revision is an API of its own. */
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** In normal form, without a slash at its end: `/orders`, and empty for the root. */
  readonly path: string;
  /** Undefined: it has no version, and takes what no version of the same path takes. */
  readonly version: ApiVersionSpec | undefined;
  /** `1`; requests ask for one that is not current by `/orders;rev=2/…`. */
  readonly revision: string;
  readonly isCurrentRevision: boolean;
  /** Where its requests go unless a policy says otherwise; undefined: nowhere. */
  readonly service: ServiceSpec | undefined;
  /** Those written and those of `openApi`, in that order; each method and template once. */
  readonly operations: readonly OperationSpec[];
  readonly openApi: OpenApiSpec | undefined;
  /** What `openApi` promises; absent where there is none. */
  readonly contract?: Contract;
  /** In GraphQL's own language; absent for APIs of other kinds. */
  readonly graphqlSchema?: string;
  readonly isSubscriptionRequired: boolean;
  /** Lower case: `ocp-apim-subscription-key`. */
  readonly keyHeader: string;
  readonly keyQuery: string;
  readonly policy: PolicyDocumentSpec | undefined;
};

export type ServiceSpec = {
  /** The name of one of `Snapshot.pools`. */
  readonly pool: string;
  /** The id of the backend whose credentials go along; undefined for none. */
  readonly backend: string | undefined;
  /** Put before the path that follows the API's own: `/base`; empty for none. */
  readonly basePath: string;
  /** What `context.Api.ServiceUrl` gives; undefined where the members of the pool have no one URL. */
  readonly url: string | undefined;
};

export type ApiVersionSpec = {
  /** The name of the version set. */
  readonly set: string;
  /** What a request names: `v2`. */
  readonly value: string;
  /** Where: the segment behind the API's path, or the header (lower case) or query parameter `name`. */
  readonly scheme: "segment" | "header" | "query";
  /** Empty with `segment`. */
  readonly name: string;
};

export type OperationSpec = {
  /** Unique within its API. */
  readonly id: string;
  readonly name: string;
  /** Upper case; `*` for any. */
  readonly method: string;
  /** Relative to the API's path: `/orders/{id}`, with `/*` at its end for all below; `{*rest}` too. */
  readonly urlTemplate: string;
  readonly policy: PolicyDocumentSpec | undefined;
};

export type OpenApiSpec = { readonly file: string; readonly text: string };

export type ProductSpec = {
  readonly id: string;
  readonly name: string;
  /** Keys of one that is not published go on to count; it takes nobody in without a key. */
  readonly isPublished: boolean;
  /** False: an open product, whose APIs answer requests without a key. */
  readonly isSubscriptionRequired: boolean;
  readonly isApprovalRequired: boolean;
  /** Ids of APIs. */
  readonly apis: readonly string[];
  readonly groups: readonly string[];
  /** Of one owner; undefined without a limit. */
  readonly subscriptionsLimit: number | undefined;
  readonly policy: PolicyDocumentSpec | undefined;
};

export type ApiModelSpec = {
  readonly apis: readonly ApiSpec[];
  readonly products: readonly ProductSpec[];
  /** The declared ones; those of the store come to workers apart, and change without a new snapshot. */
  readonly subscriptions: SubscriptionTable;
};

export const noApis: ApiModelSpec = {
  apis: [],
  products: [],
  subscriptions: { digestKey: "", subscriptions: [], keys: [] },
};
