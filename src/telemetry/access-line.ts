// Writes one access record as one line of JSON, in plain ASCII so that no reader can stumble over bytes
// that a client chose. The fields are documented in docs/reference/access-log.md.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import { ownCopy } from "#kernel/own-copy.ts";
import type { AccessRecord } from "./access-record.ts";
import { type AccessRules, plainAccessRules } from "./access-rules.ts";
import { RecentTexts } from "./recent-texts.ts";
import { noScrubRules, type ScrubRules, scrubUrl } from "./scrub.ts";

/** The part of a line that says who wrote it; made once per worker and snapshot by `lineOrigin`. */
export type LineOrigin = string & { readonly kind?: "line-origin" };

// One value may not fill the ring: longer ones are cut, and say so.
const MAX_VALUE_CHARS = 8192;
/** The WAF log names all of them. */
const MAX_RULES = 32;
const UNSAFE = /[^ !#-[\]-~]/;
const UNSAFE_EACH = /[^ !#-[\]-~]/g;

export function lineOrigin(nodeName: string, worker: number): LineOrigin {
  return `${nodeName === "" ? "" : `"node":${jsonString(nodeName)},`}"worker":${worker}`;
}

/**
 * The line with its line feed. Empty values, and numbers that mean "none", are left out. `sampleRate` is the
 * share of such lines that are written: below 1 the line says it.
 */
export function accessLine(
  record: AccessRecord,
  origin: LineOrigin,
  rules: AccessRules = plainAccessRules,
  sampleRate = 1,
): string {
  const { traceparent, endStage, reason, detail, upstreamMs, attempts } = record;
  return (
    // Ids, addresses and the trace were read into a form of ours: nothing in them needs a look.
    `{"ts":"${timestamp(record.startedAtMs)}","id":"${record.requestId}"` +
    (traceparent === "" ? "," : `,"traceparent":"${traceparent}",`) +
    contextMembers(record, origin) +
    `,"client":"${record.clientAddress}"` +
    (record.country === "" ? "" : `,"country":"${record.country}"`) +
    (record.bot === "" ? "" : botMembers(record)) +
    `,"peer":"${record.peerAddress}"` +
    (record.peerPort > 0 ? `,"peerPort":${record.peerPort}` : "") +
    (record.tlsVersion === "" && record.ja4 === "" ? "" : tlsMembers(record)) +
    askedMembers(record.method, record.host) +
    targetMembers(record, rules.scrub) +
    protocolMember(record.protocol) +
    `,"status":${record.status}` +
    member(',"grpcStatus":"', record.grpcStatus) +
    (endStage === "" && reason === "" && detail === "" ? "" : endMembers(record)) +
    (record.apiCall === undefined ? "" : apiMembers(record.apiCall)) +
    (record.edgeRules.length + record.edgeRulesDry.length === 0 ? "" : edgeMembers(record)) +
    (record.wafPolicy === "" ? "" : wafMembers(record)) +
    `,"requestBytes":${record.requestBytes},"responseBytes":${record.responseBytes}` +
    `,"totalMs":${milliseconds(record.totalMs)}` +
    (upstreamMs >= 0 ? `,"upstreamMs":${milliseconds(upstreamMs)}` : "") +
    (attempts > 0 ? `,"attempts":${attempts}` : "") +
    received(userAgents, ',"userAgent":"', record.userAgent) +
    refererMember(record.referer, rules.scrub) +
    (hasHeaders(rules) ? headerMembers(record, rules) : "") +
    (record.spanId === "" ? "" : spanMembers(record)) +
    (sampleRate < 1 ? `,"sampleRate":${sampleRate}}\n` : "}\n")
  );
}

/** Names are ours or the configuration's. */
function botMembers({ bot, botName }: AccessRecord): string {
  return `,"bot":"${bot}"${botName === "" ? "" : `,"botName":"${botName}"`}`;
}

function endMembers({ endStage, reason, detail }: AccessRecord): string {
  return member(',"stage":"', endStage) + member(',"reason":"', reason) + member(',"detail":"', detail);
}

/** Names of the configuration's; a subscription of the store has a name of ours. */
function apiMembers({ api, operation, product, subscription }: NonNullable<AccessRecord["apiCall"]>): string {
  return (
    repeated(apis, ',"api":"', api) +
    repeated(operations, ',"operation":"', operation) +
    repeated(products, ',"product":"', product) +
    member(',"subscription":"', subscription)
  );
}

/** Names of the configuration's. */
function edgeMembers({ edgeRules, edgeRulesDry, tags, shapedMs }: AccessRecord): string {
  return (
    nameList("edgeRules", edgeRules) +
    nameList("edgeRulesDry", edgeRulesDry) +
    nameList("tags", tags) +
    (shapedMs > 0 ? `,"shapedMs":${milliseconds(shapedMs)}` : "")
  );
}

function nameList(key: string, names: readonly string[]): string {
  return names.length === 0 ? "" : `,"${key}":[${names.slice(0, MAX_RULES).map(jsonString).join(",")}]`;
}

function wafMembers({ wafPolicy, wafRules, wafScore, wafBodyInspected }: AccessRecord): string {
  return (
    repeated(policies, ',"wafPolicy":"', wafPolicy) +
    (wafBodyInspected ? ',"bodyInspected":true' : ',"bodyInspected":false') +
    (wafRules.length === 0 ? "" : `,"wafRules":[${wafRules.slice(0, MAX_RULES).join(",")}]`) +
    (wafScore > 0 ? `,"wafScore":${wafScore}` : "")
  );
}

/** The normal form of a path is mostly how the target begins: then one look serves both. */
function targetMembers({ rawTarget, path }: AccessRecord, scrub: ScrubRules): string {
  const target = scrubUrl(rawTarget, scrub);
  if (target !== rawTarget || path === "" || !rawTarget.startsWith(path) || !isSafe(target)) {
    return member(',"requestTarget":"', target) + member(',"path":"', scrubUrl(path, scrub));
  }
  return `,"requestTarget":"${target}","path":"${path}"`;
}

const hasHeaders = ({ requestHeaders, responseHeaders }: AccessRules): boolean =>
  requestHeaders.length > 0 || responseHeaders.length > 0;

function headerMembers(record: AccessRecord, rules: AccessRules): string {
  const { requestHeaders, responseHeaders, scrub } = rules;
  let request = "";
  for (const key of requestHeaders) request += headerMember(key, record.requestHeader(key), scrub);
  let response = "";
  for (const key of responseHeaders) response += headerMember(key, record.responseHeader(key), scrub);
  return (
    (request === "" ? "" : `,"requestHeaders":{${request.slice(1)}}`) +
    (response === "" ? "" : `,"responseHeaders":{${response.slice(1)}}`)
  );
}

/** A header may hold a URL as the referer does. */
function headerMember(key: string, value: string | undefined, scrub: ScrubRules): string {
  return value === undefined ? "" : `,"${key}":"${safe(scrubUrl(value, scrub))}"`;
}

/** What a span needs besides: only lines of sampled traces have it. */
function spanMembers({ spanId, parentSpanId, scheme, forwardedAfterMs }: AccessRecord): string {
  return (
    `,"span":"${spanId}"` +
    (parentSpanId === "" ? "" : `,"parentSpan":"${parentSpanId}"`) +
    `,"scheme":"${scheme}"` +
    (forwardedAfterMs >= 0 ? `,"forwardedAfterMs":${milliseconds(forwardedAfterMs)}` : "")
  );
}

/** The same on all requests of a connection, and mostly on all connections of one client's software. */
function tlsMembers({ tlsVersion, serverName, ja4 }: AccessRecord): string {
  return (
    received(tlsVersions, ',"tlsVersion":"', tlsVersion) +
    received(serverNames, ',"sni":"', serverName) +
    received(fingerprints, ',"ja4":"', ja4)
  );
}

/** The line that stands for lines which could not be kept; its field names are part of the format too. */
export function droppedLinesLine(atMs: number, origin: LineOrigin, count: number, sinceMs: number): string {
  return (
    `{"ts":"${timestamp(atMs)}","event":"access-lines-dropped",${origin},"count":${count},` +
    `"since":"${timestamp(sinceMs)}"}\n`
  );
}

// Values that come again and again are tested and quoted once: here those that the configuration names.
const listeners = new BoundedCache<string, string>(64);
const members = new BoundedCache<string, string>(1024);
const policies = new BoundedCache<string, string>(256);
const apis = new BoundedCache<string, string>(256);
const operations = new BoundedCache<string, string>(4096);
const products = new BoundedCache<string, string>(256);
const methods = new BoundedCache<string, string>(64);

function repeated(known: BoundedCache<string, string>, opening: string, value: string): string {
  const quoted = known.get(value);
  if (quoted !== undefined) return quoted;
  const made = member(opening, value);
  if (value.length <= MAX_REPEATED_CHARS) known.set(ownCopy(value), ownCopy(made));
  return made;
}

/** What one connection and one route have in common is mostly what the line before had. */
const lastContext = { origin: "", listener: "", site: "", route: "", target: "", member: "", text: "" };

function contextMembers(record: AccessRecord, origin: LineOrigin): string {
  const { listener, site, route, target, member: asked } = record;
  const last = lastContext;
  const isSamePlace = site === last.site && route === last.route && target === last.target;
  if (isSamePlace && origin === last.origin && listener === last.listener && asked === last.member) {
    return last.text;
  }
  const text =
    origin +
    repeated(listeners, ',"listener":"', listener) +
    placeMembers(record) +
    repeated(members, ',"member":"', asked);
  Object.assign(last, { origin, listener, site, route, target, member: asked, text: ownCopy(text) });
  return text;
}

/** Names of methods are the client's own, and long ones not worth their memory. */
const lastAsked = { method: "", host: "", text: "" };

function askedMembers(method: string, host: string): string {
  if (method === lastAsked.method && host === lastAsked.host) return lastAsked.text;
  const text = repeated(methods, ',"method":"', method) + received(hosts, ',"host":"', host);
  if (text.length <= MAX_REPEATED_CHARS) {
    lastAsked.method = ownCopy(method);
    lastAsked.host = ownCopy(host);
    lastAsked.text = ownCopy(text);
  }
  return text;
}

type Place = { readonly target: string; readonly text: string };
type SitePlaces = BoundedCache<string, Place>;

/** Routes by site and name. */
const places = new BoundedCache<string, SitePlaces>(512);

function placeMembers({ site, route, target }: AccessRecord): string {
  let ofSite = places.get(site);
  if (ofSite === undefined) {
    ofSite = new BoundedCache<string, Place>(8192);
    places.set(site, ofSite);
  }
  const known = ofSite.get(route);
  if (known !== undefined && known.target === target) return known.text;
  const text = member(',"site":"', site) + member(',"route":"', route) + member(',"target":"', target);
  ofSite.set(route, { target, text: ownCopy(text) });
  return text;
}

function protocolMember(protocol: string): string {
  if (protocol === "HTTP/1.1") return ',"protocol":"HTTP/1.1"';
  return member(',"protocol":"', protocol);
}

const hosts = new BoundedCache<string, string>(1024);
const tlsVersions = new BoundedCache<string, string>(16);
const serverNames = new BoundedCache<string, string>(1024);
const fingerprints = new BoundedCache<string, string>(1024);
const userAgents = new BoundedCache<string, string>(1024);
const referers = new RecentTexts(1024);
const MAX_REPEATED_CHARS = 256;

/** What clients send again and again. */
function received(known: BoundedCache<string, string>, opening: string, value: string): string {
  return value === "" ? "" : repeated(known, opening, value);
}

/** A referer with a secret in it is not remembered; where an operator has rules of his own, none is. */
function refererMember(referer: string, scrub: ScrubRules): string {
  if (referer === "") return "";
  const quoted = scrub === noScrubRules ? referers.get(referer) : undefined;
  if (quoted !== undefined) return quoted;
  const scrubbed = scrubUrl(referer, scrub);
  const made = member(',"referer":"', scrubbed);
  const mayRemember = scrubbed === referer && scrub === noScrubRules;
  if (mayRemember && referer.length <= MAX_REPEATED_CHARS) referers.offer(referer, made);
  return made;
}

function member(opening: string, value: string): string {
  return value === "" ? "" : `${opening}${safe(value)}"`;
}

function safe(value: string): string {
  return isSafe(value) ? value : escapeValue(value);
}

function isSafe(value: string): boolean {
  return value.length <= MAX_VALUE_CHARS && !UNSAFE.test(value);
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
