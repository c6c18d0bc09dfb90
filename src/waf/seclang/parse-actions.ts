// Reads `id:1,phase:2,msg:'it\'s',t:none`: the list of actions of a rule. What their arguments mean is read
// later.

import type { Place } from "#kernel/diagnostic.ts";
import { indexOrEnd } from "#kernel/index-or-end.ts";
import type { ActionEntry } from "./action-names.ts";
import { actionNames, findAction } from "./action-names.ts";
import type { ActionCall } from "./directive.ts";
import { type Report, shown } from "./report.ts";
import { closingQuote, type PlacedText } from "./source-text.ts";

/** Those that could be read: what is wrong with the others is in the report. */
export function parseActions(list: PlacedText, report: Report): ActionCall[] {
  const actions: ActionCall[] = [];
  let start = 0;
  while (start <= list.text.length) {
    const piece = readPiece(list, start, report);
    if (piece === undefined) return actions;
    if (piece.action !== undefined) actions.push(piece.action);
    start = piece.end + 1;
  }
  return actions;
}

type Piece = { readonly action: ActionCall | undefined; readonly end: number };

function readPiece(list: PlacedText, start: number, report: Report): Piece | undefined {
  const form = /^(\s*)([^\s:,]*)(\s*)(:?)/.exec(list.text.slice(start));
  const [whole = "", blanks = "", name = "", , colon = ""] = form ?? [];
  const place = list.placeAt(start + blanks.length);
  const argumentStart = start + whole.length;
  const value = colon === "" ? nothing(list, argumentStart) : readValue(list, argumentStart, report);
  if (value === undefined) return undefined;
  if (name === "") {
    const hint = "remove the comma that is too many, or write the action";
    report.error(place, "empty-action", "an action is missing in the list", hint);
    return { action: undefined, end: value.end };
  }
  const isWhole = isAtEnd(list, value.end, report);
  const entry = findAction(name);
  const end = nextComma(list.text, value.end);
  if (entry === undefined) {
    report.unknown(place, "action", name, actionNames);
    return { action: undefined, end };
  }
  const { text } = value;
  const call = { name: entry.name.toLowerCase(), argument: text.text, place, argumentPlace: text.place };
  return { action: isWhole && isAllowed(entry, call, colon !== "", report) ? call : undefined, end };
}

type Value = { readonly text: PlacedText; readonly end: number };

const nothing = (list: PlacedText, at: number): Value => ({ text: list.slice(at, at), end: at });

/** A value in quotes ends with them, another at the next comma. */
function readValue(list: PlacedText, at: number, report: Report): Value | undefined {
  const start = at + list.text.slice(at).length - list.text.slice(at).trimStart().length;
  if (list.text[start] !== "'") {
    const end = nextComma(list.text, start);
    const value = list.text.slice(start, end).trimEnd();
    const blank = value.search(/\s/);
    if (blank >= 0) reportRest(list.placeAt(start + blank + 1), value.slice(blank + 1), report);
    return { text: list.slice(start, start + (blank < 0 ? value.length : blank)), end };
  }
  const close = closingQuote(list.text, start + 1, "'");
  if (close >= 0) return { text: list.unquoted(start + 1, close, "'"), end: close + 1 };
  const hint = "close it with '; a ' that belongs to the text takes a backslash before it";
  report.error(list.placeAt(start), "open-quote", "the quoted value has no end", hint);
  return undefined;
}

const nextComma = (text: string, start: number): number => indexOrEnd(text, ",", start);

/** Only blanks may stand between an action and the next comma. */
function isAtEnd(list: PlacedText, end: number, report: Report): boolean {
  const rest = list.text.slice(end, nextComma(list.text, end));
  if (rest.trim() === "") return true;
  reportRest(list.placeAt(end + rest.length - rest.trimStart().length), rest.trim(), report);
  return false;
}

function reportRest(place: Place, rest: string, report: Report): void {
  const hint = "put a comma between actions, and text with blanks or commas in single quotes";
  report.error(place, "missing-comma", `${shown(rest)} follows the action`, hint);
}

function isAllowed(entry: ActionEntry, call: ActionCall, hasColon: boolean, report: Report): boolean {
  const { name } = entry;
  if (entry.isRefused) {
    report.error(call.place, "refused-action", `the action ${name} is not supported`, entry.note);
    return false;
  }
  if (entry.argument === "required" && call.argument === "") {
    const hint = `write ${name}:… with what it is to ${name === "id" ? "be" : "do"}`;
    report.error(call.place, "missing-argument", `the action ${name} needs an argument`, hint);
    return false;
  }
  if (entry.argument === "none" && hasColon) {
    const message = `the action ${name} takes no argument`;
    report.error(call.place, "unexpected-argument", message, `write ${name} alone`);
    return false;
  }
  return true;
}
