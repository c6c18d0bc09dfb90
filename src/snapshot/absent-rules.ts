// Ids and tags by which a WAF policy means rules, and which no rule of it has: most often a slip of the pen,
// which would leave what was to be excluded in force without a word.

import type { Config } from "#config/config.ts";
import { placeOf, type Spot } from "#config/source.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import type { Program, Rule } from "#waf/waf.ts";
import type { WrittenPolicy } from "./compile-waf.ts";

type Ids = WrittenPolicy["exclusions"][number]["rules"];

export function absentRules(
  policy: WrittenPolicy,
  program: Program,
  { places }: Config,
): readonly Diagnostic[] {
  const rules = program.phases.flat().filter((item) => item.kind === "rule");
  const ids = rules.map(({ id }) => id);
  const tags = new Set(rules.flatMap(plainTags));
  const idsOf = (list: Ids): Diagnostic[] =>
    list.flatMap(({ from, to }, index) => {
      if (ids.some((id) => id >= from && id <= to)) return [];
      const what = from === to ? `the id ${from}` : `an id from ${from} to ${to}`;
      return [warning(places.value(list, index), `no rule of the policy has ${what}`)];
    });
  const tagsOf = (list: readonly string[]): Diagnostic[] =>
    list.flatMap((tag, index) =>
      tags.has(tag) ? [] : [warning(places.value(list, index), `no rule of the policy has the tag "${tag}"`)],
    );
  return [
    ...[...policy.exclusions, ...policy.exceptions].flatMap((each) => [
      ...idsOf(each.rules),
      ...tagsOf(each.tags),
    ]),
    ...policy.ruleActions.flatMap((each) => idsOf(each.rules)),
  ];
}

const plainTags = ({ tags }: Rule): string[] =>
  tags.flatMap(([first, ...rest]) => (typeof first === "string" && rest.length === 0 ? [first] : []));

const warning = (spot: Spot, message: string): Diagnostic => ({
  ...placeOf(spot),
  severity: "warning",
  code: "no-such-rule",
  message,
  hint: "look its id up in the WAF log; a rule set of another version may have changed it",
});
