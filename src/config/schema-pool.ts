// The `pools` of the configuration.

import { Type } from "typebox";
import { defaultLimits } from "#kernel/limits.ts";
import { printDuration } from "./duration.ts";
import type { Member } from "./member-url.ts";
import { affinity } from "./schema-affinity.ts";
import { assertion, guardReports } from "./schema-assertion.ts";
import { choice, duration, flag, formatted, keys, list, named, text, whole } from "./schema-form.ts";
import { circuitBreaker, healthCheck, hedge, passiveHealth, retry } from "./schema-pool-health.ts";

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
    drain: duration(
      printDuration(limits.drainTimeoutMs),
      "How long requests under way may go on when a member leaves the pool or fails its health check.",
      0,
    ),
  },
  { description: "How long to wait for a member.", default: {} },
);

const member = keys(
  {
    url: formatted<Member>("member-url", {
      description: "Where the member listens: `http://host:port` or `https://host:port`, without a path.",
      examples: ["http://127.0.0.1:9001"],
    }),
    weight: whole(1, 1000, {
      description: "Its share of requests, relative to the other members.",
      default: 1,
    }),
    priority: whole(1, 1000, {
      description:
        "Members with a higher number get requests only while none with a lower one is in service.",
      default: 1,
    }),
  },
  { description: "One backend server." },
);

const pemFile = (description: string) => text({ description, minLength: 1 });

export const poolTls = keys(
  {
    verify: flag({
      description: "`false` accepts any certificate, from whoever answers: for tests only.",
      default: true,
    }),
    ca: list(pemFile("The path of a PEM file, relative to this file."), {
      description: "Files with the only authorities to believe; none: those that come with Node.",
      default: [],
      examples: [["tls/backend-ca.pem"]],
    }),
    serverName: Type.Optional(
      formatted<string>("exact-host", {
        description: "The name that is asked for (SNI) and that the certificate must hold for.",
        defaultText: "the host of the member",
      }),
    ),
    certificate: Type.Optional(
      pemFile("A PEM file with the certificate that the gateway shows to members, and its chain."),
    ),
    key: Type.Optional(pemFile("The PEM file with that certificate's private key.")),
    minVersion: choice(["1.2", "1.3"], { description: "The oldest version of TLS.", default: "1.2" }),
  },
  { description: "How members with an `https://` URL are spoken to.", default: {} },
);

const dns = keys(
  {
    servers: list(formatted<string>("name-server", { description: "`address` or `address:port`." }), {
      description: "Name servers to ask; none: as the system resolves names, its hosts file included.",
      default: [],
      examples: [["10.0.0.2", "10.0.0.3:5353"]],
    }),
    minInterval: duration(
      printDuration(limits.minResolveMs),
      "The shortest time between two questions, and the time to the next one after a failure.",
    ),
    maxInterval: duration(
      printDuration(limits.maxResolveMs),
      "The longest; between them the TTL of the answer decides.",
    ),
  },
  {
    description:
      "How host names of members are resolved. The last good answer is kept while there is no new one.",
    default: {},
  },
);

export const pool = keys(
  {
    balance: choice(["round-robin", "least-connections", "random-two-choices"], {
      description: "How a member is chosen for a request.",
      default: "round-robin",
    }),
    members: list(member, {
      description: "The backend servers.",
      minItems: 1,
      examples: [[{ url: "http://127.0.0.1:9001" }]],
    }),
    protocol: choice(["http1", "http2"], {
      description:
        "What members speak: HTTP/1.1, or HTTP/2 (by prior knowledge, or agreed on by TLS). gRPC needs HTTP/2.",
      default: "http1",
    }),
    maxIdle: whole(0, 100_000, {
      description:
        "Unused connections kept per member and worker; more are closed once they lay unused for a second.",
      default: limits.maxIdle,
    }),
    maxConnections: whole(1, 1_000_000, {
      description:
        "Connections per member and worker, busy ones included; with HTTP/2, requests under way. One more gets 503.",
      default: limits.maxConnections,
    }),
    timeouts,
    passiveHealth,
    affinity: Type.Optional(affinity),
    healthCheck,
    circuitBreaker,
    retry,
    hedge,
    tls: poolTls,
    assertion: Type.Optional(assertion),
    guardReports: Type.Optional(guardReports),
    dns,
    sourceAddress: Type.Optional(
      formatted<string>("ip-address", {
        description: "The local address that members are connected from.",
        defaultText: "the system's choice",
      }),
    ),
    proxyProtocol: choice(["none", "v1", "v2"], {
      description:
        "Tells members of the client by the PROXY protocol of this version. Every request then has a connection of its own.",
      default: "none",
    }),
  },
  { description: "Backend servers that do the same work." },
);

export const pools = named(pool, {
  description: "Groups of backend servers that routes send requests to.",
  default: {},
  defines: "pool",
});
