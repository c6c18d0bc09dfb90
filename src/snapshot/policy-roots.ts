// The texts that make up one WAF policy, in their order: settings of ours written as SecLang, then the rule
// sets.

import type { Config } from "#config/config.ts";
import { besideFile, placeOf } from "#config/source.ts";
import { LOCK_FILE, verifyRuleSet } from "#crs/rule-set-lock.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import type { ProgramSource } from "#waf/waf.ts";
import type { WrittenPolicy } from "./compile-waf.ts";
import { ownRulesFolder } from "./own-rules.ts";
import { patchRoots } from "./waf-patches.ts";

type Readers = Pick<ProgramSource, "readFile" | "glob"> & { readonly now: () => number };
type Root = ProgramSource["roots"][number];

export type PolicyRoots = {
  readonly roots: readonly Root[];
  /** Rule sets that are not there, or are not what was installed. */
  readonly missing: readonly Diagnostic[];
};

export function policyRoots(
  name: string,
  policy: WrittenPolicy,
  config: Config,
  readers: Readers,
): PolicyRoots {
  const roots: Root[] = [{ file: `wafPolicies.${name}`, text: settingsText(policy) }];
  const missing: Diagnostic[] = [];
  roots.push({ file: `${ownRulesFolder("setup")}/bodies.conf` });
  const isOwn = policy.ruleSets.some((ruleSet) => ruleSet === "baseline" || ruleSet === "bots");
  if (isOwn) {
    roots.push({ file: "settings of baseline and bots", text: scoreSettings(policy, 100_000, OWN_SCORES) });
  }
  roots.push(...patchRoots(policy, readers.now()));
  for (const [index, ruleSet] of policy.ruleSets.entries()) {
    const spot = config.places.value(policy.ruleSets, index);
    if (ruleSet === "baseline" || ruleSet === "bots") {
      const found = ownRules(ruleSet, readers);
      roots.push(...found);
      if (found.length === 0) missing.push(missingOwn(placeOf(spot), ruleSet));
    } else if (ruleSet === "crs") {
      const folder = besideFile(config.places.self(policy.crs), policy.crs.folder);
      const found = crsRoots(folder, policy, config, readers);
      roots.push(...found);
      if (found.length === 0) missing.push(missingCrs(placeOf(spot), folder));
      else missing.push(...lockDiagnostics(placeOf(spot), folder, readers));
    } else {
      const pattern = besideFile(spot, ruleSet.files);
      // A name without a wildcard comes back as it is, whether there is such a file or not.
      const files = readers.glob(pattern).filter((file) => readers.readFile(file) !== undefined);
      roots.push(...files.map((file) => ({ file })));
      if (files.length === 0) missing.push(noFiles(placeOf(spot), pattern));
    }
  }
  // Behind the rules of all sets, those of the administrator included, which may add to the score.
  if (isOwn) roots.push({ file: `${ownRulesFolder("setup")}/judge.conf` });
  roots.push({ file: `wafPolicies.${name}`, text: `SecRuleEngine ${engineMode(policy)}\n` });
  return { roots, missing };
}

const engineMode = ({ mode }: WrittenPolicy): string => (mode === "prevention" ? "On" : "DetectionOnly");

function settingsText({ requestBody, responseBody }: WrittenPolicy): string {
  return [
    `SecRequestBodyAccess ${requestBody.inspect ? "On" : "Off"}`,
    `SecRequestBodyLimit ${requestBody.limit}`,
    `SecRequestBodyLimitAction ${requestBody.overLimit === "block" ? "Reject" : "ProcessPartial"}`,
    `SecRequestBodyJsonDepthLimit ${requestBody.jsonDepth}`,
    `SecArgumentsLimit ${requestBody.maxArguments}`,
    `SecResponseBodyAccess ${responseBody.inspect ? "On" : "Off"}`,
    `SecResponseBodyLimit ${responseBody.limit}`,
    `SecResponseBodyLimitAction ${responseBody.overLimit === "block" ? "Reject" : "ProcessPartial"}`,
    "SecResponseBodyMimeTypesClear",
    `SecResponseBodyMimeType ${responseBody.types.join(" ")}`,
    "",
  ].join("\n");
}

function ownRules(name: "baseline" | "bots", { glob }: Readers): Root[] {
  return glob(`${ownRulesFolder(name)}/*.conf`).map((file) => ({ file }));
}

