// A WAF as a program has it, and what it says of a request.

import type { BodyStream, ReadBody } from "./read-body.ts";
import type { WafRequest } from "./waf-request.ts";

export type WafMatch = {
  readonly rule: number;
  readonly message: string;
  readonly data: string;
  /** 0 (emergency) to 7 (debug); -1 where the rule has none. */
  readonly severity: number;
  readonly tags: readonly string[];
  /** What the rule matched on, such as `ARGS:q`. */
  readonly targets: readonly string[];
};

export type WafVerdict = {
  readonly isBlocked: boolean;
  /** The cost limit was reached: what no rule had answered by then is not known. */
  readonly isUndecided: boolean;
  /** What to answer where it is blocked: 403 as a rule, 413 for a body over the limit, 3xx for a redirect. */
  readonly status: number;
  /** Where a redirect leads; undefined for everything else. */
  readonly location: string | undefined;
  /** The rule that blocked; undefined where none did. */
  readonly rule: number | undefined;
  /** The anomaly score; -1 where the rules keep none. */
  readonly score: number;
  readonly matches: readonly WafMatch[];
  /** A line for a log, JSON without a line ending; undefined where nothing matched. */
  readonly logLine: string | undefined;
};

export type Waf = {
  /** How many bytes of a body are looked at. */
  readonly bodyLimitBytes: number;
  /** Reads the body of a request, as far as it is looked at; what comes of it goes to `inspect`. */
  readonly readBody: (stream: BodyStream) => Promise<ReadBody>;
  /** Never rejects for what a request has in it. */
  readonly inspect: (request: WafRequest) => Promise<WafVerdict>;
};
