// Requests that rules of a WAF policy do not look at: conditions on what the gateway has made of a request
// (the normalised path, the client's address), never on what a client merely says its path is.

import type { Control } from "#waf/waf.ts";
import type { WrittenPolicy } from "./compile-waf.ts";

export type WafException = {
  /** Lower case; a prefix ends in `/`. None means any path. */
  readonly exactPaths: readonly string[];
  readonly prefixes: readonly string[];
  /** Indexes into the snapshot's networks; none means any client. */
  readonly networks: readonly number[];
  readonly header: { readonly key: string; readonly value: string } | undefined;
  /** What is switched off. */
  readonly controls: readonly Control[];
};

export function compileExceptions(
  { exceptions }: WrittenPolicy,
  networkNames: readonly string[],
): readonly WafException[] {
  return exceptions.map(({ paths, networks, header, rules, tags }) => ({
    ...splitPaths(paths),
    networks: networks.map((name) => networkNames.indexOf(name)),
    header: header === undefined ? undefined : { key: header.name.toLowerCase(), value: header.equals },
    controls: controlsOf(rules, tags),
  }));
}

export function splitPaths(paths: readonly string[]): Pick<WafException, "exactPaths" | "prefixes"> {
  return {
    exactPaths: paths.filter((path) => !path.endsWith("/*")).map((path) => path.toLowerCase()),
    prefixes: paths.filter((path) => path.endsWith("/*")).map((path) => path.slice(0, -1).toLowerCase()),
  };
}

const EVERY_RULE = { from: 0, to: Number.MAX_SAFE_INTEGER };

function controlsOf(
  rules: WrittenPolicy["exceptions"][number]["rules"],
  tags: readonly string[],
): readonly Control[] {
  const ranges = rules.length === 0 && tags.length === 0 ? [EVERY_RULE] : rules;
  const byTag = tags.map(
    (tag): Control => ({
      kind: "ctl",
      option: "ruleRemoveByTag",
      text: `^${tag.replace(/[^A-Za-z0-9_]/g, "\\$&")}$`,
    }),
  );
  return ranges.length === 0 ? byTag : [{ kind: "ctl", option: "ruleRemoveById", ranges }, ...byTag];
}
