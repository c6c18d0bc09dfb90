// Access lines of sampled traces → spans: the request's own, and that of the call to a backend. Names and
// values are those of OpenTelemetry's stable HTTP conventions, in OTLP's JSON (proto3's mapping, ids in hex).

import { LINE_FEED } from "./sink/line-sink.ts";

/** One span in OTLP's JSON. */
export type OtlpSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly status: { readonly code?: number; readonly message?: string };
};

type OtlpValue = { readonly stringValue: string } | { readonly intValue: string };
export type OtlpAttribute = { readonly key: string; readonly value: OtlpValue };

/** Enumerations of opentelemetry/proto/trace/v1/trace.proto. */
const KIND_SERVER = 2;
const KIND_CLIENT = 3;
const STATUS_ERROR = 2;

const SPAN_MARK = Buffer.from(',"span":"', "latin1");

/**
 * The spans of a batch of whole lines. A line without the mark costs nothing but the search: quotes in values
 * are escaped, so that no client can write the mark.
 */
export function spansOfLines(lines: Buffer, routePaths: Readonly<Record<string, string>>): OtlpSpan[] {
  const spans: OtlpSpan[] = [];
  for (let at = lines.indexOf(SPAN_MARK); at >= 0; at = lines.indexOf(SPAN_MARK, at)) {
    const start = lines.lastIndexOf(LINE_FEED, at) + 1;
    const end = lines.indexOf(LINE_FEED, at);
    const line = readLine(lines.toString("latin1", start, end < 0 ? lines.length : end));
    if (line !== undefined) spans.push(...spansOf(line, routePaths));
    if (end < 0) break;
    at = end;
  }
  return spans;
}

/** A line as it was written by accessLine. */
type Line = {
  readonly ts: string;
  readonly traceparent: string;
  readonly span: string;
  readonly status: number;
  readonly totalMs: number;
  readonly [field: string]: unknown;
};

function readLine(text: string): Line | undefined {
  try {
    // Written by our own workers, and checked for what is used without a look.
    const line = JSON.parse(text) as Partial<Line>;
    const { ts, traceparent, span, status, totalMs } = line;
    if (ts === undefined || traceparent === undefined || span === undefined) return undefined;
    return { ...line, ts, traceparent, span, status: status ?? 0, totalMs: totalMs ?? 0 };
  } catch {
    return undefined; // a line that a dying worker left half written
  }
}

function spansOf(line: Line, routePaths: Readonly<Record<string, string>>): OtlpSpan[] {
  const startNs = BigInt(Date.parse(line.ts)) * 1_000_000n;
  const [, traceId = "", clientSpanId = ""] = line.traceparent.split("-");
  const route = routePaths[`${text(line, "site")}\n${text(line, "route")}`] ?? "";
  const server = serverSpan(line, { traceId, startNs, route });
  if (!(Number(line["attempts"] ?? 0) > 0)) return [server];
  return [server, clientSpan(line, { traceId, startNs, clientSpanId })];
}

const nanoseconds = (ms: unknown): bigint => BigInt(Math.round(Number(ms ?? 0) * 1e6));

function text(line: Line, field: string): string {
  const value = line[field];
  return typeof value === "string" ? value : "";
}

type ServerPlace = { readonly traceId: string; readonly startNs: bigint; readonly route: string };

