// The schema of portcullis.yaml: the one source of the configuration's types, of the editor's schema and of
// the reference page. Defaults stand here as an author would write them. What takes more than one value to
// judge is in check.ts.

import { type Static, Type } from "typebox";
import type { Prefix } from "#kernel/address.ts";
import { DURATION_PATTERN } from "./duration.ts";
import type { Member } from "./member-url.ts";
import {
  choice,
  duration,
  FIELD_NAME,
  flag,
  formatted,
  keys,
  LETTER_NAME,
  list,
  mention,
  named,
  size,
  text,
  whole,
} from "./schema-form.ts";

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

const node = keys(
  {
    name: Type.Optional(
      formatted<string>("node-name", {
        description: "The node's name in logs, metrics and the Via header.",
        defaultText: "the host name",
      }),
    ),
    workers: Type.Optional(
      whole(1, 1024, {
        description: "Gateway workers: threads that serve requests.",
        defaultText: "the number of processor cores",
      }),
    ),
    drainTimeout: duration("30s", "How long a stopping node lets requests in flight finish.", 0),
  },
  { description: "This node.", default: {} },
);

const admin = keys(
  {
    address: formatted<string>("loopback", {
      description: "The loopback address that the admin API and the console listen on.",
      default: "127.0.0.1",
    }),
    port: whole(1, 65_535, { description: "The TCP port.", default: 9180 }),
    hosts: list(formatted<string>("exact-host", { description: "A host name or address." }), {
      description: "The hosts that requests may ask for; any other is refused, which stops DNS rebinding.",
      default: ["localhost", "127.0.0.1", "[::1]"],
      minItems: 1,
    }),
  },
  { description: "The listener of the admin API and the console.", default: {} },
);

const prefixList = list(
  formatted<Prefix>("prefix", { description: "An address or a prefix, such as 203.0.113.0/24." }),
  {
    title: "a list of prefixes",
    description: "Addresses and prefixes.",
  },
);

const networkFile = keys(
  {
    file: text({
      description: "The path of a file with one prefix per line and `#` comments, relative to this file.",
      minLength: 1,
      examples: ["lists/office.txt"],
    }),
  },
  { title: "a file ({ file: path })", description: "A file that holds the list." },
);

const networks = named(
  Type.Unsafe<Static<typeof prefixList> | Static<typeof networkFile>>({
    anyOf: [prefixList, networkFile],
    description: "A list of addresses and prefixes, or the file that holds it.",
    examples: [["203.0.113.0/24", "2001:db8::/32"], { file: "lists/office.txt" }],
  }),
  {
    description: "Named address lists, for `trustedHops` and for the `networks` of routes.",
    default: {},
    defines: "network",
    propertyNames: LETTER_NAME,
  },
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
      maxConnections: whole(1, 1_000_000, {
        description: "Connections that one worker holds open on it; one more is dropped.",
        default: 10_000,
      }),
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
    requestLine: size(256, MIB, "8KiB", "The longest request line; a longer one is answered with 414."),
    head: size(KIB, 4 * MIB, "32KiB", "The largest request head; a larger one is answered with 431."),
    headerCount: whole(1, 10_000, {
      description: "The most header fields; a request with more is answered with 431.",
      default: 100,
    }),
    body: size(0, 1024 * GIB, "10MiB", "The largest request body; a larger one is answered with 413."),
    headTimeout: duration("10s", "How long a client may take to send a request head; then 408."),
    bodyTimeout: duration(
      "30s",
      "The longest pause inside a request body, or of a client that reads slowly.",
    ),
    idleTimeout: duration("75s", "How long a connection may stay open without a request."),
  },
  { description: "What a client may send, and how slowly.", default: {} },
);

const accessLog = keys(
  {
    sink: text({
      description: "`stdout`, or the path of a file, relative to this file.",
      default: "stdout",
      minLength: 1,
    }),
    whenFull: Type.Unsafe<number | "forever">({
      anyOf: [
        { type: "string", const: "forever" },
        { type: "string", format: "duration", minimum: 0, pattern: DURATION_PATTERN },
      ],
      description:
        "How long a worker that cannot write access lines stops reading new requests before it drops lines and counts them; `forever` never drops one.",
      default: "1s",
    }),
  },
  { description: "One line per request.", default: {} },
);

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

