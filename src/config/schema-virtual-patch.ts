// The `virtualPatches` of a WAF policy: a hole of a backend closed here until it is closed there.

import { Type } from "typebox";
import { choice, formatted, keys, list, text, whole } from "./schema-form.ts";
import { nameSelector, requestParts } from "./schema-waf-part.ts";
import type { Expiry } from "./waf-format.ts";

/** Ids below this are for rules of one's own, by the convention of the Core Rule Set. */
const LAST_OWN_ID = 99_999;

const match = keys(
  {
    part: choice([...requestParts, "path", "query"], {
      description: "What part of the request is looked at.",
      examples: ["argument"],
    }),
    name: Type.Optional(nameSelector),
    pattern: formatted<string>("regex", {
      description: "A regular expression that is found in the part's value, which is decoded once.",
      minLength: 1,
      examples: ["\\$\\{jndi:"],
    }),
  },
  { description: "What such a request has in it." },
);

const virtualPatch = keys(
  {
    id: whole(1, LAST_OWN_ID, {
      description: "The id of the rule, which the WAF log tells: one that no other rule has.",
      examples: [50_001],
    }),
    reason: text({
      description: "What it is for, in the WAF log.",
      minLength: 1,
      maxLength: 200,
      examples: ["SQL injection in the search of orders, CVE-2026-1234"],
    }),
    ticket: Type.Optional(
      formatted<string>("ticket", {
        description: "Where the cure is followed: a URL or a key, in the WAF log as a tag.",
        examples: ["https://tickets.example.com/SEC-17"],
      }),
    ),
    expires: Type.Optional(
      formatted<Expiry>("expiry", {
        description: "The last day on which it acts (UTC), or the very moment at which it ends.",
        defaultText: "never",
        examples: ["2027-03-31"],
      }),
    ),
    paths: list(formatted<string>("route-path", { description: "A path, or one that ends in `/*`." }), {
      description: "Paths that it is for, in their normal form; none named means any.",
      default: [],
      examples: [["/orders/search"]],
    }),
    methods: list(formatted<string>("method", { description: "A method." }), {
      description: "Methods that it is for; none named means any.",
      default: [],
      examples: [["POST"]],
    }),
    match: Type.Optional(match),
    secLang: Type.Optional(
      text({
        description: "In place of `match`: one rule in SecLang, with its `id` and a phase.",
        minLength: 1,
        examples: ['SecRule ARGS:q "@detectSQLi" "id:50002,phase:2"'],
      }),
    ),
    action: choice(["block", "log"], {
      description: "`block` refuses such a request, whatever its score; `log` only notes it.",
      default: "block",
    }),
  },
  { description: "A rule against one known hole." },
);

export const virtualPatches = list(virtualPatch, {
  description:
    "Rules against known holes of backends, until these are mended. They run before those of the rule sets.",
  default: [],
  examples: [
    [
      {
        id: 50_001,
        reason: "CVE-2026-1234",
        ticket: "SEC-17",
        expires: "2027-03-31",
        paths: ["/orders/*"],
        match: { part: "argument", name: { equals: "sort" }, pattern: "[^a-z_]" },
      },
    ],
  ],
});
