// Reads `!@rx ^a`: whether the verdict is turned round, which operator, and its argument. A text without an
// operator is a regular expression.

import type { OperatorCall } from "./directive.ts";
import { findOperator, operatorNames } from "./operator-names.ts";
import { readMacro } from "./read-macro.ts";
import { type Report, shown } from "./report.ts";
import type { PlacedText } from "./source-text.ts";

export function parseOperator(text: PlacedText, report: Report): OperatorCall | undefined {
  const form = /^\s*(!?)\s*(?:@(\S*)\s*)?/.exec(text.text);
  const [whole = "", mark = "", name] = form ?? [];
  const isNegated = mark === "!";
  const place = text.placeAt(whole.length - whole.trimStart().length);
  const argument = text.text.slice(whole.length);
  if (name === undefined) return { name: "rx", argument, isNegated, place };
  const entry = findOperator(name);
  if (entry === undefined) {
    report.unknown(place, "operator", name, operatorNames);
    return undefined;
  }
  if (entry.isRefused) {
    report.error(place, "refused-operator", `the operator @${entry.name} is not supported`, entry.note);
    return undefined;
  }
  if (entry.argument === "required" && argument === "" && entry.name !== "rx") {
    const hint = `write "@${entry.name} …"`;
    report.error(place, "missing-argument", `the operator @${entry.name} needs an argument`, hint);
    return undefined;
  }
  if (entry.argument === "none" && argument.trim() !== "") {
    const message = `the operator @${entry.name} takes no argument, but is given ${shown(argument)}`;
    report.error(place, "unexpected-argument", message, `write "@${entry.name}"`);
    return undefined;
  }
  if (entry.expandsMacros) readMacro(argument, place, report);
  return { name: entry.name, argument: entry.argument === "none" ? "" : argument, isNegated, place };
}
