// A program in words, for golden files: what of it differs from the defaults, rule by rule.

import { type Macro, macroText } from "#waf/seclang/macro.ts";
import type { Control, Disruption, Effect, Link, Marker, Program, Rule } from "#waf/seclang/program.ts";
import { manualDefaults } from "#waf/seclang/setting-defaults.ts";
import { printOperator, printTargets } from "../harness/print-directive.ts";

export function programDump(program: Program): string[] {
  const lines = settingLines(program);
  program.phases.forEach((items, index) => {
    if (items.some((item) => item.kind === "rule"))
      lines.push(`phase ${index + 1}`, ...items.flatMap(itemLines));
  });
  for (const [key, text] of Object.entries(program.files))
    lines.push(`file ${key.replace("\n", " ")}: ${JSON.stringify(text)}`);
  return lines;
}

function settingLines({ settings }: Program): string[] {
  const { unicodeMap, ...plain } = settings;
  const defaults: Readonly<Record<string, unknown>> = manualDefaults;
  const lines = Object.entries(plain)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name]))
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const mapped = unicodeMap?.reduce((count, byte) => count + (byte === 0 ? 0 : 1), 0);
  return mapped === undefined ? lines : [...lines, `unicodeMap: ${mapped} code points`];
}

function itemLines(item: Rule | Marker): string[] {
  if (item.kind === "marker") return [`  marker ${item.label}`];
  return [`  ${headLine(item)}`, ...textLines(item), ...item.links.flatMap(linkLines)];
}

function headLine(rule: Rule): string {
  const words = [
    ...[`rule ${rule.id}`, disruptionText(rule.disruption), rule.isBlock && "(block)"],
    ...[rule.severity >= 0 && `severity ${rule.severity}`, rule.isLogged && "log", rule.isAudited && "audit"],
    ...[rule.skip > 0 && `skip ${rule.skip}`, rule.skipAfter !== "" && `skipAfter ${rule.skipAfter}`],
    ...[rule.revision !== "" && `rev ${rule.revision}`, rule.version !== "" && `ver ${rule.version}`],
    ...[rule.maturity > 0 && `maturity ${rule.maturity}`, rule.accuracy > 0 && `accuracy ${rule.accuracy}`],
  ];
  return words.filter((word) => word !== false).join(" ");
}

function disruptionText(disruption: Disruption): string {
  switch (disruption.kind) {
    case "deny":
      return `deny ${disruption.status}`;
    case "redirect":
      return `redirect ${disruption.status} ${macroDump(disruption.location)}`;
    case "allow":
      return `allow ${disruption.scope}`;
    default:
      return disruption.kind;
  }
}

function textLines({ message, logData, tags }: Rule): string[] {
  const texts: readonly (readonly [string, Macro])[] = [
    ["msg", message],
    ["logdata", logData],
    ...tags.map((tag) => ["tag", tag] as const),
  ];
  return texts.filter(([, text]) => text.length > 0).map(([name, text]) => `    ${name} ${macroDump(text)}`);
}

/** References stand in guillemets, so that one sees what was taken for one. */
const macroDump = (macro: Macro): string =>
  macro.map((part) => (typeof part === "string" ? part : `«${macroText([part])}»`)).join("");

function linkLines(link: Link, index: number): string[] {
  const { operator, targets, transformations, isMultiMatch, isCapturing, effects } = link;
  const condition = operator === undefined ? "always" : `${printTargets(targets)} ${printOperator(operator)}`;
  const words = [
    condition,
    ...transformations.map((name) => `t:${name}`),
    ...[isMultiMatch && "multiMatch", isCapturing && "capture"],
  ].filter((word) => word !== false);
  return [
    `    ${index === 0 ? "if" : "and"} ${words.join(" ")}`,
    ...effects.map((each) => `      ${effectText(each)}`),
  ];
}

function effectText(effect: Effect): string {
  switch (effect.kind) {
    case "setvar":
      return `setvar ${effect.change} ${effect.collection}.${macroDump(effect.key)} ${macroDump(effect.value)}`.trimEnd();
    case "setenv":
      return `setenv ${effect.key} ${macroDump(effect.value)}`;
    case "initcol":
      return `initcol ${effect.collection} ${macroDump(effect.key)}`;
    case "expirevar":
      return `expirevar ${effect.collection}.${macroDump(effect.key)} ${macroDump(effect.seconds)}`;
    case "deprecatevar":
      return `deprecatevar ${effect.collection}.${macroDump(effect.key)} ${macroDump(effect.rate)}`;
    case "sanitise":
      return `${effect.what} ${effect.key}`.trimEnd();
    default:
      return controlText(effect);
  }
}

function controlText({ kind, option, ...rest }: Control): string {
  const words = Object.values(rest).map((value: unknown) =>
    typeof value === "string" ? value : plain(value),
  );
  return [kind, option, ...words].join(" ");
}

/** Places are left out: they say nothing about what a rule does. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => (key === "place" ? undefined : inner));
