// What a route limits otherwise than the node does. -1: as the node does, or not at all.

export type RouteLimitSpec = {
  readonly bodyBytes: number;
  readonly headerCount: number;
  /** Between two reads of a request body. */
  readonly bodyTimeoutMs: number;
  /** In place of the pool's. */
  readonly responseTimeoutMs: number;
  /** Requests that one worker has under way on the route. */
  readonly concurrentRequests: number;
};

export const noLimits: RouteLimitSpec = {
  bodyBytes: -1,
  headerCount: -1,
  bodyTimeoutMs: -1,
  responseTimeoutMs: -1,
  concurrentRequests: -1,
};
