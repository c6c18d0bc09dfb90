// Parts of requests as WAF policies name them → what rules call them.

import type { Place } from "#kernel/diagnostic.ts";
import type { Link, Selector, Target } from "#waf/waf.ts";
import type { WrittenPolicy } from "./compile-waf.ts";

type Match = NonNullable<WrittenPolicy["virtualPatches"][number]["match"]>;
type PartName = WrittenPolicy["exclusions"][number]["name"];

const variables: Readonly<Record<Match["part"], readonly string[]>> = {
  argument: ["ARGS", "ARGS_GET", "ARGS_POST"],
  "argument-name": ["ARGS_NAMES", "ARGS_GET_NAMES", "ARGS_POST_NAMES"],
  header: ["REQUEST_HEADERS"],
  "header-name": ["REQUEST_HEADERS_NAMES"],
  cookie: ["REQUEST_COOKIES"],
  "cookie-name": ["REQUEST_COOKIES_NAMES"],
  file: ["FILES", "FILES_NAMES"],
  xml: ["XML"],
  path: ["REQUEST_FILENAME"],
  query: ["QUERY_STRING"],
};

/** Every variable in which a part can be met, left out. */
export function excludedTargets(part: Match["part"], name: PartName, place: Place): Target[] {
  return variables[part].map((variable) => targetOf(variable, name, true, place));
}

/** The link, looking at this part alone. */
export function withPart(link: Link, { part, name }: Match, place: Place): Link {
  // ARGS has those of the query and of the body in it.
  const [first = "ARGS"] = variables[part];
  const all = part.startsWith("argument") ? [first] : variables[part];
  return { ...link, targets: all.map((variable) => targetOf(variable, name, false, place)) };
}

function targetOf(variable: string, name: PartName, isExclusion: boolean, place: Place): Target {
  return { variable, selector: selectorOf(name), isCount: false, isExclusion, place };
}

function selectorOf(name: PartName): Selector {
  if (name === undefined) return { kind: "all" };
  const { equals, startsWith, endsWith, contains } = name;
  if (equals !== undefined) return { kind: "key", key: equals };
  if (startsWith !== undefined) return { kind: "pattern", pattern: `^${literal(startsWith)}` };
  if (endsWith !== undefined) return { kind: "pattern", pattern: `${literal(endsWith)}$` };
  return { kind: "pattern", pattern: literal(contains ?? "") };
}

const literal = (text: string): string => text.replace(/[^A-Za-z0-9_]/g, "\\$&");
