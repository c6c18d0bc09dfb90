// The policy `forward-request`: the call to the backend.

import { bool, count, everyScope, integer, oneOf, type PolicyDefinition, positiveCount } from "./schema.ts";

/**
 * Calls the backend. A backend section without it makes no call.
 *
 * Example:
 *     <forward-request timeout="20" follow-redirects="false" />
 */
export const forwardRequest: PolicyDefinition = {
  name: "forward-request",
  sections: ["backend"],
  scopes: everyScope,
  attributes: [
    {
      name: "timeout",
      takes: integer(0, 240000),
      allowsExpression: true,
      default: "300",
      meaning: "seconds until the head of the response must be there",
    },
    { name: "timeout-ms", takes: positiveCount, allowsExpression: true, meaning: "the same in milliseconds" },
    {
      name: "continue-timeout",
      takes: count,
      allowsExpression: true,
      noEffect: "the gateway itself answers 100 Continue, and sends bodies on as they come",
      meaning: "seconds that 100 Continue is waited for",
    },
    {
      name: "http-version",
      takes: oneOf("1", "2", "2or1"),
      default: "1",
      noEffect: "the pool that the call goes to says which version its members speak, by its `protocol`",
      meaning: "version of HTTP towards the backend",
    },
    {
      name: "follow-redirects",
      takes: bool,
      allowsExpression: true,
      default: "false",
      meaning: "whether redirects are followed here, as many as 10, the body of the request kept for them",
    },
    {
      name: "buffer-request-body",
      takes: bool,
      default: "false",
      meaning: "whether the body is kept, so that a try can be repeated",
    },
    {
      name: "buffer-response",
      takes: bool,
      default: "true",
      noEffect: "a response goes on as it comes, unless a policy reads its body",
      meaning: "whether the response is read whole before it goes on",
    },
    {
      name: "fail-on-error-status-code",
      takes: bool,
      default: "false",
      meaning: "whether a status of 400 or more leads to on-error",
    },
  ],
  rules: [{ kind: "at-most-one", of: ["timeout", "timeout-ms"] }],
};
