// Matches as ModSecurity writes them to an error log: the form that go-ftw, CrowdSec and fail2ban read.

import type { MatchRecord } from "../engine/match-record.ts";
import { escapeLog } from "./escape-log.ts";
import { dataField, field, type RuleText, ruleTextOf, tagFields } from "./rule-text.ts";

/** What a line tells of the request. */
export type LoggedRequest = {
  readonly id: string;
  readonly clientAddress: string;
  readonly hostName: string;
  /** The path, with or without its query. */
  readonly uri: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
};

const MAX_VALUE_CHARS = 100;
const MAX_URI_CHARS = 1024;

/** Without a line ending. `isBlocked`: the match ended the request. */
export function modsecurityLine(match: MatchRecord, request: LoggedRequest, isBlocked: boolean): string {
  return lineOf(match, frameOf(request), isBlocked);
}

/** A line each, as `modsecurityLine` makes them. */
export function modsecurityLines(
  matches: readonly MatchRecord[],
  request: LoggedRequest,
  isBlocking: (match: MatchRecord) => boolean,
): readonly string[] {
  const frame = frameOf(request);
  return matches.map((match) => lineOf(match, frame, isBlocking(match)));
}

/** What begins and ends each line of one request. */
type Frame = { readonly head: string; readonly tail: string };

function frameOf({ id, clientAddress, hostName, uri, atMs }: LoggedRequest): Frame {
  const host = field("hostname", escapeLog(hostName));
  const path = field("uri", escapeLog(uri, MAX_URI_CHARS));
  return {
    head: `[${logTime(atMs)}] [error] [client ${clientAddress}] ModSecurity: `,
    tail: `${host} ${path} ${field("unique_id", escapeLog(id))}`,
  };
}

function lineOf(match: MatchRecord, { head, tail }: Frame, isBlocked: boolean): string {
  const text = ruleTextOf(match.rule);
  const opening = text.placeAndMessage ?? text.place + dataField("msg", match.message);
  const ending = text.aboutAndTags ?? text.about + tagFields(match.tags);
  const data = dataField("data", match.data);
  const outcome = isBlocked ? text.denial : "Warning.";
  return `${head}${outcome} ${reasonText(match, text)} ${opening} ${data}${ending} ${tail}`;
}

function reasonText({ values }: MatchRecord, { operator }: RuleText): string {
  const last = values.at(-1);
  if (last === undefined || operator === undefined) return "Unconditional match in SecAction.";
  return `${operator} ${escapeLog(last.name)} (value "${escapeLog(last.value, MAX_VALUE_CHARS)}").`;
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number): string => String(value).padStart(2, "0");

/** Of the second that was asked for last. */
const last = { second: Number.NaN, dayAndTime: "", year: "" };

/** Apache's: `Sat Nov 28 14:53:59.123000 2026`, in UTC. */
function logTime(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (second !== last.second) {
    const at = new Date(second * 1000);
    const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
    const day = `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${two(at.getUTCDate())}`;
    Object.assign(last, { second, dayAndTime: `${day} ${time}`, year: String(at.getUTCFullYear()) });
  }
  const fraction = String(Math.floor(atMs) - second * 1000).padStart(3, "0");
  return `${last.dayAndTime}.${fraction}000 ${last.year}`;
}
