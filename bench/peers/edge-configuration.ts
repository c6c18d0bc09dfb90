// What an operator would have written for the edge: lists and a feed, countries, limits for floods, and sixty
// edge rules of one site, of which none turns a bench's request away. Benches measure it beside the same
// server without.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type EdgeConfiguration = {
  /** Keys of the whole configuration, as YAML. */
  readonly node: string;
  /** The same of one site, indented as its other keys are. */
  readonly site: string;
};

const RULES = 60;
/** Of the feed: as many as a list of bad networks has. */
const FEED_PREFIXES = 50_000;

/** @param directory where the feed's file is put; of this server alone */
export function edgeConfiguration(directory: string): EdgeConfiguration {
  mkdirSync(directory, { recursive: true });
  const feed = join(directory, "drop.txt");
  writeFileSync(feed, feedText());
  return { node: nodeText(feed), site: siteText() };
}

/** Networks of 256 addresses, one in six of those from 16.0.0.0 on. */
function feedText(): string {
  const lines = Array.from({ length: FEED_PREFIXES }, (_, n) => {
    const network = 16 * 65_536 + n * 6;
    return `${network >>> 16}.${(network >>> 8) & 255}.${network & 255}.0/24`;
  });
  return `${lines.join("\n")}\n`;
}

const nodeText = (feed: string): string => `
geo: {}
networks:
  office: [203.0.113.0/24, "2001:db8:1::/48"]
  partners: { entries: [198.51.100.0/24, { address: 192.0.2.7, until: 2037-01-01, reason: pilot }] }
  drop: { feed: { file: ${feed} } }
  embargoed: { countries: [KP, AQ] }
screen: { allow: [partners], deny: [drop, embargoed] }
functions:
  guard: { code: "function decide({ query }) { if (query.length > 4096) return { deny: 403 }; }" }
flood: { floor: { requests: 1000000, perClient: 1000000 }, loopback: true }
`;

/** Conditions as operators write them; most with a second one. */
const conditions: readonly ((n: number) => string)[] = [
  (n) => `{ variable: path, starts: /service-${n}/ }, { variable: method, equals: POST }`,
  (n) => `{ variable: client.address, network: ${n % 12 === 1 ? "office" : "drop"} }`,
  (n) => `{ variable: host, equals: tenant-${n}.example.com }`,
  (n) => `{ variable: cookie.trial-${n}, exists: true }`,
  (n) => `{ variable: query.debug-${n}, equals: "1" }`,
  (n) => `{ variable: header.X-Device-${n}, matches: "^[0-9a-f]{8}$" }`,
];

/** Of the last ones, the class of bots and the limit for each client concern every request. */
function siteText(): string {
  const rules = Array.from({ length: RULES - 4 }, (_, n) => {
    const when = conditions[n % conditions.length]?.(n) ?? "";
    return `      rule-${n}: { when: [${when}], deny: {} }`;
  });
  return [
    "    edgeRules:",
    ...rules,
    "      bad-bots: { when: [{ variable: client.bot, equals: bad }], deny: {} }",
    "      per-client: { limit: { requests: 100000000, window: 1m } }",
    "      own-code: { when: [{ variable: path, starts: /guarded/ }], run: guard }",
    "      bandwidth: { when: [{ variable: path, starts: /files/ }], shape: { download: 1MiB } }",
    "",
  ].join("\n");
}
