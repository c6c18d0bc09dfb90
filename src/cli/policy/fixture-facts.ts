// Whose call a test of a fixture makes, and what it calls: what the fixture leaves out has fixed values.

import { type ContextModel, DateTime, objectsMap } from "#policy/context.ts";
import type { CallFacts } from "#policy/plans.ts";
import type { FixtureTest } from "./fixture.ts";

type Context = NonNullable<FixtureTest["context"]>;

const deployment: CallFacts["deployment"] = {
  gatewayId: "test",
  gatewayInstanceId: "test",
  isManaged: false,
  region: "test",
  serviceId: "test",
  serviceName: "test",
  certificates: objectsMap([]),
};

export function fixtureFacts({ context = {} }: FixtureTest): CallFacts {
  return {
    api: apiOf(context.api),
    operation: operationOf(context.operation),
    product: productOf(context.product),
    subscription: subscriptionOf(context.subscription),
    user: userOf(context.user),
    requestId: "00000000000000000000000000000001",
    startedAtMs: Date.now(),
    startedMs: performance.now(),
    certificate: null,
    deployment,
  };
}

function apiOf(api: Context["api"]): ContextModel["api"] {
  if (api === undefined) return null;
  return {
    id: api.id,
    name: api.name ?? api.id,
    path: "",
    protocols: ["https"],
    serviceUrl: null,
    subscriptionKeyHeader: null,
    subscriptionKeyQuery: null,
    isCurrentRevision: true,
    revision: "1",
    version: null,
  };
}

function operationOf(operation: Context["operation"]): ContextModel["operation"] {
  if (operation === undefined) return null;
  return { id: operation.id, method: "GET", name: operation.name ?? operation.id, urlTemplate: "/" };
}

function productOf(product: Context["product"]): ContextModel["product"] {
  if (product === undefined) return null;
  return {
    apis: [],
    approvalRequired: false,
    groups: [],
    id: product.id,
    name: product.name ?? product.id,
    isPublished: true,
    subscriptionsLimit: null,
    subscriptionRequired: true,
  };
}

function subscriptionOf(subscription: Context["subscription"]): ContextModel["subscription"] {
  if (subscription === undefined) return null;
  const key = subscription.key ?? "";
  return {
    createdDate: DateTime.utc(0),
    endDate: null,
    id: subscription.id,
    key,
    name: subscription.name ?? subscription.id,
    primaryKey: key,
    secondaryKey: "",
    startDate: null,
  };
}

function userOf(user: Context["user"]): ContextModel["user"] {
  if (user === undefined) return null;
  return {
    email: user.email ?? "",
    firstName: "",
    groups: (user.groups ?? []).map((name) => ({ id: name, name })),
    id: user.id,
    identities: [],
    lastName: "",
    note: "",
    registrationDate: DateTime.utc(0),
  };
}
