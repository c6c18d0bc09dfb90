// The `edgeRules` of a site: which requests, and what becomes of them before any engine looks at them.

import { Type } from "typebox";
import { refusalStatuses } from "#http/own-answer.ts";
import type { Variable } from "#http/template.ts";
import { redirect, respond } from "./schema-answer.ts";
import { comparedVariable, comparisons } from "./schema-condition.ts";
import { choice, duration, formatted, keys, list, mention, named, whole } from "./schema-form.ts";
import { SIZE_PATTERN } from "./size.ts";
import type { Expiry } from "./waf-format.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const during = keys(
  {
    days: list(choice(DAYS, { description: "A day of the week." }), {
      description: "The days on which the time begins; none named means every day.",
      default: [],
    }),
    from: formatted<number>("time-of-day", { description: "When it begins.", default: "00:00" }),
    to: formatted<number>("time-of-day", {
      description: "When it ends; at or before `from`, on the day after.",
      default: "24:00",
    }),
    timeZone: formatted<string>("time-zone", {
      description: "The time zone of both, as the IANA database names it.",
      default: "UTC",
      examples: ["Europe/Berlin"],
    }),
  },
  { description: "A time of day, on some days of the week." },
);

const leaf = {
  variable: Type.Optional(comparedVariable),
  ...comparisons,
  in: Type.Optional(
    list(formatted<string>("operand", { description: "A text.", minLength: 1 }), {
      description: "It is one of these texts.",
      minItems: 1,
    }),
  ),
  over: Type.Optional(whole(0, Number.MAX_SAFE_INTEGER, { description: "It is a number above this one." })),
  under: Type.Optional(whole(0, Number.MAX_SAFE_INTEGER, { description: "It is a number below this one." })),
  during: Type.Optional(during),
};

const single = keys(leaf, { description: "One thing to look at, or a time." });

const groupOf = <S extends Parameters<typeof list>[0]>(items: S) => ({
  any: Type.Optional(list(items, { description: "Conditions of which one has to hold.", minItems: 1 })),
  all: Type.Optional(list(items, { description: "Conditions that all have to hold.", minItems: 1 })),
});

const inner = keys({ ...leaf, ...groupOf(single) }, { description: "A condition, or a group of them." });

const condition = keys(
  { ...leaf, ...groupOf(inner) },
  {
    description:
      "A `variable` with exactly one comparison, a time (`during`), or a group (`any`, `all`), which may hold groups in turn. The path is the one that is forwarded, in its normal form, and compared without regard to case where the site's `path.ignoreCase` says so; hosts always are.",
  },
);

const limit = keys(
  {
    requests: whole(1, 1_000_000_000, {
      description: "How many requests are let pass in a window.",
      examples: [60],
    }),
    window: duration("1m", "The window, which slides: from 1s to 1h.", 1000),
    by: list(formatted<Variable>("variable", { description: "A variable." }), {
      description:
        "What is counted together: each combination of these values for itself. An address of IPv6 counts with its /64. An empty list counts all requests of the rule together.",
      default: ["client.address"],
      examples: [["header.X-Device"]],
    }),
    perAddress: Type.Optional(
      whole(1, 1_000_000_000, {
        description:
          "Where `by` names what clients choose themselves, the limit on each address that holds beside it: whoever sends another value each time wins nothing.",
        defaultText: "`requests`",
      }),
    ),
    blockFor: Type.Optional(
      formatted<number>("duration", {
        description:
          "Who passes the limit is refused for so long, at most twice as long, whatever it does meanwhile; left out, until the window has room again.",
        minimum: 1000,
      }),
    ),
    whenLost: choice(["pass", "block"], {
      description: "What becomes of requests while there is no room to count them in.",
      default: "pass",
    }),
  },
  { description: "Refuses with 429 what is more than so many requests in a window." },
);

const KIB = 1024;
const GIB = 2 ** 30;

const bytes = (description: string, example: string) =>
  Type.Optional(
    formatted<number>("size", {
      description,
      minimum: KIB,
      maximum: GIB,
      pattern: SIZE_PATTERN,
      examples: [example],
    }),
  );

