// Names that one part of a configuration defines and another mentions.

import { nearest } from "#kernel/nearest.ts";
import { parsePrefixText } from "./address-format.ts";
import { quoted, shown } from "./tree.ts";
import type { Mention, WalkContext } from "./walk-context.ts";

/** By kind, the names that are mentioned. */
export type Mentioned = ReadonlyMap<string, ReadonlySet<string>>;

/** Reports each mention of a name that nothing defines. `built` are names that exist unwritten. */
export function checkMentions(context: WalkContext, built: ReadonlyMap<string, readonly string[]>): void {
  const knownByKind = new Map<string, ReadonlySet<string>>();
  for (const mention of context.mentions) {
    const { kind, name, node } = mention;
    const known = knownByKind.get(kind) ?? namesOf(kind, context, built);
    knownByKind.set(kind, known);
    if (known.has(name)) continue;
    const named =
      node.written === undefined ? `named ${shown(node)}` : `of the name that ${quoted(node.written)} gives`;
    const message = `there is no ${kind} ${named}`;
    context.report.error(node, "unknown-name", message, hintFor(mention, [...known]));
  }
}

function namesOf(
  kind: string,
  context: WalkContext,
  built: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  return new Set([...(context.definitions.get(kind)?.keys() ?? []), ...(built.get(kind) ?? [])]);
}

function hintFor(mention: Mention, known: readonly string[]): string {
  const near = nearest(mention.name, known);
  if (near !== undefined) return `did you mean ${quoted(near)}?`;
  if (mention.kind === "network" && "value" in parsePrefixText(mention.name)) {
    return "define a network with this prefix under `networks`, and name it here";
  }
  const all = known.length === 0 ? "none is defined" : `defined are ${listed(known)}`;
  const section = SECTIONS.get(mention.kind) ?? `${mention.kind}s`;
  return `define it under \`${section}\`; ${all}`;
}

/** Where kinds are defined that are not called as their section is. */
const SECTIONS: ReadonlyMap<string, string> = new Map([
  ["WAF policy", "wafPolicies"],
  ["API", "apis"],
  ["version set", "versionSets"],
]);

const MAX_LISTED = 10;

function listed(names: readonly string[]): string {
  const rest = names.length - MAX_LISTED;
  return rest <= 0 ? names.join(", ") : `${names.slice(0, MAX_LISTED).join(", ")} and ${rest} more`;
}

/** The names that the walk met, and further ones that are mentioned in other ways. */
export function mentionedNames(context: WalkContext, further: Mentioned): Mentioned {
  const names = new Map<string, Set<string>>();
  for (const [kind, set] of further) names.set(kind, new Set(set));
  for (const { kind, name } of context.mentions) {
    const set = names.get(kind) ?? new Set<string>();
    set.add(name);
    names.set(kind, set);
  }
  return names;
}
