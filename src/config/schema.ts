// The schema of portcullis.yaml: the one source of the configuration's types, of the editor's schema and of
// the reference page. Defaults stand here as an author would write them. What takes more than one value to
// judge is in check.ts.

import { type Static, Type } from "typebox";
import { defaultLimits } from "#kernel/limits.ts";
import { printDuration } from "./duration.ts";
import { apis, versionSets } from "./schema-api.ts";
import { audit } from "./schema-audit.ts";
import { backends } from "./schema-backend.ts";
import { bots } from "./schema-bots.ts";
import { egress } from "./schema-egress.ts";
import { flood } from "./schema-flood.ts";
import { duration, flag, formatted, keys, list, named, size, text, whole } from "./schema-form.ts";
import { functions } from "./schema-function.ts";
import { http2Limits } from "./schema-http2.ts";
import { identity } from "./schema-identity.ts";
import { geo, listenerScreen, networks, screen } from "./schema-network.ts";
import { fragments, namedValues, policies, schemas } from "./schema-policy.ts";
import { pools } from "./schema-pool.ts";
import { products, subscriptions } from "./schema-product.ts";
import { secrets } from "./schema-secret.ts";
import { sites } from "./schema-site.ts";
import { accessLog, telemetry } from "./schema-telemetry.ts";
import { certificates, listenerTls, proxyProtocol, requireIdentity } from "./schema-tls.ts";
import { wafLog, wafPolicies } from "./schema-waf.ts";
import { printSize } from "./size.ts";

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

const node = keys(
  {
    name: Type.Optional(
      formatted<string>("node-name", {
        description: "The node's name in logs and metrics.",
        defaultText: "the host name",
      }),
    ),
    workers: Type.Optional(
      whole(1, 1024, {
        description: "Gateway workers: threads that serve requests.",
        defaultText: "the number of processor cores",
      }),
    ),
    drainTimeout: duration(
      printDuration(defaultLimits.drainTimeoutMs),
      "How long a stopping node lets requests in flight finish.",
      0,
    ),
  },
  { description: "This node.", default: {} },
);

const admin = keys(
  {
    address: formatted<string>("loopback", {
      description: "The loopback address that the admin API and the console listen on.",
      default: "127.0.0.1",
    }),
    port: whole(1, 65_535, { description: "The TCP port.", default: defaultLimits.admin.port }),
    hosts: list(formatted<string>("exact-host", { description: "A host name or address." }), {
      description: "The hosts that requests may ask for; any other is refused, which stops DNS rebinding.",
      default: ["localhost", "127.0.0.1", "[::1]"],
      minItems: 1,
    }),
  },
  { description: "The listener of the admin API and the console.", default: {} },
);

const trustedHops = list(
  text({ description: "The name of a network, or an address or prefix.", minLength: 1 }),
  {
    description:
      "Proxies before this node whose forwarded headers are believed: names of networks, addresses or prefixes.",
    default: [],
  },
);

const listeners = named(
  keys(
    {
      address: formatted<string>("ip-address", {
        description: "The local address; `0.0.0.0` is every IPv4 address, `::` every address.",
        default: "0.0.0.0",
      }),
      port: whole(1, 65_535, { description: "The TCP port.", examples: [8080] }),
      private: flag({
        description:
          "Drop connections from public addresses. The listener then needs an address of its own, and that a private one.",
        default: false,
      }),
      maxConnections: whole(1, 1_000_000, {
        description: "Connections that one worker holds open on it; one more is dropped.",
        default: defaultLimits.listener.maxConnections,
      }),
      maxConnectionsPerClient: whole(1, 1_000_000, {
        description:
          "Those of one client (of IPv6, a network of 64 bits); one more is dropped. Trusted hops and allowed clients have no such limit.",
        default: defaultLimits.listener.maxConnectionsPerClient,
      }),
      http2: Type.Optional(
        flag({
          description:
            "Takes HTTP/2 beside HTTP/1.1 on the same port: agreed on by TLS (ALPN), or from clients that begin with it (h2c by prior knowledge).",
          defaultText: "true with `tls`, else false",
        }),
      ),
      http2Limits,
      tls: Type.Optional(listenerTls),
      proxyProtocol,
      screen: listenerScreen,
      requireIdentity: Type.Optional(requireIdentity),
    },
    { description: "One address and port." },
  ),
  {
    description: "Where requests come in.",
    examples: [{ public: { port: 8080 } }],
    defines: "listener",
    minProperties: 1,
  },
);

