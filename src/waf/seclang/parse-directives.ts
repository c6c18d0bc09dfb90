// Reads a text of SecLang into its directives. Carries nothing out: includes, defaults and updates come
// later.

import type { Place } from "#kernel/diagnostic.ts";
import { ConditionalSections } from "./conditional-sections.ts";
import type { Argument, Directive } from "./directive.ts";
import { type DirectiveEntry, directiveNames, findDirective } from "./directive-names.ts";
import { logicalLines } from "./logical-lines.ts";
import { parseActions } from "./parse-actions.ts";
import { parseOperator } from "./parse-operator.ts";
import { parseTargets } from "./parse-targets.ts";
import { type Report, shown } from "./report.ts";
import { type PlacedText, SourceText } from "./source-text.ts";
import { splitWords } from "./split-words.ts";

/** One for each line that holds one. What is wrong with them is in the report. */
export function parseDirectives(file: string, text: string, report: Report): Directive[] {
  const directives: Directive[] = [];
  const sections = new ConditionalSections(report);
  for (const line of logicalLines(new SourceText(file, text), report)) {
    if (sections.take(line)) continue;
    directives.push(readDirective(line, report) ?? { kind: "unreadable", place: line.place });
  }
  sections.finish();
  return directives;
}

function readDirective(line: PlacedText, report: Report): Directive | undefined {
  const words = splitWords(line, report);
  const [first, ...rest] = words ?? [];
  if (first === undefined) return undefined;
  const entry = findDirective(first.text);
  const { place } = first;
  if (entry === undefined) {
    report.unknown(place, "directive", first.text, directiveNames);
    return undefined;
  }
  if (entry.verdict === "refused") {
    report.error(place, "refused-directive", `${entry.name} is not supported`, entry.note);
    return undefined;
  }
  if (entry.verdict === "ignored") {
    report.warning(place, "ignored-directive", `${entry.name} has no effect`, entry.note);
    return { kind: "setting", name: entry.name, arguments: rest.map(argument), place };
  }
  if (!hasRightCount(entry, rest, place, report)) return undefined;
  return directiveOf(entry.name, rest, place, report);
}

function hasRightCount(
  entry: DirectiveEntry,
  words: readonly PlacedText[],
  place: Place,
  report: Report,
): boolean {
  const { name, least, most } = entry;
  if (words.length < least) {
    const counted = least === 1 ? "an argument" : `${least} arguments`;
    report.error(place, "missing-argument", `${name} needs ${counted}`, `${name}: ${entry.note}`);
    return false;
  }
  const extra = words[most];
  if (extra === undefined) return true;
  const message = `${name} takes ${most === 0 ? "no arguments" : `at most ${most}`}: ${shown(extra.text)} is too many`;
  report.error(extra.place, "unexpected-argument", message, "put text with blanks in double quotes");
  return false;
}

function directiveOf(
  name: string,
  words: readonly PlacedText[],
  place: Place,
  report: Report,
): Directive | undefined {
  const [first, second, third] = words;
  if (first !== undefined && second === undefined) {
    if (name === "SecAction") return { kind: "action", actions: parseActions(first, report), place };
    if (name === "SecMarker") return { kind: "marker", label: first.text, place };
    if (name === "SecDefaultAction")
      return { kind: "default-actions", actions: parseActions(first, report), place };
  }
  if (first !== undefined && second !== undefined) {
    if (name === "SecRule") return ruleOf(first, second, third, place, report);
    if (name === "SecRuleUpdateActionById")
      return { kind: "action-update", rules: argument(first), actions: parseActions(second, report), place };
    const by = targetUpdates[name];
    if (by !== undefined) {
      const targets = parseTargets(second, report);
      const replaced = third === undefined ? [] : parseTargets(third, report);
      return { kind: "target-update", by, rules: argument(first), targets, replaced, place };
    }
  }
  return { kind: "setting", name, arguments: words.map(argument), place };
}

const targetUpdates: Readonly<Record<string, "id" | "msg" | "tag">> = {
  SecRuleUpdateTargetById: "id",
  SecRuleUpdateTargetByMsg: "msg",
  SecRuleUpdateTargetByTag: "tag",
};

const argument = (word: PlacedText): Argument => ({ text: word.text, place: word.place });

/** Stands in for one that could not be read, so that the rest of the rule is still looked at. */
const NO_OPERATOR = { name: "noMatch", argument: "", isNegated: false } as const;

function ruleOf(
  targetList: PlacedText,
  operatorText: PlacedText,
  actionList: PlacedText | undefined,
  place: Place,
  report: Report,
): Directive | undefined {
  const targets = parseTargets(targetList, report);
  if (targets.length > 0 && targets.every((target) => target.isExclusion)) {
    const hint = "name what the exclusions are taken from, such as ARGS|!ARGS:id";
    report.error(targetList.place, "only-exclusions", "the rule has nothing to look at", hint);
  }
  const operator = parseOperator(operatorText, report);
  const actions = actionList === undefined ? [] : parseActions(actionList, report);
  return { kind: "rule", targets, operator: operator ?? { ...NO_OPERATOR, place }, actions, place };
}
