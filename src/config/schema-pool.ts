// The `pools` of the configuration.

import { Type } from "typebox";
import { defaultLimits } from "#kernel/limits.ts";
import { printDuration } from "./duration.ts";
import type { Member } from "./member-url.ts";
import { affinity } from "./schema-affinity.ts";
import { choice, duration, formatted, keys, list, named, whole } from "./schema-form.ts";

const limits = defaultLimits.pool;

const timeouts = keys(
  {
    connect: duration(printDuration(limits.connectTimeoutMs), "To open a connection to a member."),
    response: duration(
      printDuration(limits.responseTimeoutMs),
      "From the request sent to the head of the response.",
    ),
    body: duration(printDuration(limits.bodyTimeoutMs), "The longest pause inside a response body."),
    idle: duration(printDuration(limits.idleTimeoutMs), "How long an unused connection to a member is kept."),
  },
  { description: "How long to wait for a member.", default: {} },
);

const passiveHealth = keys(
  {
    failures: whole(1, 1000, {
      description: "Failures in a row after which a member is ejected.",
      default: limits.ejectAfterFailures,
    }),
    ejection: duration(printDuration(limits.ejectionMs), "How long an ejected member gets no requests."),
  },
  { description: "What is learned of a member from the requests that it answers.", default: {} },
);

const member = keys(
  {
    url: formatted<Member>("member-url", {
      description: "Where the member listens: `http://host:port`, without a path.",
      examples: ["http://127.0.0.1:9001"],
    }),
    weight: whole(1, 1000, {
      description: "Its share of requests, relative to the other members.",
      default: 1,
    }),
  },
  { description: "One backend server." },
);

export const pools = named(
  keys(
    {
      balance: choice(["round-robin", "least-connections"], {
        description: "How a member is chosen for a request.",
        default: "round-robin",
      }),
      members: list(member, {
        description: "The backend servers.",
        minItems: 1,
        examples: [[{ url: "http://127.0.0.1:9001" }]],
      }),
      maxIdle: whole(0, 100_000, {
        description: "Unused connections kept per member and worker.",
        default: limits.maxIdle,
      }),
      maxConnections: whole(1, 1_000_000, {
        description:
          "Connections per member and worker, busy ones included; a request that needs one more gets 503.",
        default: limits.maxConnections,
      }),
      timeouts,
      passiveHealth,
      affinity: Type.Optional(affinity),
    },
    { description: "Backend servers that do the same work." },
  ),
  { description: "Groups of backend servers that routes send requests to.", default: {}, defines: "pool" },
);
