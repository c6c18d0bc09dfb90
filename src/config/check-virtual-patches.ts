// Cross checks of the virtual patches of a WAF policy.

import type { Config, WafPolicy } from "./config.ts";
import type { Report } from "./report.ts";
import { placeText } from "./source.ts";

type VirtualPatch = WafPolicy["virtualPatches"][number];

/** Parts of a request that have no members with names. */
const NAMELESS = ["path", "query", "xml"];

export function checkVirtualPatches(
  { virtualPatches }: WafPolicy,
  config: Config,
  report: Report,
  nowMs: number,
): void {
  const { places } = config;
  const known = new Map<number, VirtualPatch>();
  for (const patch of virtualPatches) {
    const before = known.get(patch.id);
    if (before === undefined) known.set(patch.id, patch);
    else {
      const message = `the virtual patch at ${placeText(places.value(before, "id"))} has the id ${patch.id} too`;
      report.error(places.value(patch, "id"), "duplicate-id", message, "give one of them another id");
    }
    checkCondition(patch, config, report);
    const { expires } = patch;
    if (expires === undefined || expires.atMs > nowMs) continue;
    const message = `the virtual patch ${patch.id} has expired, and no longer acts`;
    const hint = "remove it if the hole is closed, else write a later date";
    report.warning(places.value(patch, "expires"), "patch-expired", message, hint);
  }
}

function checkCondition(patch: VirtualPatch, { places }: Config, report: Report): void {
  const { match, secLang, paths } = patch;
  if (match !== undefined && secLang !== undefined) {
    const message = "there are both `match` and `secLang`";
    report.error(places.key(patch, "secLang"), "too-many-choices", message, "keep one of them");
  } else if (match === undefined && secLang === undefined && paths.length === 0) {
    const message = `the virtual patch ${patch.id} would act on every request`;
    const hint = "add `match` or `secLang`, or the `paths` that nobody may reach";
    report.error(places.self(patch), "missing-choice", message, hint);
  }
  if (match?.name === undefined || !NAMELESS.includes(match.part)) return;
  const message = `there are no names in the part ${match.part}`;
  report.error(places.key(match, "name"), "unused-setting", message, "remove `name`");
}