const shape = keys(
  {
    download: bytes(
      "How many bytes per second of answers and of what tunnels bring to the client; left out, as fast as it takes them.",
      "1MiB",
    ),
    upload: bytes(
      "How many bytes per second of request bodies and of what tunnels bring from the client; left out, as fast as they come.",
      "256KiB",
    ),
    burst: bytes(
      "How much passes at once after a pause, of each direction; left out, a second of its rate.",
      "1MiB",
    ),
    by: list(formatted<Variable>("variable", { description: "A variable." }), {
      description:
        "What shares the rate: all requests with the same values of these. An address of IPv6 counts with its /64. An empty list has all requests of the rule share it.",
      default: ["client.address"],
      examples: [["header.X-Device"]],
    }),
    timesPerAddress: Type.Optional(
      whole(1, 1000, {
        description:
          "Where `by` names what clients choose themselves: so many times the rates are what each address has for all of them together.",
        defaultText: "1",
      }),
    ),
  },
  {
    description:
      "Slows bodies and tunnels down to so many bytes per second, shared by all requests of a client on this node.",
  },
);

const challenge = keys(
  {
    difficulty: whole(8, 24, {
      description:
        "Zero bits of the hash that a browser has to find: 16 take a phone less than a second, each further one doubles it.",
      default: 16,
    }),
    validFor: formatted<number>("duration", {
      description: "How long a browser that did the work passes, from 1m to 7d.",
      default: "1h",
      minimum: 60_000,
    }),
  },
  {
    description:
      "Passes browsers that do some work first, by a page that does it without them noticing much. What cannot run a page gets 403.",
  },
);

const rule = keys(
  {
    when: list(condition, {
      description: "Conditions that must all hold; none written means always.",
      default: [],
    }),
    mode: choice(["enforce", "dryRun", "off"], {
      description:
        "`enforce` acts; `dryRun` only says, in access lines and metrics, that the rule would have acted.",
      default: "enforce",
    }),
    expires: Type.Optional(
      formatted<Expiry>("expiry", {
        description: "The last day on which it acts (UTC), or the very moment at which it ends.",
        defaultText: "never",
        examples: ["2027-03-31"],
      }),
    ),
    allow: Type.Optional(
      keys({}, { description: "Lets pass: no rule after this one is asked. The WAF still looks." }),
    ),
    deny: Type.Optional(
      keys(
        {
          status: whole(refusalStatuses.least, refusalStatuses.most, {
            description: "The status of the refusal.",
            default: 403,
          }),
        },
        { description: "Refuses the request." },
      ),
    ),
    drop: Type.Optional(keys({}, { description: "Closes the connection without an answer." })),
    respond: Type.Optional(respond),
    redirect: Type.Optional(redirect),
    limit: Type.Optional(limit),
    shape: Type.Optional(shape),
    challenge: Type.Optional(challenge),
    run: Type.Optional(
      mention(
        "function",
        "The function of `functions` that decides: it may do what a rule does, or nothing.",
      ),
    ),
    wafPolicy: Type.Optional(
      mention("WAF policy", "The WAF policy that looks at the request in place of the route's."),
    ),
    tag: Type.Optional(
      formatted<string>("tag", {
        description: "A word for the access line. The rules after this one are asked.",
        examples: ["old-client"],
      }),
    ),
  },
  { description: "Which requests, and exactly one thing that is done with them." },
);

export const edgeRules = named(rule, {
  description:
    "Rules on requests before any engine looks at them, asked in this order. `allow`, `deny`, `drop`, `respond` and `redirect` are final, and so are a `limit` that refuses, a `challenge` that is not passed and a `run` whose function decides on one of those; after everything else the next rule is asked.",
  default: {},
  examples: [
    {
      "admin-from-office": {
        when: [
          { variable: "path", starts: "/admin" },
          { variable: "client.address", network: "office", negate: true },
        ],
        deny: {},
      },
    },
  ],
});
