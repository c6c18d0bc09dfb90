// The `audit` of the configuration: what the bypass audit may try against backends, and what it needs for it.

import { Type } from "typebox";
import { DURATION_PATTERN } from "./duration.ts";
import type { EgressPlace } from "./egress-format.ts";
import { duration, FIELD_NAME, flag, formatted, keys, list, named, text, whole } from "./schema-form.ts";

const pem = (description: string, example: string) =>
  text({ description, minLength: 1, examples: [example] });

const shownPair = (description: string) =>
  Type.Optional(
    keys(
      {
        certificate: pem(
          "A PEM file with the certificate and its chain, relative to this file.",
          "tls/other.pem",
        ),
        key: pem("The PEM file with its private key.", "tls/other.key"),
      },
      { description },
    ),
  );

const port = whole(1, 65_535, { description: "A TCP port." });

const path = (description: string, examples: readonly string[]) =>
  Type.Optional(formatted<string>("probe-path", { description, examples }));

const poolAudit = keys(
  {
    canary: Type.Optional(
      formatted<string>("probe-path", {
        description: "A path that answers 200 to a GET of the gateway's and changes nothing.",
        defaultText: "the path of the health check, else /",
        examples: ["/version"],
      }),
    ),
    host: Type.Optional(
      formatted<string>("authority", {
        description: "The `Host` to ask for, as the gateway sends it.",
        defaultText: "that of the health check, else the member's own host and port",
        examples: ["orders.internal"],
      }),
    ),
    bodyPath: path(
      "A path that reads the body of a POST and does nothing with it: the only place where a wrong body can be tried.",
      ["/echo"],
    ),
    healthPath: path("The path that the guard lets pass without proof, where it has one.", ["/healthz"]),
    addresses: list(formatted<string>("ip-address", { description: "An address." }), {
      description: "Further addresses of the backend: public, old, of its nodes.",
      default: [],
      examples: [["203.0.113.20"]],
    }),
    hosts: list(formatted<string>("exact-host", { description: "A host name." }), {
      description: "Further names of the backend: old ones, and those that DNS once had.",
      default: [],
      examples: [["orders-old.example.com"]],
    }),
  },
  { description: "What the audit knows of the members of one pool." },
);

const schedule = keys(
  {
    light: duration(
      "1h",
      "Between two light audits: P1, P3, P7 and P14 alone, which find what came open.",
      60_000,
    ),
    full: duration(
      "23h",
      "Between two full ones, which alone can call a backend closed, for 24 hours each time.",
      60_000,
    ),
    onChange: flag({
      description: "A full audit after every configuration that was accepted.",
      default: true,
    }),
  },
  {
    description:
      "Has the node audit its backends by itself, in a process beside it: what comes of it is kept in the store. Without this key it audits nothing.",
    examples: [{ light: "1h", full: "23h" }],
  },
);

const bypass = keys(
  {
    schedule: Type.Optional(schedule),
    interval: duration("1s", "Between two requests of the audit to one backend."),
    timeout: formatted<number>("duration", {
      description: "For each request: connection, head and body.",
      default: "5s",
      minimum: 1,
      maximum: 60_000,
      pattern: DURATION_PATTERN,
    }),
    ports: list(port, {
      description: "Further ports of each backend that must not answer.",
      default: [80, 8080, 8443, 5000, 3000, 9090],
    }),
    specPaths: list(formatted<string>("probe-path", { description: "A path." }), {
      description: "Where descriptions of APIs are found when they are left open.",
      default: ["/swagger", "/swagger/v1/swagger.json", "/openapi.json", "/v3/api-docs", "/api-docs"],
    }),
    staticHeaders: named(formatted<string>("header-value", { description: "The value.", minLength: 1 }), {
      description:
        "Header fields that backends get from the gateway or from a service before it and that are no secret, with their values: whoever knows them must not get in.",
      default: {},
      propertyNames: FIELD_NAME,
      examples: [{ "X-Azure-FDID": "a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1" }],
    }),
    sharedCertificate: shownPair(
      "A certificate of another identity, of the authority that the gateway's own comes from: it must not open anything.",
    ),
    expiredCertificate: shownPair("A certificate that was the gateway's, and has expired or was revoked."),
    own: list(
      formatted<EgressPlace>("egress-place", { description: "A host, `*.suffix`, an address or a prefix." }),
      {
        description:
          "Public hosts and addresses that are declared to be ours. Private addresses need not stand here; any other needs the token.",
        default: [],
        examples: [["orders.example.com", "203.0.113.0/28"]],
      },
    ),
    ownershipToken: Type.Optional(
      formatted<string>("ownership-token", {
        description:
          "What a public host shows to be ours: the text record of `_portcullis-audit.HOST`, or `/.well-known/portcullis-audit`.",
        examples: ["${env:AUDIT_TOKEN}"],
      }),
    ),
    sources: named(formatted<string>("ip-address", { description: "The address." }), {
      description:
        "Addresses of this machine that lie in a segment that is not the gateway's, by a name for it: requests from there count as foreign.",
      default: {},
      examples: [{ dmz: "192.0.2.10" }],
    }),
    signingKey: Type.Optional(
      pem(
        "A PEM file with a private key of Ed25519 that reports are signed with; none: one for each run.",
        "audit.key",
      ),
    ),
    pools: named(poolAudit, {
      description: "What the audit knows of single pools, by name; `backend:ID` for the pool of a backend.",
      default: {},
      propertyNames: {
        pattern: "^[A-Za-z0-9][\\x21-\\x7e]{0,300}$",
        description: "write the name of a pool",
      },
    }),
  },
  {
    description: "`portcullis audit bypass`: requests to backends that do not come through the gateway.",
    default: {},
  },
);

export const audit = keys({ bypass }, { description: "Audits of what the node protects.", default: {} });
