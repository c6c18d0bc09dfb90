// What a transaction's matches look like in a log: one JSON object per request, ModSecurity's error-log
// lines, or its audit log in JSON. Values of a client's are cut, and scrubbed where rules asked for it.

import { isSecretField } from "#http/field-kind.ts";
import type { MatchRecord } from "../engine/match-record.ts";
import type { WafSession } from "../engine/waf-session.ts";
import { escapeLog } from "./escape-log.ts";
import { type LoggedRequest, modsecurityLines } from "./modsecurity-line.ts";

export type WafLogFormat = "json" | "modsecurity" | "audit";

const MAX_VALUE_CHARS = 256;
const MAX_TEXT_CHARS = 1024;
const MAX_MATCHES = 100;
const SCRUBBED = "[scrubbed]";

/** Lines without their line feed; ASCII. Only matches that their rules want logged. */
export function wafLogLines(
  format: WafLogFormat,
  session: WafSession,
  request: LoggedRequest,
  policy: string,
): readonly string[] {
  const matches = session.matches.filter(({ rule }) => rule.isLogged).slice(0, MAX_MATCHES);
  if (matches.length === 0) return [];
  const shown = matches.map((match) => scrubbed(session, match));
  switch (format) {
    case "json":
      return [ascii(JSON.stringify(eventOf(session, shown, request, policy)))];
    case "audit":
      return [ascii(JSON.stringify(auditOf(session, shown, request)))];
    case "modsecurity":
      return modsecurityLines(shown, request, (match) => isBlocking(session, match));
  }
}

const isBlocking = (session: WafSession, match: MatchRecord): boolean =>
  session.interruption !== undefined && session.interruption.rule.id === match.rule.id;

function eventOf(
  session: WafSession,
  matches: readonly MatchRecord[],
  request: LoggedRequest,
  policy: string,
): object {
  return {
    type: "waf",
    ts: new Date(request.atMs).toISOString(),
    id: request.id,
    policy,
    action: actionOf(session),
    client: request.clientAddress,
    host: request.hostName,
    uri: request.uri,
    score: session.score < 0 ? undefined : session.score,
    matches: matches.map(({ rule, message, data, tags, values }) => ({
      rule: rule.id,
      phase: rule.phase,
      message: cut(message),
      data: data === "" ? undefined : cut(data),
      severity: rule.severity < 0 ? undefined : rule.severity,
      targets: values.map(({ name, value }) => ({ name: cut(name), value: cut(value, MAX_VALUE_CHARS) })),
      tags,
    })),
  };
}

function actionOf(session: WafSession): "blocked" | "detected" {
  return session.interruption === undefined ? "detected" : "blocked";
}

/**
 * The part of ModSecurity's JSON audit log that tells of rules (part H), with the head of the request (A, B).
 */
function auditOf(session: WafSession, matches: readonly MatchRecord[], request: LoggedRequest): object {
  const { input } = session.tx.request;
  const headers = input.headers.map(({ name, key, value }): [string, string] => [
    name,
    isSecretField(key) ? SCRUBBED : value,
  ]);
  return {
    transaction: {
      client_ip: request.clientAddress,
      time_stamp: new Date(request.atMs).toUTCString(),
      server_id: session.tx.settings.sensorId,
      client_port: input.clientPort,
      host_ip: input.serverAddress,
      host_port: input.serverPort,
      unique_id: request.id,
      is_interrupted: session.interruption !== undefined,
      request: {
        method: input.method,
        http_version: input.protocol.replace(/^HTTP\//, ""),
        hostname: request.hostName,
        uri: request.uri,
        headers: Object.fromEntries(headers),
      },
      response: { http_code: Number(session.tx.response.status) },
      producer: { modsecurity: "Portcullis", secrules_engine: engineText(session) },
      messages: matches.map(({ rule, message, data, tags }) => ({
        message: cut(message),
        details: {
          match: cut(data),
          ruleId: String(rule.id),
          file: rule.place.file,
          lineNumber: String(rule.place.line),
          data: cut(data),
          severity: rule.severity < 0 ? "" : String(rule.severity),
          ver: rule.version,
          rev: rule.revision,
          tags,
          maturity: String(rule.maturity),
          accuracy: String(rule.accuracy),
        },
      })),
    },
  };
}

const engineText = ({ tx }: WafSession): string =>
  tx.mode === "on" ? "Enabled" : tx.mode === "off" ? "Disabled" : "DetectionOnly";

/** A value whose name `sanitise…` named, or that is a credential by its header, is not shown. */
function scrubbed({ tx }: WafSession, match: MatchRecord): MatchRecord {
  if (tx.sanitised.length === 0 && !match.values.some(isHeader)) return match;
  const isHidden = ({ name }: MatchRecord["values"][number]): boolean => {
    const lower = name.toLowerCase();
    const [variable = "", key = ""] = splitOnce(lower);
    if (variable === "request_headers" && isSecretField(key)) return true;
    return tx.sanitised.some((hidden) => isMeant(hidden, variable, key));
  };
  const hasHidden = match.values.some(isHidden);
  if (!hasHidden) return match;
  const values = match.values.map((value) => (isHidden(value) ? { ...value, value: SCRUBBED } : value));
  return { ...match, values, data: SCRUBBED };
}

/** Variables have their own spelling in the names of what matched. */
const isHeader = ({ name }: MatchRecord["values"][number]): boolean => name.startsWith("REQUEST_HEADERS");

function isMeant(hidden: { what: string; key: string }, variable: string, key: string): boolean {
  switch (hidden.what) {
    case "sanitisearg":
    case "sanitizearg":
      return variable.startsWith("args") && hidden.key.toLowerCase() === key;
    case "sanitiserequestheader":
    case "sanitizerequestheader":
      return variable === "request_headers" && hidden.key.toLowerCase() === key;
    case "sanitiseresponseheader":
    case "sanitizeresponseheader":
      return variable === "response_headers" && hidden.key.toLowerCase() === key;
    default:
      return true;
  }
}

function splitOnce(name: string): [string, string] {
  const colon = name.indexOf(":");
  return colon < 0 ? [name, ""] : [name.slice(0, colon), name.slice(colon + 1)];
}

const cut = (text: string, maxChars = MAX_TEXT_CHARS): string => escapeLog(text, maxChars);

/** Nothing but ASCII may stand in a line of the ring. */
const ascii = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
