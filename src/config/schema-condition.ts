// What a condition on a request looks at and how it compares: the keys that rewrites and edge rules share.

import { Type } from "typebox";
import type { Variable } from "#http/template.ts";
import { flag, formatted, mention } from "./schema-form.ts";

const operand = (format: string, description: string) =>
  Type.Optional(formatted<string>(format, { description, minLength: 1 }));

export const comparedVariable = formatted<Variable>("variable", {
  description:
    "What is looked at: `method`, `path`, `path.rest` (what follows the route's prefix), `query`, `query.NAME`, `header.NAME`, `cookie.NAME`, `client.address`, `client.peer` (the socket's other end, which may be a trusted hop), `client.country` (by the data of `geo`; `ZZ` where it does not know), `client.bot` (`verified`, `bad`, `unknown` or `none`, by `bots`), `client.botName` (such as `googlebot`; where it claims to be one), `host`, `scheme`, `listener`, `tls.version` (`TLSv1.3`), `tls.ja4`, `body.length` (bytes, where they are known beforehand), `request.id`, `response.status` or `response.header.NAME`. Path, query and headers are seen as the rules before left them.",
  examples: ["header.X-Version"],
});

export const comparisons = {
  equals: operand("operand", "It is this text."),
  starts: operand("operand", "It starts with this text."),
  ends: operand("operand", "It ends in this text."),
  contains: operand("operand", "It holds this text."),
  matches: operand(
    "regex",
    "This regular expression (RE2) is found in it; its groups are {capture.1} and so on.",
  ),
  exists: Type.Optional(flag({ description: "It is there (`true`) or not (`false`), with any value." })),
  network: Type.Optional(mention("network", "The client is in the network of this name.")),
  ignoreCase: flag({ description: "Compare without regard to case.", default: false }),
  negate: flag({
    description: "Ask for the opposite; a thing that is not there has no value.",
    default: false,
  }),
};
