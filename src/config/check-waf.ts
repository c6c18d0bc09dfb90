// Cross checks of WAF policies: what contradicts itself, and what can never have an effect. What takes the
// rules themselves to judge is told when the policy is compiled.

import { checkVirtualPatches } from "./check-virtual-patches.ts";
import type { Config, WafPolicy } from "./config.ts";
import type { Report } from "./report.ts";
import { placeText } from "./source.ts";
import { quoted } from "./tree.ts";

export function checkWaf(config: Config, report: Report, nowMs: number): void {
  const largestBody = largestBodyLimit(config);
  for (const policy of config.wafPolicies.values()) {
    checkRuleSets(policy, config, report);
    checkLevels(policy, config, report);
    checkBodyLimit(policy, largestBody, config, report);
    checkRuleActions(policy, config, report);
    checkExceptions(policy, config, report);
    checkVirtualPatches(policy, config, report, nowMs);
  }
}

function checkRuleSets(policy: WafPolicy, { places }: Config, report: Report): void {
  const { ruleSets, crs } = policy;
  for (const [index, ruleSet] of ruleSets.entries()) {
    const before = ruleSets.findIndex((each) => nameOf(each) === nameOf(ruleSet));
    if (before === index) continue;
    const where = placeText(places.value(ruleSets, before));
    const message = `the rule set ${quoted(nameOf(ruleSet))} stands in this list before, at ${where}`;
    report.error(places.value(ruleSets, index), "duplicate-rule-set", message, "write it once");
  }
  if (ruleSets.includes("crs")) return;
  for (const key of ["folder", "setup"] as const) {
    if (!places.isWritten(crs, key)) continue;
    const hint = "add crs to `ruleSets`, or remove this";
    report.warning(
      places.key(crs, key),
      "unused-setting",
      `"${key}" has no effect: the policy has no rules of crs`,
      hint,
    );
  }
}

const nameOf = (ruleSet: WafPolicy["ruleSets"][number]): string =>
  typeof ruleSet === "string" ? ruleSet : ruleSet.files;

function checkLevels(policy: WafPolicy, { places }: Config, report: Report): void {
  const { paranoiaLevel, detectionParanoiaLevel } = policy;
  if (detectionParanoiaLevel === undefined || detectionParanoiaLevel >= paranoiaLevel) return;
  const message = `"detectionParanoiaLevel" is below "paranoiaLevel", whose rules run in any case`;
  const hint = `write ${paranoiaLevel} or more, or remove it`;
  report.error(places.value(policy, "detectionParanoiaLevel"), "levels-disagree", message, hint);
}

/** The largest body that any route takes. */
function largestBodyLimit({ limits, sites }: Config): number {
  let largest = limits.body;
  for (const site of sites.values()) {
    largest = Math.max(largest, site.limits.body ?? 0);
    for (const route of site.routes.values()) largest = Math.max(largest, route.limits.body ?? 0);
  }
  return largest;
}

function checkBodyLimit(
  { requestBody }: WafPolicy,
  largest: number,
  { places }: Config,
  report: Report,
): void {
  if (!places.isWritten(requestBody, "limit") || requestBody.limit <= largest) return;
  const message = "the limit is above that of `limits.body`: no body that long comes so far";
  const hint = "write a limit of at most `limits.body`, or raise that one";
  report.warning(places.value(requestBody, "limit"), "limits-disagree", message, hint);
}

function checkRuleActions({ ruleActions }: WafPolicy, { places }: Config, report: Report): void {
  for (const each of ruleActions) {
    const { action, location } = each;
    if (action === "redirect" && location === undefined) {
      const hint = "add location, such as location: https://example.com/help";
      report.error(places.value(each, "action"), "missing-location", "a redirect needs a location", hint);
    } else if (action === "redirect" && !/^https?:\/\/[^/?#\s]+[^\s]*$/i.test(location ?? "")) {
      const message = `the location ${places.shown(each, "location")} is no absolute URL`;
      const hint = "write it with its scheme and host, such as https://example.com/help";
      report.error(places.value(each, "location"), "bad-location", message, hint);
    } else if (action !== "redirect" && location !== undefined) {
      const message = `"location" has no effect: the action is ${action}`;
      report.error(
        places.key(each, "location"),
        "unused-setting",
        message,
        "write action: redirect, or remove it",
      );
    }
  }
}

function checkExceptions({ exceptions }: WafPolicy, { places }: Config, report: Report): void {
  for (const each of exceptions) {
    const { paths, networks, header, rules, tags } = each;
    if (paths.length + networks.length > 0 || header !== undefined) continue;
    const isAll = rules.length + tags.length === 0;
    const what = isAll ? "all rules off for every request" : "these rules off for every request";
    const hint = isAll
      ? "name paths, networks or a header; to switch the policy off, write mode: off"
      : "name paths, networks or a header; to switch rules off, write ruleActions with action: off";
    report.warning(places.self(each), "exception-for-all", `the exception switches ${what}`, hint);
  }
}
