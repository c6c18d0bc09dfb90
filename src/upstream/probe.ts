// What a health check asks of a member, and what counts as healthy.

import type { StatusRange } from "./breaker.ts";

export type ProbeSettings = {
  readonly method: "GET" | "HEAD" | "OPTIONS";
  /** With its query, as it goes onto the wire. */
  readonly path: string;
  /** For `Host`; empty for the member's own. */
  readonly host: string;
  readonly intervalMs: number;
  /** For the whole of a check: connection, head and body. */
  readonly timeoutMs: number;
  /** Checks in a row that take a member out of service, and that bring it back. */
  readonly unhealthyAfter: number;
  readonly healthyAfter: number;
  readonly statuses: readonly StatusRange[];
  /** Latin1 bytes that the body must contain; empty for any body. */
  readonly contains: string;
};
