// What a WAF policy changes in the rules of its sets: parts of requests left out, and what single rules do.

import type { Place } from "#kernel/diagnostic.ts";
import type { Link, Marker, Program, Rule } from "#waf/waf.ts";
import type { WrittenPolicy } from "./compile-waf.ts";
import { excludedTargets } from "./request-part.ts";

type Exclusion = WrittenPolicy["exclusions"][number];
type RuleAction = WrittenPolicy["ruleActions"][number];

/** @param place of the policy, for what it adds to rules */
export function adjustProgram(program: Program, policy: WrittenPolicy, place: Place): Program {
  if (policy.exclusions.length === 0 && policy.ruleActions.length === 0) return program;
  const phases = program.phases.map((items) =>
    items.flatMap((item): (Rule | Marker)[] => {
      if (item.kind === "marker") return [item];
      const rule = excluded(item, policy.exclusions, place);
      return acted(rule, policy.ruleActions);
    }),
  );
  return { ...program, phases };
}

/** No ids and no tags mean every rule. */
function meansRule(
  { rules, tags }: Pick<Exclusion, "rules" | "tags">,
  { id, tags: own }: Pick<Rule, "id" | "tags">,
): boolean {
  if (rules.length === 0 && tags.length === 0) return true;
  if (rules.some(({ from, to }) => id >= from && id <= to)) return true;
  return tags.some((tag) => own.some((macro) => macro.length === 1 && macro[0] === tag));
}

function excluded(rule: Rule, exclusions: readonly Exclusion[], place: Place): Rule {
  const targets = exclusions
    .filter((each) => meansRule(each, rule))
    .flatMap(({ part, name }) => excludedTargets(part, name, place));
  if (targets.length === 0) return rule;
  const links = rule.links.map((link): Link => ({ ...link, targets: [...link.targets, ...targets] }));
  return { ...rule, links };
}

function acted(rule: Rule, actions: readonly RuleAction[]): Rule[] {
  let changed = rule;
  for (const each of actions) {
    if (!each.rules.some(({ from, to }) => rule.id >= from && rule.id <= to)) continue;
    if (each.action === "off") return [];
    changed = withAction(changed, each);
  }
  return [changed];
}

const DENIED = 403;
const FOUND = 302;

function withAction(rule: Rule, { action, location }: RuleAction): Rule {
  switch (action) {
    case "block":
      return { ...rule, disruption: { kind: "deny", status: DENIED }, isBlock: true };
    case "redirect":
      return { ...rule, disruption: { kind: "redirect", status: FOUND, location: [location ?? "/"] } };
    case "log": {
      const links = rule.links.map((link): Link => ({ ...link, effects: link.effects.filter(isNoScore) }));
      return { ...rule, links, disruption: { kind: "pass" }, isLogged: true };
    }
    default:
      return rule;
  }
}

/** Scores are the TX variables that rules add to. */
const isNoScore = (effect: Link["effects"][number]): boolean =>
  !(effect.kind === "setvar" && effect.collection === "tx" && effect.change === "add");
