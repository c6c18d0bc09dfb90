// Reads `ARGS|!ARGS:/^a|b/|&REQUEST_HEADERS:Host`: the variables that a rule looks at.

import type { Place } from "#kernel/diagnostic.ts";
import { readPattern } from "./check-pattern.ts";
import type { Selector, Target } from "./directive.ts";
import { type Report, shown } from "./report.ts";
import { closingQuote, type PlacedText } from "./source-text.ts";
import { findVariable, type VariableEntry, variableNames } from "./variable-names.ts";

/** Those that could be read: what is wrong with the others is in the report. */
export function parseTargets(list: PlacedText, report: Report): Target[] {
  const targets: Target[] = [];
  for (let start = 0; start <= list.text.length; ) {
    const end = pieceEnd(list, start, report);
    const target = readTarget(list.slice(start, end), report);
    if (target !== undefined) targets.push(target);
    start = end + 1;
  }
  return targets;
}

/** Where the target that begins at `start` ends: at a `|` or comma, except inside '…', /…/ and behind a
 * backslash. */
function pieceEnd(list: PlacedText, start: number, report: Report): number {
  const { text } = list;
  const head = /^\s*[!&]*[A-Za-z0-9_]*:/.exec(text.slice(start));
  let i = start + (head?.[0].length ?? 0);
  if (head !== null && text[i] === "'") {
    const close = closingQuote(text, i + 1, "'");
    if (close < 0) {
      const hint = "close it with '; where it holds blanks, put the whole list of targets in double quotes";
      report.error(list.placeAt(i), "open-quote", "the quoted selector has no end", hint);
      return text.length;
    }
    i = close + 1;
  } else if (head !== null && text[i] === "/" && !isXpath(head[0])) {
    i = patternEnd(text, i);
  }
  for (; i < text.length && text[i] !== "|" && text[i] !== ","; i++) if (text[i] === "\\") i++;
  return Math.min(i, text.length);
}

const isXpath = (head: string): boolean => /^\s*[!&]*xml:$/i.test(head);

/** Behind the slash that ends a pattern: the first that is not escaped and that a target can end with. */
function patternEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "/" && /^\s*(?:[|,]|$)/.test(text.slice(i + 1, i + 40))) return i + 1;
  }
  return start;
}

function readTarget(piece: PlacedText, report: Report): Target | undefined {
  const form = /^(\s*)([!&]*)\s*([^:\s]*)(:?)/.exec(piece.text);
  const [whole = "", blanks = "", marks = "", name = "", colon = ""] = form ?? [];
  const place = piece.placeAt(blanks.length);
  if (name === "") {
    const hint = "write VARIABLE or VARIABLE:selector, with | between them";
    report.error(place, "empty-target", "a variable is missing in the list of targets", hint);
    return undefined;
  }
  const variable = knownVariable(name, place, report);
  const rest = trimmedEnd(piece.slice(whole.length));
  if (colon === "" && rest.text !== "") {
    report.error(
      rest.place,
      "text-after-target",
      `${shown(rest.text)} follows the variable`,
      "put | between",
    );
    return undefined;
  }
  const selector = colon === "" ? ALL : readSelector(rest, variable, report);
  if (variable === undefined || selector === undefined) return undefined;
  const [isCount, isExclusion] = [marks.includes("&"), marks.includes("!")];
  if (isCount && isExclusion) {
    const hint = "write &VARIABLE to count, or !VARIABLE to leave out";
    report.error(place, "counted-exclusion", "a target is either counted or left out", hint);
  }
  return { variable: variable.name, selector, isCount, isExclusion, place };
}

const ALL: Selector = { kind: "all" };

const trimmedEnd = (piece: PlacedText): PlacedText => piece.slice(0, piece.text.trimEnd().length);

/** Reports a variable that does not exist, or that has no meaning here. */
export function knownVariable(name: string, place: Place, report: Report): VariableEntry | undefined {
  const variable = findVariable(name);
  if (variable === undefined) {
    const [before = "", key] = name.split(".", 2);
    if (key !== undefined && findVariable(before) !== undefined) {
      const hint = `write ${before.toUpperCase()}:${name.slice(before.length + 1)}`;
      report.error(place, "unknown-variable", `there is no variable ${shown(name)}`, hint);
    } else {
      report.unknown(place, "variable", name, variableNames);
    }
    return undefined;
  }
  if (!variable.isRefused) return variable;
  const message = `the variable ${variable.name} has no meaning here`;
  report.error(place, "refused-variable", message, variable.note);
  return undefined;
}

function readSelector(
  text: PlacedText,
  variable: VariableEntry | undefined,
  report: Report,
): Selector | undefined {
  const key = selectorText(text, report);
  if (key === undefined || variable === undefined) return undefined;
  if (variable.selector === "none") {
    const message = `${variable.name} is a single value: there is nothing to select from`;
    report.error(text.place, "selector-of-single-value", message, `write ${variable.name} alone`);
    return undefined;
  }
  if (key === "") {
    const hint = `name a member, or write ${variable.name} alone for all`;
    report.error(text.place, "empty-selector", "the selector is empty", hint);
    return undefined;
  }
  if (variable.selector === "xpath" || !key.startsWith("/")) return { kind: "key", key };
  if (key.length > 2 && key.endsWith("/")) {
    const pattern = key.slice(1, -1);
    // Behind the quote and the slash, which is exact as long as no quote is escaped.
    const start = text.text.startsWith("'") ? 2 : 1;
    const placed = { text: pattern, placeAt: (index: number): Place => text.placeAt(start + index) };
    return readPattern(placed, true, report) && { kind: "pattern", pattern };
  }
  const hint = "end the pattern with /, such as /^id/";
  report.error(text.place, "open-pattern", "the selector's pattern has no end", hint);
  return undefined;
}

/** Without its quotes; outside of them and of patterns `\|` and `\,` are the character itself. */
function selectorText(text: PlacedText, report: Report): string | undefined {
  if (!text.text.startsWith("'")) {
    return text.text.startsWith("/") ? text.text : text.text.replaceAll(/\\([|,])/g, "$1");
  }
  const close = closingQuote(text.text, 1, "'");
  if (close < 0) return undefined;
  if (close === text.text.length - 1) return text.unquoted(1, close, "'").text;
  const hint = "put | before the next target";
  report.error(text.placeAt(close + 1), "text-after-quote", "something follows the closing quote", hint);
  return undefined;
}
