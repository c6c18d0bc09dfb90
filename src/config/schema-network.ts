// The parts of the schema on who may come in by address: named networks, where countries and numbers of
// providers are looked up, and the screen that allows and denies.

import { type Static, Type } from "typebox";
import type { Prefix } from "#kernel/address.ts";
import {
  choice,
  duration,
  flag,
  formatted,
  keys,
  LETTER_NAME,
  list,
  mention,
  named,
  text,
  whole,
} from "./schema-form.ts";
import type { Expiry } from "./waf-format.ts";

const prefix = formatted<Prefix>("prefix", {
  description: "An address or a prefix, such as 203.0.113.0/24.",
});

const prefixList = list(prefix, { title: "a list of prefixes", description: "Addresses and prefixes." });

const endingEntry = keys(
  {
    address: formatted<Prefix>("prefix", {
      description: "An address or a prefix.",
      examples: ["198.51.100.7"],
    }),
    until: Type.Optional(
      formatted<Expiry>("expiry", {
        description: "When it ends by itself: the end of a day, or a moment. Left out, it does not end.",
        examples: ["2027-01-01T00:00:00Z"],
      }),
    ),
    reason: text({ description: "Why it is here, for those who read the list.", default: "" }),
  },
  { title: "{ address, until, reason }", description: "An entry that may end." },
);

const entries = list(
  Type.Unsafe<Prefix | Static<typeof endingEntry>>({
    anyOf: [prefix, endingEntry],
    description: "A prefix, or one that ends.",
  }),
  {
    description: "Addresses and prefixes, each alone or with an end and a reason.",
    examples: [["203.0.113.0/24", { address: "198.51.100.7", until: "2027-01-01", reason: "pilot" }]],
  },
);

const feed = keys(
  {
    file: Type.Optional(
      text({
        description: "The file that another program writes, relative to this file.",
        minLength: 1,
        examples: ["feeds/drop.txt"],
      }),
    ),
    url: Type.Optional(
      formatted<string>("feed-url", {
        description: "Where the list is fetched from.",
        examples: ["https://lists.example.com/drop.txt"],
      }),
    ),
    format: choice(["cidr", "csv", "json", "mmdb"], {
      description:
        "`cidr` has one prefix per line, with comments after `#` or `;`; `csv` has them in a column; `json` is the form in which operators of bots publish theirs, `{ prefixes: [{ ipv4Prefix }, { ipv6Prefix }] }`; of `mmdb` every network with a record counts.",
      default: "cidr",
    }),
    column: text({
      description:
        "Of `csv`: the column's name in the first line, or its number, counted from 1, where the first line is data.",
      default: "1",
      minLength: 1,
    }),
    manifest: Type.Optional(
      text({
        description:
          "A file or URL with the JSON object `{ sha256, asOf, signature }`: what the list must hash to, how old it is, and who says so.",
        minLength: 1,
        examples: ["https://lists.example.com/drop.json"],
      }),
    ),
    publicKey: Type.Optional(
      text({
        description:
          "The file of the Ed25519 key (PEM) that must have signed the manifest, relative to this file.",
        minLength: 1,
        examples: ["keys/lists.pem"],
      }),
    ),
    ca: Type.Optional(
      text({
        description: "The file of the authorities (PEM) that the server's certificate must come from.",
        minLength: 1,
      }),
    ),
    refresh: duration("1h", "How often it is fetched. A file is looked at all the time.", 1000),
    maxAge: duration(
      "48h",
      "A list that is older takes no newer one's place; in force, it is reported.",
      1000,
    ),
    mayShrink: flag({
      description: "Take a list that lost half of its entries or more, which is a fault more often than not.",
      default: false,
    }),
  },
  {
    title: "a feed",
    description:
      "A list that is read anew while the node runs. What is wrong with it leaves the old one in force.",
    examples: [{ url: "https://lists.example.com/drop.txt" }],
  },
);

const source = keys(
  {
    file: Type.Optional(
      text({
        description: "The path of a file with one prefix per line and `#` comments, relative to this file.",
        minLength: 1,
        examples: ["lists/office.txt"],
      }),
    ),
    entries: Type.Optional(entries),
    countries: Type.Optional(
      list(formatted<string>("country", { description: "Two capital letters of ISO 3166-1, or ZZ." }), {
        description: "Every address in these countries, by the data of `geo`; ZZ is what it does not know.",
        minItems: 1,
        examples: [["KP", "ZZ"]],
      }),
    ),
    asns: Type.Optional(
      list(Type.Integer({ minimum: 1, maximum: 4_294_967_295, description: "A number of RFC 6793." }), {
        description: "Every address that these autonomous systems announce, by the data of `geo.asns`.",
        minItems: 1,
        examples: [[64_496]],
      }),
    ),
    feed: Type.Optional(feed),
  },
  {
    title: "{ file }, { entries }, { countries }, { asns } or { feed }",
    description: "Where the network's addresses come from: exactly one of the keys.",
    minProperties: 1,
    maxProperties: 1,
  },
);

export const networks = named(
  Type.Unsafe<Static<typeof prefixList> | Static<typeof source>>({
    anyOf: [prefixList, source],
    description: "A list of addresses and prefixes, or where they come from.",
    examples: [["203.0.113.0/24", "2001:db8::/32"], { file: "lists/office.txt" }, { countries: ["KP"] }],
  }),
  {
    description:
      "Named address lists, for `screen`, for `trustedHops`, and for the `networks` of routes, rewrites and exceptions.",
    default: {},
    defines: "network",
    propertyNames: LETTER_NAME,
  },
);

const networkNames = (description: string) =>
  list(mention("network", "The name of a network."), { description, default: [] });

const screenKeys = {
  allow: networkNames("Networks that are let in whatever bans and `deny` say."),
  deny: networkNames(
    "Networks whose connections are closed before TLS. Behind a trusted hop the request gets 403. A trusted hop is never denied.",
  ),
};

export const screen = keys(screenKeys, {
  description: "Who may come in by address, on every listener.",
  default: {},
  examples: [{ deny: ["embargoed"], allow: ["partners"] }],
});

export const listenerScreen = keys(screenKeys, {
  description: "Who may come in on this listener by address, beside `screen` of the node.",
  default: {},
});

export const geo = Type.Optional(
  keys(
    {
      countries: text({
        description:
          "Where countries are looked up: `bundled` (IPv4 only), `tor-geoipdb` (the files of Debian's package), or the path of an .mmdb file.",
        default: "bundled",
        minLength: 1,
        examples: ["/var/lib/geo/country.mmdb"],
      }),
      asns: Type.Optional(
        text({
          description: "The path of an .mmdb file with the numbers of autonomous systems.",
          minLength: 1,
          examples: ["/var/lib/geo/asn.mmdb"],
        }),
      ),
      maxAgeDays: whole(1, 3650, { description: "Data that is older is warned of.", default: 180 }),
    },
    {
      description:
        "Data on where addresses are. Written, or where a network has `countries`, every request has its country: in access lines, and for `@geoLookup` of the WAF.",
      examples: [{ countries: "tor-geoipdb" }],
    },
  ),
);