const pools = named(
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

const path = keys(
  {
    encodedSlashes: choice(["decode", "keep", "reject"], {
      description: "`%2F`, `%5C` and `\\` in a path: read as a slash, kept as `%2F`, or refused.",
      default: "decode",
    }),
    doubleEncoding: choice(["decode", "keep", "reject"], {
      description: "`%252e` in a path: decoded until it is stable (three times at most), kept, or refused.",
      default: "decode",
    }),
    parameters: choice(["strip", "keep", "reject"], {
      description: "`;name=value` in a path segment: cut off, kept, or refused.",
      default: "strip",
    }),
    mergeSlashes: flag({ description: "Read `//` as `/`.", default: true }),
    ignoreCase: flag({ description: "Match the paths of routes without regard to case.", default: true }),
  },
  {
    description:
      "How spellings of a path that servers read differently are treated. The path that is matched is the path that is forwarded.",
    default: {},
  },
);

const headerMatch = Type.Unsafe<string | { readonly present: true }>({
  anyOf: [
    { type: "string", format: "header-value" },
    {
      type: "object",
      title: "{ present: true }",
      description: "Asks only that the header is there.",
      properties: {
        present: { type: "boolean", const: true, description: "The header is there, with any value." },
      },
      required: ["present"],
      additionalProperties: false,
    },
  ],
  title: "text or { present: true }",
  description: "The exact value, or `{ present: true }` for any.",
});

const redirect = keys(
  {
    location: formatted<string>("location", {
      description: "The new place: an absolute URL, or a path that starts with one `/`.",
      examples: ["https://example.com/new"],
    }),
    status: Type.Unsafe<301 | 302 | 303 | 307 | 308>({
      type: "integer",
      enum: [301, 302, 303, 307, 308],
      description:
        "308 and 307 keep the method, 301 and 302 may turn it into GET, 303 always does; 301 and 308 are permanent.",
      default: 308,
    }),
  },
  { description: "Answers with a redirect." },
);

const respond = keys(
  {
    status: whole(200, 599, { description: "The status of the answer.", default: 200 }),
    contentType: formatted<string>("header-value", {
      description: "The Content-Type of the answer.",
      default: "text/plain; charset=utf-8",
      minLength: 1,
    }),
    body: text({ description: "The body of the answer, sent as UTF-8.", default: "" }),
  },
  { description: "Answers with a fixed response." },
);

const target = keys(
  {
    pool: Type.Optional(mention("pool", "The name of the pool that answers.")),
    redirect: Type.Optional(redirect),
    respond: Type.Optional(respond),
    sinkpool: Type.Optional(mention("sinkpool", "The name of the sinkpool that the request ends in.")),
  },
  {
    description: "What answers the request: exactly one of the keys.",
    minProperties: 1,
    maxProperties: 1,
    examples: [{ pool: "orders" }],
  },
);

const route = keys(
  {
    path: formatted<string>("route-path", {
      description:
        "The path: `/orders` alone, or `/orders/*` for it and everything below it. It is written in its normal form.",
      examples: ["/external/orders/*"],
    }),
    methods: list(formatted<string>("method", { description: "A request method, in upper case." }), {
      description: "The request methods that match; none named means any.",
      default: [],
    }),
    headers: named(headerMatch, {
      description: "Request headers that must be there, by name; all of them.",
      default: {},
      propertyNames: FIELD_NAME,
    }),
    networks: list(mention("network", "The name of a network."), {
      description: "Networks one of which the client must be in; none named means any client.",
      default: [],
    }),
    listeners: list(mention("listener", "The name of a listener."), {
      description: "Listeners that the route serves; none named means those of the site.",
      default: [],
    }),
    target,
  },
  { description: "Which requests, and what answers them." },
);

const sites = named(
  keys(
    {
      hosts: list(
        formatted<string>("host", {
          description: "A host name, `*.` and a suffix, or `*` for every other host.",
        }),
        {
          description:
            "The hosts that the site serves: exact names, `*.example.com` for every name below it, or `*` for every other host.",
          minItems: 1,
          examples: [["api.example.com", "*.example.com"]],
        },
      ),
      listeners: list(mention("listener", "The name of a listener."), {
        description: "The listeners that the site is served on; none named means all.",
        default: [],
      }),
      path,
      routes: named(route, {
        description:
          "The site's routes by name. The exact path is tried first, then ever shorter prefixes; of routes with the same path the first in the file whose conditions hold takes the request. What no route takes ends in the sinkpool `default`.",
        examples: [{ all: { path: "/*", target: { pool: "orders" } } }],
        minProperties: 1,
      }),
    },
    { description: "Some hosts and their routes." },
  ),
  {
    description: "What is served: hosts and their routes.",
    defines: "site",
    minProperties: 1,
    examples: [
      { api: { hosts: ["api.example.com"], routes: { all: { path: "/*", target: { pool: "orders" } } } } },
    ],
  },
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
    listeners,
    limits,
    accessLog,
    pools,
    sites,
    sinkpools,
  },
  { description: "The configuration of a Portcullis node." },
);

/** A configuration as written, defaults filled in and texts parsed: durations in ms, sizes in bytes. */
export type WrittenConfig = Static<typeof configSchema>;
