// The parts of a pool's configuration that say which members get requests, and when one gets another attempt.

import { Type } from "typebox";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { DURATION_PATTERN, printDuration } from "./duration.ts";
import { choice, duration, flag, formatted, keys, list, text, whole } from "./schema-form.ts";
import type { StatusRange } from "./status-range.ts";

const limits = defaultLimits.pool;

/** What an attempt can fail of, by the codes of the fault catalogue. */
const attemptFaults = [
  "connect-refused",
  "connect-failed",
  "connect-timeout",
  "name-unresolved",
  "upstream-tls-failed",
  "upstream-certificate-refused",
  "upstream-reset",
  "response-timeout",
  "response-malformed",
  "response-too-large",
] as const satisfies readonly FaultCode[];

const statusRanges = (description: string, defaultValue: readonly string[]) =>
  list(formatted<StatusRange>("status-range", { description: "A status or a range of them." }), {
    description,
    default: defaultValue,
    examples: [["500-599", 429]],
  });

export const passiveHealth = keys(
  {
    failures: whole(1, 1000, {
      description: "Failures in a row after which a member is ejected.",
      default: limits.ejectAfterFailures,
    }),
    ejection: duration(printDuration(limits.ejectionMs), "How long an ejected member gets no requests."),
  },
  { description: "What is learned of a member from the requests that it answers.", default: {} },
);

export const healthCheck = Type.Optional(
  keys(
    {
      path: formatted<string>("probe-path", {
        description: "What to ask for, with its query.",
        examples: ["/healthz"],
      }),
      method: choice(["GET", "HEAD", "OPTIONS"], { description: "How to ask.", default: "GET" }),
      host: Type.Optional(
        formatted<string>("exact-host", {
          description: "The `Host` to ask for.",
          defaultText: "the member's own host and port",
        }),
      ),
      interval: duration(printDuration(limits.probe.intervalMs), "Between two checks of a member."),
      timeout: duration(
        printDuration(limits.probe.timeoutMs),
        "For a whole check: connection, head and what is read of the body.",
      ),
      unhealthyAfter: whole(1, 1000, {
        description: "Failed checks in a row after which a member gets no requests.",
        default: limits.probe.unhealthyAfter,
      }),
      healthyAfter: whole(1, 1000, {
        description: "Good checks in a row after which it gets requests again.",
        default: limits.probe.healthyAfter,
      }),
      statuses: statusRanges("The statuses that are good.", ["200-399"]),
      contains: Type.Optional(
        text({
          description: "What the first 64KiB of the body must contain.",
          defaultText: "any body is good",
          minLength: 1,
        }),
      ),
    },
    {
      description:
        "Asks each member whether it is well, once per node. A member that is not gets no requests; where none is well, requests get 503.",
    },
  ),
);

export const circuitBreaker = Type.Optional(
  keys(
    {
      failures: Type.Optional(
        whole(1, 1_000_000, { description: "Opens at so many failures within the interval.", examples: [5] }),
      ),
      percentage: Type.Optional(
        whole(1, 100, {
          description: "Opens where so many of a hundred answers failed within the interval.",
        }),
      ),
      minimumRequests: whole(1, 1_000_000, {
        description: "With `percentage`: fewer answers within the interval decide nothing.",
        default: limits.breaker.minimumRequests,
      }),
      interval: duration(printDuration(limits.breaker.intervalMs), "How long a failure is remembered."),
      statuses: statusRanges("The statuses of answers that count as failures.", ["500-599"]),
      reasons: list(choice(attemptFaults, { description: "A code of docs/reference/errors.md." }), {
        description: "What else counts as a failure.",
        default: [...attemptFaults],
      }),
      tripDuration: duration(
        printDuration(limits.breaker.tripMs),
        "How long the member gets no requests; then one is let through, and its outcome decides.",
      ),
      acceptRetryAfter: flag({
        description: "Take the trip's duration from the `Retry-After` of the answer that opened it.",
        default: true,
      }),
      maxTripDuration: duration(
        printDuration(limits.breaker.maxTripMs),
        "The longest trip that a `Retry-After` can ask for.",
      ),
    },
    {
      description:
        "Takes a member that fails too often out of service for a while, in each worker by what that worker saw. Write `failures` or `percentage`. Where the breakers of all members are open, requests get 503 with `Retry-After`.",
    },
  ),
);

const budget = keys(
  {
    percentage: whole(0, 100, {
      description: "Further attempts per hundred requests of the last ten seconds.",
      default: limits.retry.budgetPercentage,
    }),
    minimum: whole(0, 1_000_000, {
      description: "Further attempts in ten seconds that are always allowed.",
      default: limits.retry.budgetMinimum,
    }),
  },
  {
    description: "Bounds the further attempts of a pool, hedges included, in each worker.",
    default: {},
  },
);

export const retry = keys(
  {
    attempts: whole(1, 10, {
      description: "Attempts per request, the first included; 1 turns retries and hedges off.",
      default: limits.retry.attempts,
    }),
    methods: list(formatted<string>("method", { description: "A request method." }), {
      description:
        "The methods that are sent again after a member may have seen the request, where the whole body is at hand. Where nothing was sent, every method is.",
      default: ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"],
    }),
    statuses: statusRanges("The statuses of answers after which another member is asked.", []),
    reasons: list(choice(attemptFaults, { description: "A code of docs/reference/errors.md." }), {
      description:
        "The failures after which another member is asked, beside those where nothing was sent, after which one always is.",
      default: ["upstream-reset"],
    }),
    perTryTimeout: Type.Optional(
      formatted<number>("duration", {
        description: "For the head of a response while another member could be asked; then that one is.",
        defaultText: "`timeouts.response`",
        minimum: 1,
        pattern: DURATION_PATTERN,
      }),
    ),
    budget,
  },
  {
    description: "When a request gets another attempt, at a member that it was not sent to yet.",
    default: {},
  },
);

export const hedge = Type.Optional(
  keys(
    {
      after: formatted<number>("duration", {
        description: "How long the first attempt may take.",
        minimum: 1,
        pattern: DURATION_PATTERN,
        examples: ["200ms"],
      }),
    },
    {
      description:
        "Sends a GET or HEAD that has no answer after a while to a second member too, and takes the first answer. Off unless written; within `retry.attempts` and `retry.budget`.",
    },
  ),
);
