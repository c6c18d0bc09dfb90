// A second pool that gets copies of a route's requests.

export type MirrorSpec = {
  readonly pool: string;
  /** 1 to 100. */
  readonly percent: number;
  /** A request with a larger body is not copied. */
  readonly bodyBytes: number;
  /** POST and PATCH are copied too. */
  readonly copiesNonIdempotent: boolean;
  /** Copies that one worker has under way. */
  readonly concurrentRequests: number;
};