function serverSpan(line: Line, { traceId, startNs, route }: ServerPlace): OtlpSpan {
  const method = methodOf(line);
  const parentSpanId = text(line, "parentSpan");
  // Only a fault of ours is an error of the server's span; a client's mistake is not.
  const isError = line.status >= 500;
  const reason = text(line, "reason");
  return {
    traceId,
    spanId: line.span,
    ...(parentSpanId === "" ? {} : { parentSpanId }),
    name: route === "" ? method.name : `${method.name} ${route}`,
    kind: KIND_SERVER,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + nanoseconds(line.totalMs)),
    attributes: attributes({
      "http.request.method": method.value,
      "http.request.method_original": method.original,
      "url.scheme": text(line, "scheme"),
      "url.path": pathOf(line),
      "url.query": queryOf(line),
      "http.route": route,
      "http.response.status_code": line.status,
      "error.type": isError ? reason || String(line.status) : "",
      "client.address": text(line, "client"),
      "network.peer.address": text(line, "peer"),
      "network.peer.port": Number(line["peerPort"] ?? 0),
      ...hostAttributes(text(line, "host")),
      ...protocolAttributes(line),
      "user_agent.original": text(line, "userAgent"),
      "http.request.size": Number(line["requestBytes"] ?? 0),
      "http.response.size": Number(line["responseBytes"] ?? 0),
      "portcullis.request_id": text(line, "id"),
      "portcullis.site": text(line, "site"),
      "portcullis.route": text(line, "route"),
      "portcullis.stage": text(line, "stage"),
      "portcullis.reason": reason,
    }),
    status: isError ? { code: STATUS_ERROR, message: reason } : {},
  };
}

type ClientPlace = { readonly traceId: string; readonly startNs: bigint; readonly clientSpanId: string };

/** Until the head of the response: that is where the line's `upstreamMs` ends. */
function clientSpan(line: Line, { traceId, startNs, clientSpanId }: ClientPlace): OtlpSpan {
  const method = methodOf(line);
  const beginNs = startNs + nanoseconds(line["forwardedAfterMs"]);
  const attempts = Number(line["attempts"]);
  // Where the request ended while it was forwarded, the backend gave no status.
  const hasFailed = text(line, "stage") === "forward";
  const isError = hasFailed || line.status >= 400;
  const reason = text(line, "reason");
  return {
    traceId,
    spanId: clientSpanId,
    parentSpanId: line.span,
    name: method.name,
    kind: KIND_CLIENT,
    startTimeUnixNano: String(beginNs),
    endTimeUnixNano: String(beginNs + nanoseconds(line["upstreamMs"])),
    attributes: attributes({
      "http.request.method": method.value,
      "http.request.method_original": method.original,
      ...hostAttributes(text(line, "member")),
      "url.path": pathOf(line),
      "http.response.status_code": hasFailed ? 0 : line.status,
      "error.type": isError ? (hasFailed ? reason : String(line.status)) : "",
      "http.request.resend_count": attempts > 1 ? attempts - 1 : 0,
      "portcullis.target": text(line, "target"),
    }),
    status: isError ? { code: STATUS_ERROR, message: hasFailed ? reason : "" } : {},
  };
}

/** The methods that the conventions know; any other is `_OTHER`, so that clients make up no names. */
const knownMethods = new Set([
  "CONNECT",
  "DELETE",
  "GET",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
  "TRACE",
]);

function methodOf(line: Line): { readonly name: string; readonly value: string; readonly original: string } {
  const method = text(line, "method");
  if (knownMethods.has(method)) return { name: method, value: method, original: "" };
  return { name: "HTTP", value: "_OTHER", original: method };
}

/** In its normal form, or of a request that did not get so far, as received; scrubbed like the line. */
function pathOf(line: Line): string {
  const path = text(line, "path");
  return path === "" ? (text(line, "requestTarget").split("?", 1)[0] ?? "") : path;
}

function queryOf(line: Line): string {
  const target = text(line, "requestTarget");
  const mark = target.indexOf("?");
  return mark < 0 ? "" : target.slice(mark + 1);
}

function hostAttributes(host: string): Record<string, string | number> {
  const [, name = host, port = "0"] = /^(.*?)(?::([0-9]{1,5}))?$/.exec(host) ?? [];
  return { "server.address": name.replace(/^\[(.*)\]$/, "$1"), "server.port": Number(port) };
}

function protocolAttributes(line: Line): Record<string, string> {
  const [name = "", version = ""] = text(line, "protocol").split("/");
  return version === ""
    ? {}
    : { "network.protocol.name": name.toLowerCase(), "network.protocol.version": version };
}

/** Empty texts and zeros stand for "none" and are left out. */
export function attributes(values: Readonly<Record<string, string | number>>): OtlpAttribute[] {
  const list: OtlpAttribute[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (value === "" || value === 0) continue;
    list.push({
      key,
      value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
    });
  }
  return list;
}
