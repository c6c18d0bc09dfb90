// The part of the schema on bots: which are good and how that is proven, and which are bad.

import { Type } from "typebox";
import { choice, formatted, keys, LETTER_NAME, list, mention, named } from "./schema-form.ts";

const words = (description: string, example: string) =>
  list(formatted<string>("agent-word", { description: "A word, compared without regard to case." }), {
    description,
    minItems: 1,
    examples: [[example]],
  });

const networkNames = (description: string) =>
  list(mention("network", "The name of a network."), { description, default: [] });

const good = keys(
  {
    userAgents: Type.Optional(
      words(
        "Words of which one stands in its User-Agent; left out, those of the well-known bot of this name.",
        "acme-monitor",
      ),
    ),
    networks: networkNames(
      "Networks that hold its addresses, mostly a feed of the list that its operator publishes. Whoever is in one of them is verified.",
    ),
    hosts: Type.Optional(
      list(
        formatted<string>("host-pattern", { description: "A host name, or one with a `*` before a dot." }),
        {
          description:
            "Names that its addresses have in the DNS, which must have the address in turn; left out, those that the operator of the well-known bot publishes. An empty list asks no name server.",
          examples: [["*.crawl.example.com"]],
        },
      ),
    ),
  },
  { description: "A good bot: what it calls itself, and where it comes from." },
);

export const bots = keys(
  {
    classify: choice(["asked", "all"], {
      description:
        "`asked` looks at requests whose rules or rewrites ask for `client.bot` or `client.botName`; `all` at every request, for access lines and metrics.",
      default: "asked",
    }),
    nameServers: list(formatted<string>("name-server", { description: "`address` or `address:port`." }), {
      description:
        "Name servers that are asked for the names of addresses, and for the addresses of names; none: those of the system.",
      default: [],
      examples: [["10.0.0.2"]],
    }),
    verified: named(good, {
      description:
        "Good bots by name: of your own, and what you add to the well-known ones, such as the network that has the addresses of `googlebot`.",
      default: {},
      propertyNames: LETTER_NAME,
      examples: [{ "acme-monitor": { userAgents: ["acme-monitor/"], networks: ["monitoring"] } }],
    }),
    bad: keys(
      {
        userAgents: list(
          formatted<string>("agent-word", { description: "A word, compared without regard to case." }),
          { description: "Words in User-Agents that make a bot bad, also a good one.", default: [] },
        ),
        networks: networkNames(
          "Networks whose addresses are bad bots, unless they are verified as good ones.",
        ),
      },
      {
        description: "Bots that are bad by your own word, beside those that contradict themselves.",
        default: {},
        examples: [{ userAgents: ["bytespider"], networks: ["drop"] }],
      },
    ),
  },
  {
    description:
      "Classes of bots, for the variables `client.bot` (`verified`, `bad`, `unknown`, `none`) and `client.botName`.",
    default: {},
    examples: [{ verified: { googlebot: { networks: ["googlebot-ranges"] } } }],
  },
);
