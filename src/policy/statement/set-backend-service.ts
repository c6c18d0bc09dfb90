// The policy `set-backend-service`: which backend is called.

import { bool, everyScope, type PolicyDefinition, text } from "./schema.ts";

/**
 * Sends the request to another address, or to a backend that is described elsewhere with its pool,
 * credentials and circuit breaker.
 *
 * Example:
 *     <set-backend-service backend-id="orders-v2" />
 */
export const setBackendService: PolicyDefinition = {
  name: "set-backend-service",
  sections: ["inbound", "backend"],
  scopes: everyScope,
  attributes: [
    { name: "base-url", takes: text, allowsExpression: true, meaning: "address that the path is put behind" },
    {
      name: "backend-id",
      takes: text,
      allowsExpression: true,
      meaning: "id of the backend; `dapr` for a sidecar",
    },
    {
      name: "sf-resolve-condition",
      takes: bool,
      allowsExpression: true,
      refusal: "Service Fabric is not supported: name a backend with backend-id",
      meaning: "whether the partition is resolved anew",
    },
    {
      name: "sf-service-instance-name",
      takes: text,
      allowsExpression: true,
      refusal: "Service Fabric is not supported: name a backend with backend-id",
      meaning: "service instance",
    },
    {
      name: "sf-partition-key",
      takes: text,
      allowsExpression: true,
      refusal: "Service Fabric is not supported: name a backend with backend-id",
      meaning: "partition",
    },
    {
      name: "sf-replica-type",
      takes: text,
      allowsExpression: true,
      refusal: "Service Fabric is not supported: name a backend with backend-id",
      meaning: "replica",
    },
    {
      name: "sf-listener-name",
      takes: text,
      allowsExpression: true,
      refusal: "Service Fabric is not supported: name a backend with backend-id",
      meaning: "listener",
    },
    {
      name: "dapr-app-id",
      takes: text,
      allowsExpression: true,
      meaning: "application that the sidecar calls, where `backend-id` is `dapr`",
    },
    { name: "dapr-method", takes: text, allowsExpression: true, meaning: "method that it calls there" },
    { name: "dapr-namespace", takes: text, allowsExpression: true, meaning: "namespace of the application" },
  ],
  rules: [
    { kind: "exactly-one", of: ["base-url", "backend-id"] },
    { kind: "together", of: ["dapr-app-id", "dapr-method"] },
  ],
};
