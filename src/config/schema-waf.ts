// The `wafPolicies` of the configuration, and where the WAF's log goes.

import { Type } from "typebox";
import {
  choice,
  duration,
  flag,
  formatted,
  keys,
  list,
  mention,
  named,
  size,
  text,
  whole,
} from "./schema-form.ts";
import { sink } from "./schema-telemetry.ts";
import { virtualPatches } from "./schema-virtual-patch.ts";
import { nameSelector, requestParts } from "./schema-waf-part.ts";
import type { RuleIds } from "./waf-format.ts";

const MIB = 2 ** 20;
const MAX_SCORE = 1000;
const MAX_COST = 1_000_000_000_000;

const ruleSet = Type.Unsafe<"baseline" | "bots" | "crs" | { readonly files: string }>({
  anyOf: [
    { type: "string", enum: ["baseline", "bots", "crs"], description: "A rule set by its name." },
    {
      type: "object",
      title: "{ files: path }",
      description: "Rule files of your own.",
      properties: {
        files: {
          type: "string",
          minLength: 1,
          description: "A file of SecLang, or a pattern such as `rules/*.conf`, relative to this file.",
          examples: ["rules/own.conf"],
        },
      },
      required: ["files"],
      additionalProperties: false,
    },
  ],
  title: "baseline, bots, crs or { files: path }",
  description:
    "`baseline` and `bots` are Portcullis's own, `crs` is the OWASP Core Rule Set, `{ files: path }` names rules of your own.",
});

const crs = keys(
  {
    folder: text({
      description:
        "The folder with `rules/` and `crs-setup.conf.example`, relative to this file: what `portcullis crs install` makes.",
      default: ".portcullis/crs/current",
      minLength: 1,
    }),
    setup: Type.Optional(
      text({
        description: "A `crs-setup.conf` of your own in place of the example that comes with the rules.",
        defaultText: "crs-setup.conf or crs-setup.conf.example in the folder",
        minLength: 1,
      }),
    ),
  },
  { description: "Where the Core Rule Set is.", default: {} },
);

const ruleIds = list(
  formatted<RuleIds>("rule-ids", { description: "A rule's id, or a range: 942000-942999." }),
  {
    description: "Ids of rules and ranges of them; none, and no tags, means every rule.",
    default: [],
    examples: [["942100", "941000-941999"]],
  },
);

const tags = list(text({ description: "A tag as rules have it.", minLength: 1 }), {
  description: "Tags of rules, such as attack-sqli: which group of rules is meant.",
  default: [],
  examples: [["attack-sqli"]],
});

const exclusion = keys(
  {
    part: choice(requestParts, {
      description: "What part of a request is left out.",
      examples: ["argument"],
    }),
    name: Type.Optional(nameSelector),
    rules: ruleIds,
    tags,
  },
  { description: "A part of requests that some rules do not look at." },
);

const exception = keys(
  {
    paths: list(formatted<string>("route-path", { description: "A path, or one that ends in `/*`." }), {
      description: "Paths of the requests; none named means any.",
      default: [],
      examples: [["/uploads/*"]],
    }),
    networks: list(mention("network", "The name of a network."), {
      description: "Networks one of which the client must be in; none named means any client.",
      default: [],
    }),
    header: Type.Optional(
      keys(
        {
          name: text({ description: "The header's name.", minLength: 1, examples: ["X-Probe"] }),
          equals: text({ description: "Its whole value.", minLength: 1, examples: ["yes"] }),
        },
        { description: "A header that the request must have." },
      ),
    ),
    rules: ruleIds,
    tags,
  },
  { description: "Requests that some rules do not look at at all. All of its conditions hold." },
);

const ruleAction = keys(
  {
    rules: list(formatted<RuleIds>("rule-ids", { description: "A rule's id, or a range." }), {
      description: "Ids of rules and ranges of them.",
      minItems: 1,
      examples: [["913100"]],
    }),
    action: choice(["block", "log", "score", "redirect", "off"], {
      description:
        "`block` ends the request at once, `log` only notes the match, `score` adds to the anomaly score as the rule set has it, `redirect` sends the client elsewhere, `off` switches the rule off.",
      examples: ["block"],
    }),
    location: Type.Optional(
      text({
        description: "Of `redirect`: the absolute URL.",
        minLength: 1,
        examples: ["https://example.com/help"],
      }),
    ),
  },
  { description: "What a match of these rules does, in place of what the rule set says." },
);

