// One match as ModSecurity writes it to an error log: the form that go-ftw, CrowdSec and fail2ban read.

import type { MatchRecord } from "../engine/match-record.ts";
import { escapeLog } from "./escape-log.ts";

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

const MAX_DATA_CHARS = 512;
const MAX_VALUE_CHARS = 100;
const MAX_URI_CHARS = 1024;

const field = (name: string, value: string | number): string => `[${name} "${value}"]`;

/** Without a line ending. `isBlocked`: the match ended the request. */
export function modsecurityLine(match: MatchRecord, request: LoggedRequest, isBlocked: boolean): string {
  const { rule } = match;
  const fields = [
    field("file", escapeLog(rule.place.file)),
    field("line", rule.place.line),
    field("id", rule.id),
    field("rev", escapeLog(rule.revision)),
    field("msg", escapeLog(match.message, MAX_DATA_CHARS)),
    field("data", escapeLog(match.data, MAX_DATA_CHARS)),
    field("severity", rule.severity < 0 ? "" : (severityNames[rule.severity] ?? rule.severity)),
    field("ver", escapeLog(rule.version)),
    field("maturity", rule.maturity),
    field("accuracy", rule.accuracy),
    ...match.tags.map((tag) => field("tag", escapeLog(tag, MAX_DATA_CHARS))),
    field("hostname", escapeLog(request.hostName)),
    field("uri", escapeLog(request.uri, MAX_URI_CHARS)),
    field("unique_id", escapeLog(request.id)),
  ];
  const head = `[${logTime(request.atMs)}] [error] [client ${request.clientAddress}] ModSecurity: `;
  return `${head}${verdictText(match, isBlocked)} ${fields.join(" ")}`;
}

const severityNames = ["EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG"];

function verdictText({ rule, values }: MatchRecord, isBlocked: boolean): string {
  const verdict = isBlocked
    ? `Access denied ${denialText(rule.disruption)} (phase ${rule.phase}).`
    : "Warning.";
  const last = values.at(-1);
  const call = rule.links.at(-1)?.operator;
  if (last === undefined || call === undefined) return `${verdict} Unconditional match in SecAction.`;
  const { name, isNegated } = call;
  const sign = isNegated ? "!" : "";
  const value = escapeLog(last.value, MAX_VALUE_CHARS);
  return `${verdict} Matched operator "${sign}@${name}" at ${escapeLog(last.name)} (value "${value}").`;
}

function denialText(disruption: MatchRecord["rule"]["disruption"]): string {
  switch (disruption.kind) {
    case "deny":
      return `with code ${disruption.status}`;
    case "redirect":
      return `with redirection, status ${disruption.status}`;
    default:
      return "with connection close";
  }
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number): string => String(value).padStart(2, "0");

/** Apache's: `Sat Nov 28 14:53:59.123000 2026`, in UTC. */
function logTime(atMs: number): string {
  const at = new Date(atMs);
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  const fraction = String(at.getUTCMilliseconds() * 1000).padStart(6, "0");
  const day = `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${two(at.getUTCDate())}`;
  return `${day} ${time}.${fraction} ${at.getUTCFullYear()}`;
}