const limits = keys(
  {
    requestLine: size(
      256,
      MIB,
      printSize(defaultLimits.requestLineBytes),
      "The longest request line; a longer one is answered with 414.",
    ),
    head: size(
      KIB,
      4 * MIB,
      printSize(defaultLimits.headBytes),
      "The largest request head; a larger one is answered with 431.",
    ),
    headerCount: whole(1, 10_000, {
      description: "The most header fields; a request with more is answered with 431.",
      default: defaultLimits.headerCount,
    }),
    body: size(
      0,
      1024 * GIB,
      printSize(defaultLimits.bodyBytes),
      "The largest request body; a larger one is answered with 413.",
    ),
    headTimeout: duration(
      printDuration(defaultLimits.headTimeoutMs),
      "How long a client may take to send a request head; then 408.",
    ),
    bodyTimeout: duration(
      printDuration(defaultLimits.bodyTimeoutMs),
      "The longest pause inside a request body, or of a client that reads slowly.",
    ),
    requestTimeout: duration(
      printDuration(defaultLimits.requestTimeoutMs),
      "How long a client may take to send a whole request, the time not counted that a backend keeps it waiting; then 408.",
    ),
    idleTimeout: duration(
      printDuration(defaultLimits.idleTimeoutMs),
      "How long a connection may stay open without a request.",
    ),
    streamTimeout: duration(
      printDuration(defaultLimits.streamTimeoutMs),
      "The longest silence of server-sent events and of gRPC, either way; other bodies have shorter time-outs.",
    ),
  },
  { description: "What a client may send, and how slowly.", default: {} },
);

const store = keys(
  {
    path: text({
      description:
        "The file of the embedded store, relative to this file. Its folder is the node's data folder, and is made where it is missing. One node at a time has it; another one serves without, and says whose it is.",
      default: ".portcullis/store.sqlite",
      minLength: 1,
      examples: ["/var/lib/portcullis/store.sqlite"],
    }),
  },
  { description: "What survives a restart: bans, quotas, the history of configurations.", default: {} },
);

const sinkpools = named(
  keys(
    { status: whole(400, 599, { description: "The status that requests are answered with.", default: 404 }) },
    { description: "Where requests end that must reach no backend." },
  ),
  {
    description:
      "Named ends for requests that must reach no backend. `default` exists without being written.",
    default: {},
    defines: "sinkpool",
  },
);

export const includeSchema = list(text({ description: "A path or pattern.", minLength: 1 }), {
  description:
    "Further files, as paths or patterns relative to this file. Their maps are merged with this file's; a name defined twice is an error.",
  default: [],
  examples: [["conf.d/*.yaml"]],
});

export const versionSchema = Type.Unsafe<1>({
  type: "integer",
  const: 1,
  description: "The version of this file's form: 1. Included files may leave it out.",
});

export const configSchema = keys(
  {
    version: versionSchema,
    include: includeSchema,
    node,
    admin,
    networks,
    trustedHops,
    geo,
    screen,
    flood,
    bots,
    certificates,
    identity,
    listeners,
    limits,
    accessLog,
    wafLog,
    telemetry,
    store,
    secrets,
    egress,
    audit,
    pools,
    wafPolicies,
    policies,
    namedValues,
    fragments,
    schemas,
    backends,
    versionSets,
    apis,
    products,
    subscriptions,
    functions,
    sites,
    sinkpools,
  },
  { description: "The configuration of a Portcullis node." },
);

/** A configuration as written, defaults filled in and texts parsed: durations in ms, sizes in bytes. */
export type WrittenConfig = Static<typeof configSchema>;
