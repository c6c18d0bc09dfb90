// Names that real documents have and that no policy has: what to write instead.

/** Element → hint. */
export const mistakenElements: ReadonlyMap<string, string> = new Map([
  ["invoke-darp-binding", "write invoke-dapr-binding"],
  ["publish-to-darp", "write publish-to-dapr"],
  ["cache-value", "write cache-lookup-value and cache-store-value"],
  ["invoke-request", "write send-request"],
  ["authentication-token-store", "write get-authorization-context"],
  ["inbound", "sections stand in policies; a fragment holds policies without a section"],
  ["backend", "sections stand in policies; a fragment holds policies without a section"],
  ["outbound", "sections stand in policies; a fragment holds policies without a section"],
  ["on-error", "sections stand in policies; a fragment holds policies without a section"],
  ["set-url", "set-url stands in send-request; the address of the backend is for set-backend-service"],
  ["value", "value stands in set-header, set-query-parameter, check-header and claim"],
  ["when", "when and otherwise stand in choose"],
  ["otherwise", "when and otherwise stand in choose"],
]);

/** Attribute → hint, where the element has the attribute that is named, or has none like it. */
export const mistakenAttributes: ReadonlyMap<string, MistakenAttribute> = new Map([
  ["estimate-prompt-token", { meant: "estimate-prompt-tokens", hint: "write estimate-prompt-tokens" }],
  ["error-variable-name", { meant: "errors-variable-name", hint: "write errors-variable-name" }],
  ["errors-variable-name", { meant: "error-variable-name", hint: "write error-variable-name" }],
  [
    "flexible-retry-window",
    { meant: undefined, hint: "remove it: the time until the next call is told by Retry-After" },
  ],
  ["cache-id", { meant: undefined, hint: "remove it: which cache is used is for caching-type to say" }],
]);

type MistakenAttribute = {
  /** The hint is for elements that have this attribute; for all where it is undefined. */
  readonly meant: string | undefined;
  readonly hint: string;
};
