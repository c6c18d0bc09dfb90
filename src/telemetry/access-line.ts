// Writes one access record as one line of JSON, in plain ASCII so that no reader can stumble over bytes
// that a client chose. The fields are documented in docs/reference/access-log.md.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import type { AccessRecord } from "./access-record.ts";
import { scrubUrl } from "./scrub.ts";

/** The part of a line that says who wrote it; made once per worker and snapshot by `lineOrigin`. */
export type LineOrigin = string & { readonly kind?: "line-origin" };

// One value may not fill the ring: longer ones are cut, and say so.
const MAX_VALUE_CHARS = 8192;
const UNSAFE = /[^ !#-[\]-~]/;
const UNSAFE_EACH = /[^ !#-[\]-~]/g;

export function lineOrigin(nodeName: string, worker: number): LineOrigin {
  return `${nodeName === "" ? "" : `"node":${jsonString(nodeName)},`}"worker":${worker}`;
}

/** The line with its line feed. Empty values, and numbers that mean "none", are left out. */
export function accessLine(record: AccessRecord, origin: LineOrigin): string {
  return (
    `{"ts":"${timestamp(record.startedAtMs)}","id":"${record.requestId}"` +
    member(',"traceparent":"', record.traceparent) +
    `,${origin}` +
    repeated(listeners, ',"listener":"', record.listener) +
    repeated(sites, ',"site":"', record.site) +
    repeated(routes, ',"route":"', record.route) +
    repeated(targets, ',"target":"', record.target) +
    repeated(members, ',"member":"', record.member) +
    member(',"client":"', record.clientAddress) +
    member(',"peer":"', record.peerAddress) +
    (record.peerPort > 0 ? `,"peerPort":${record.peerPort}` : "") +
    member(',"method":"', record.method) +
    member(',"host":"', record.host) +
    member(',"requestTarget":"', scrubUrl(record.rawTarget)) +
    member(',"path":"', scrubUrl(record.path)) +
    member(',"protocol":"', record.protocol) +
    `,"status":${record.status}` +
    member(',"stage":"', record.endStage) +
    member(',"reason":"', record.reason) +
    member(',"detail":"', record.detail) +
    `,"requestBytes":${record.requestBytes},"responseBytes":${record.responseBytes}` +
    `,"totalMs":${milliseconds(record.totalMs)}` +
    (record.upstreamMs >= 0 ? `,"upstreamMs":${milliseconds(record.upstreamMs)}` : "") +
    (record.attempts > 0 ? `,"attempts":${record.attempts}` : "") +
    userAgentMember(record.userAgent) +
    member(',"referer":"', scrubUrl(record.referer)) +
    "}\n"
  );
}

/** The line that stands for lines which could not be kept; its field names are part of the format too. */
export function droppedLinesLine(atMs: number, origin: LineOrigin, count: number, sinceMs: number): string {
  return (
    `{"ts":"${timestamp(atMs)}","event":"access-lines-dropped",${origin},"count":${count},` +
    `"since":"${timestamp(sinceMs)}"}\n`
  );
}

// Values that come again and again are tested and quoted once. All but the last come from the configuration.
const listeners = new BoundedCache<string, string>(64);
const sites = new BoundedCache<string, string>(256);
const routes = new BoundedCache<string, string>(4096);
const targets = new BoundedCache<string, string>(1024);
const members = new BoundedCache<string, string>(1024);
const userAgents = new BoundedCache<string, string>(1024);
const MAX_REPEATED_CHARS = 256;

function repeated(known: BoundedCache<string, string>, opening: string, value: string): string {
  const quoted = known.get(value);
  if (quoted !== undefined) return quoted;
  const made = member(opening, value);
  known.set(value, made);
  return made;
}

function userAgentMember(value: string): string {
  const quoted = userAgents.get(value);
  if (quoted !== undefined) return quoted;
  const made = member(',"userAgent":"', value);
  // A slice would keep the whole head that it was cut from, secrets included, alive in the cache.
  if (value.length <= MAX_REPEATED_CHARS) userAgents.set(ownCopy(value), ownCopy(made));
  return made;
}

function ownCopy(latin1Text: string): string {
  return Buffer.from(latin1Text, "latin1").toString("latin1");
}

function member(opening: string, value: string): string {
  return value === "" ? "" : `${opening}${safe(value)}"`;
}

function safe(value: string): string {
  return value.length <= MAX_VALUE_CHARS && !UNSAFE.test(value) ? value : escapeValue(value);
}

function escapeValue(value: string): string {
  if (value.length <= MAX_VALUE_CHARS) return value.replace(UNSAFE_EACH, escapeChar);
  const cut = value.slice(0, MAX_VALUE_CHARS).replace(UNSAFE_EACH, escapeChar);
  return `${cut}[cut ${value.length - MAX_VALUE_CHARS}]`;
}

function escapeChar(char: string): string {
  if (char === '"' || char === "\\") return `\\${char}`;
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A JSON string in ASCII, quotes included. */
export function jsonString(value: string): string {
  return `"${value.replace(UNSAFE_EACH, escapeChar)}"`;
}

const fractions: readonly string[] = Array.from({ length: 1000 }, (_, i) => `.${String(i).padStart(3, "0")}`);

/** With microseconds; from integers, because printing a double costs more than the rest of the line. */
function milliseconds(ms: number): string {
  const micros = Math.round(ms * 1000);
  const whole = Math.floor(micros / 1000);
  return `${whole}${fractions[micros - whole * 1000] ?? ""}`;
}

let stampedSecond = -1;
let stampedText = "";

/** RFC 3339 in UTC with milliseconds; the date is formatted once per second. */
export function timestamp(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (second !== stampedSecond) {
    stampedText = new Date(second * 1000).toISOString().slice(0, 19);
    stampedSecond = second;
  }
  return `${stampedText}${fractions[Math.floor(atMs) - second * 1000] ?? ".000"}Z`;
}
