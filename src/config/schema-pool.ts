// The `pools` of the configuration.

import type { Member } from "./member-url.ts";
import { choice, duration, formatted, keys, list, named, whole } from "./schema-form.ts";

const timeouts = keys(
  {
    connect: duration("2s", "To open a connection to a member."),
    response: duration("30s", "From the request sent to the head of the response."),
    body: duration("60s", "The longest pause inside a response body."),
    idle: duration("30s", "How long an unused connection to a member is kept."),
  },
  { description: "How long to wait for a member.", default: {} },
);

const passiveHealth = keys(
  {
    failures: whole(1, 1000, {
      description: "Failures in a row after which a member is ejected.",
      default: 5,
    }),
    ejection: duration("10s", "How long an ejected member gets no requests."),
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
        default: 64,
      }),
      maxConnections: whole(1, 1_000_000, {
        description:
          "Connections per member and worker, busy ones included; a request that needs one more gets 503.",
        default: 1024,
      }),
      timeouts,
      passiveHealth,
    },
    { description: "Backend servers that do the same work." },
  ),
  { description: "Groups of backend servers that routes send requests to.", default: {}, defines: "pool" },
);