function crsRoots(
  folder: string,
  policy: WrittenPolicy,
  config: Config,
  { readFile, glob }: Readers,
): Root[] {
  const rules = glob(`${folder}/rules/*.conf`);
  if (rules.length === 0) return [];
  const { crs } = policy;
  const candidates =
    crs.setup === undefined
      ? [`${folder}/crs-setup.conf`, `${folder}/crs-setup.conf.example`]
      : [besideFile(config.places.value(crs, "setup"), crs.setup)];
  const setup = candidates.find((file) => readFile(file) !== undefined) ?? candidates[0] ?? "";
  return [
    { file: setup },
    { file: "settings of crs", text: scoreSettings(policy, 900_000) },
    ...rules.map((file) => ({ file })),
  ];
}

/** What rules of baseline and bots add to; rules/setup/judge.conf holds it against the thresholds. */
const OWN_SCORES = [
  ...["portcullis_score", "portcullis_score_2", "portcullis_score_3", "portcullis_outbound"],
  ...["bots_score_libraries", "bots_score_unknown", "bots_score_ai", "bots_score_automation"],
];

/** The names of both CRS 3 and CRS 4; a rule set reads those that it knows. */
function scoreSettings(policy: WrittenPolicy, id: number, scores: readonly string[] = []): string {
  const { paranoiaLevel, inboundThreshold, outboundThreshold } = policy;
  const detection = policy.detectionParanoiaLevel ?? paranoiaLevel;
  const settings = [
    `tx.blocking_paranoia_level=${paranoiaLevel}`,
    `tx.detection_paranoia_level=${Math.max(detection, paranoiaLevel)}`,
    `tx.paranoia_level=${paranoiaLevel}`,
    `tx.executing_paranoia_level=${Math.max(detection, paranoiaLevel)}`,
    `tx.inbound_anomaly_score_threshold=${inboundThreshold}`,
    `tx.outbound_anomaly_score_threshold=${outboundThreshold}`,
    ...scores.map((name) => `tx.${name}=0`),
  ];
  return `SecAction "id:${id},phase:1,pass,nolog,${settings.map((each) => `setvar:${each}`).join(",")}"\n`;
}

/** A WAF without rules would let everything pass, and say nothing of it. */
function missingOwn(place: Pick<Diagnostic, "file" | "line" | "column">, name: string): Diagnostic {
  return {
    ...place,
    severity: "error",
    code: "rule-set-missing",
    message: `the rules of ${name} did not come with this installation`,
    hint: "install Portcullis again: its folder `rules` is missing or damaged",
  };
}

function missingCrs(place: Pick<Diagnostic, "file" | "line" | "column">, folder: string): Diagnostic {
  return {
    ...place,
    severity: "error",
    code: "rule-set-missing",
    message: `the Core Rule Set is not in ${folder}`,
    hint: "run `portcullis crs install` to see where it comes from, or name its folder in `crs.folder`",
  };
}

/** A rule set that was installed is loaded only as it was installed. */
function lockDiagnostics(
  place: Pick<Diagnostic, "file" | "line" | "column">,
  folder: string,
  readers: Readers,
): Diagnostic[] {
  const verdict = verifyRuleSet(folder, readers);
  if (verdict.kind === "unlocked" || verdict.kind === "verified") return [];
  const error = { ...place, severity: "error" as const, code: "rule-set-changed" };
  const reinstall =
    "install it again with `portcullis crs install`; rules of your own go into files of your own, and settings into the file of `crs.setup`";
  if (verdict.kind === "unreadable") {
    const hint = `${reinstall}, or remove the lock file to take the folder as it is`;
    return [{ ...error, message: `${folder}/${LOCK_FILE} is not what was written at installation`, hint }];
  }
  const [first = "", ...rest] = verdict.changes;
  const more = rest.length === 0 ? "" : `, and ${rest.length} more`;
  const message = `the Core Rule Set in ${folder} is not what was installed: ${first}${more}`;
  return [{ ...error, message, hint: reinstall }];
}

function noFiles(place: Pick<Diagnostic, "file" | "line" | "column">, pattern: string): Diagnostic {
  return {
    ...place,
    severity: "error",
    code: "rule-set-missing",
    message: `no file is called ${pattern}`,
    hint: "the path is relative to the file that this line stands in",
  };
}
