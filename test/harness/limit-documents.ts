// Documents with one policy in inbound, and callers who have a subscription.

import { DateTime } from "#policy/context.ts";
import type { CallFacts } from "#policy/plans.ts";
import { documentOf } from "./run-document.ts";

export const documentWith = (policies: string): string => documentOf({ inbound: `<base />${policies}` });

/** Began an hour before the clock of newTestTraffic starts. */
const createdDate = DateTime.utc(Date.UTC(2026, 10, 27, 23));

export function subscriber(id: string, api = "orders", operation = "list"): Partial<CallFacts> {
  return {
    subscription: {
      ...{ id, name: id, key: "", primaryKey: "", secondaryKey: "" },
      ...{ createdDate, startDate: null, endDate: null },
    },
    api: {
      ...{ id: api, name: `${api} API`, path: `/${api}`, protocols: ["https"], serviceUrl: null },
      ...{ subscriptionKeyHeader: null, subscriptionKeyQuery: null },
      ...{ isCurrentRevision: true, revision: "1", version: null },
    },
    operation: { id: operation, name: operation, method: "GET", urlTemplate: `/${operation}` },
    product: {
      ...{ id: "starter", name: "Starter", apis: [], groups: [], approvalRequired: false },
      ...{ isPublished: true, subscriptionsLimit: null, subscriptionRequired: true },
    },
  };
}
