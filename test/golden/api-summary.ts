// What a snapshot has of APIs and policy documents, in a few lines that a person can check.

import type { ApiModelSpec, ApiSpec, ProductSpec } from "#snapshot/api-spec.ts";
import type { PolicyDocumentSpec, PolicySpec } from "#snapshot/policy-spec.ts";
import type { SiteSpec } from "#snapshot/snapshot.ts";
import type { SubscriptionScope, SubscriptionTable } from "#subscription/subscription.ts";

export function apiSummary(
  policies: PolicySpec,
  { apis, products, subscriptions }: ApiModelSpec,
  sites: readonly SiteSpec[],
): string[] {
  const { global, namedValues, fragments, backends } = policies;
  return [
    ...(global === undefined ? [] : [`global policy ${global.file}`]),
    ...namedValues.map(
      ({ name, value, isSecret }) => `named value ${name} ${isSecret ? "(secret)" : JSON.stringify(value)}`,
    ),
    ...fragments.map(({ id, document }) => `fragment ${id} ${document.file}`),
    ...backends.map(({ id, pool, basePath, credentials }) => {
      const { headers, query, authorization } = credentials;
      const names = [...headers, ...query].map(({ name }) => name);
      const all = [...(authorization === undefined ? [] : ["Authorization"]), ...names].join(" ");
      return `backend ${id} pool ${pool} path ${JSON.stringify(basePath)} with ${all === "" ? "nothing" : all}`;
    }),
    ...apis.flatMap(apiLines),
    ...products.map(productLine),
    ...subscriptionLines(subscriptions),
    ...sites.flatMap(({ name, routes }) =>
      routes.flatMap(({ name: route, features }) => [
        ...(features.apis.length === 0 ? [] : [`route ${name}/${route} leads to ${features.apis.join(" ")}`]),
        ...(features.policy === undefined ? [] : [`route ${name}/${route}${policyText(features.policy)}`]),
      ]),
    ),
  ];
}

function apiLines(api: ApiSpec): string[] {
  const { id, name, path, version, revision, isCurrentRevision, service, openApi } = api;
  const names = [JSON.stringify(name), JSON.stringify(path), `revision ${revision}`];
  const versions =
    version === undefined ? "" : `, ${version.value} of ${version.set} by ${version.scheme} ${version.name}`;
  const key = api.isSubscriptionRequired ? `needs a key (${api.keyHeader}, ${api.keyQuery})` : "needs no key";
  return [
    `api ${id} ${names.join(" ")}${isCurrentRevision ? "" : ", not current"}${versions}, ${key}${policyText(api.policy)}`,
    service === undefined
      ? "  without a service"
      : `  service pool ${service.pool} path ${JSON.stringify(service.basePath)} backend ${service.backend ?? "-"} url ${service.url ?? "-"}`,
    ...(openApi === undefined ? [] : [`  openapi ${openApi.file}`]),
    ...api.operations.map(
      (operation) =>
        `  ${operation.id} ${JSON.stringify(operation.name)} ${operation.method} ${operation.urlTemplate}${policyText(operation.policy)}`,
    ),
  ];
}

function productLine(product: ProductSpec): string {
  const words = [
    product.isPublished ? "published" : "not published",
    product.isSubscriptionRequired ? "by subscription" : "open",
    ...(product.isApprovalRequired ? ["after approval"] : []),
    ...(product.subscriptionsLimit === undefined ? [] : [`at most ${product.subscriptionsLimit}`]),
  ];
  const lists = `apis ${product.apis.join(" ")} groups ${product.groups.join(" ")}`.trimEnd();
  return `product ${product.id} ${JSON.stringify(product.name)} ${words.join(", ")}, ${lists}${policyText(product.policy)}`;
}

function subscriptionLines({ subscriptions, keys }: SubscriptionTable): string[] {
  return subscriptions.map(
    ({ id, name, scope, state, owner, startsAtMs, endsAtMs, allowsTracing }, index) => {
      const kinds = keys.filter(({ subscription }) => subscription === index).map(({ kind }) => kind);
      const times = [startsAtMs, endsAtMs].map((atMs) =>
        atMs === undefined ? "-" : new Date(atMs).toISOString(),
      );
      const words = [state, scopeText(scope), owner, times.join(" to "), allowsTracing ? "tracing" : ""];
      const listed = words.filter((word) => word !== "").join(", ");
      return `subscription ${id} ${JSON.stringify(name)} ${listed}, ${kinds.join(" and ")}`;
    },
  );
}

const scopeText = (scope: SubscriptionScope): string =>
  scope.kind === "product"
    ? `product ${scope.product}`
    : scope.kind === "api"
      ? `api ${scope.api}`
      : scope.kind;

const policyText = (policy: PolicyDocumentSpec | undefined): string =>
  policy === undefined ? "" : `, policy ${policy.file}`;