const bodyOf = (
  what: "request" | "response",
  inspects: boolean,
  limit: string,
  overLimit: "block" | "pass",
) => ({
  inspect: flag({ description: `Look at ${what} bodies.`, default: inspects }),
  limit: size(
    1024,
    16 * MIB,
    limit,
    `How much of a ${what} body is looked at, held in memory meanwhile; decoded content counts too.`,
  ),
  overLimit: choice(["block", "pass"], {
    description: `What becomes of a longer ${what} body: refused, or passed after its first part was looked at.`,
    default: overLimit,
  }),
});

const policy = keys(
  {
    mode: choice(["prevention", "detection", "off"], {
      description: "`detection` logs what `prevention` would refuse, and changes nothing.",
      default: "prevention",
    }),
    ruleSets: list(ruleSet, {
      description: "Which rules, in their order.",
      default: ["baseline"],
      minItems: 1,
      examples: [["crs", { files: "rules/*.conf" }]],
    }),
    crs,
    paranoiaLevel: whole(1, 4, {
      description: "How suspicious the rule sets are: higher finds more, and more of it false alarms.",
      default: 1,
    }),
    detectionParanoiaLevel: Type.Optional(
      whole(1, 4, {
        description:
          "Rules up to this level run and log; only those up to `paranoiaLevel` count towards blocking.",
        defaultText: "the paranoia level",
      }),
    ),
    inboundThreshold: whole(1, MAX_SCORE, {
      description: "The anomaly score at which a request is refused.",
      default: 5,
    }),
    outboundThreshold: whole(1, MAX_SCORE, {
      description: "The anomaly score at which a response is withheld.",
      default: 4,
    }),
    requestBody: keys(
      {
        ...bodyOf("request", true, "128KiB", "block"),
        jsonDepth: whole(1, 1000, {
          description: "How deep JSON may nest; deeper is malformed.",
          default: 64,
        }),
        maxArguments: whole(1, 100_000, {
          description: "Arguments that are looked at; a request with more is noted as such.",
          default: 1000,
        }),
      },
      { description: "Bodies of requests.", default: {} },
    ),
    responseBody: keys(
      {
        ...bodyOf("response", false, "512KiB", "pass"),
        types: list(formatted<string>("media-type", { description: "A media type." }), {
          description: "Media types that are looked at.",
          default: ["text/plain", "text/html", "text/xml", "application/json"],
        }),
      },
      { description: "Bodies of responses.", default: {} },
    ),
    inspectionCost: keys(
      {
        limit: whole(100_000, MAX_COST, {
          description: "Steps that every request may cost, whatever its length.",
          default: 13_000_000,
        }),
        perByte: whole(0, 100_000, {
          description: "Steps for each byte of heads and bodies that is looked at.",
          default: 250,
        }),
        time: duration(
          "200ms",
          "CPU time that up to 128KiB of heads and bodies may take, and in proportion what is longer.",
        ),
      },
      {
        description:
          "What looking at one request may cost: in steps of work (about a nanosecond each), and in time. What would cost more is refused by `prevention`, and passes with an event by `detection`.",
        default: {},
      },
    ),
    exclusions: list(exclusion, {
      description: "Parts of requests that rules do not look at.",
      default: [],
      examples: [[{ part: "argument", name: { equals: "comment" }, tags: ["attack-sqli"] }]],
    }),
    exceptions: list(exception, {
      description: "Requests that rules do not look at.",
      default: [],
      examples: [[{ paths: ["/uploads/*"], rules: ["920000-922999"] }]],
    }),
    ruleActions: list(ruleAction, {
      description: "What single rules do, in place of what their rule set says.",
      default: [],
      examples: [[{ rules: ["913100"], action: "block" }]],
    }),
    virtualPatches,
  },
  { description: "Rules and what is done by them." },
);

export const wafPolicies = named(policy, {
  description: "WAF policies by name, for sites and routes.",
  default: {},
  defines: "WAF policy",
  examples: [{ strict: { ruleSets: ["crs"], paranoiaLevel: 2 } }],
});

export const wafPolicyMention = Type.Optional(
  mention("WAF policy", "The name of the WAF policy that looks at requests and responses."),
);

export const wafLog = keys(
  {
    format: choice(["json", "modsecurity", "audit"], {
      description:
        "`json` has one line per request with all its matches, `modsecurity` a line per match as in ModSecurity's error log, `audit` ModSecurity's audit log in JSON.",
      default: "json",
    }),
    sinks: list(sink, {
      description: "Where lines of the WAF log go; none named means stdout.",
      default: [],
      examples: [[{ file: { path: "waf.log", rotate: { size: "100MiB" } } }]],
    }),
  },
  { description: "The log of rules that matched.", default: {} },
);
