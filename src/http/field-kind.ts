// The fields that mean something to the gateway itself. Everything else is passed on as it came.

/** Small integers in a const object: compared on the hot path, and types are erased at run time. */
export const FieldKind = {
  plain: 0,
  host: 1,
  contentLength: 2,
  transferEncoding: 3,
  connection: 4,
  expect: 5,
  /** Belongs to this connection only (RFC 9110 §7.6.1) and is not sent on. */
  hopByHop: 6,
  /** Tells of the hops before us: kept from trusted hops only, and written anew. */
  forwarded: 7,
  via: 8,
  requestId: 9,
  traceparent: 10,
  date: 11,
  /** A spelling with `_` of a field above: some backends would read it as the real one. */
  alias: 12,
  userAgent: 13,
  referer: 14,
  setCookie: 15,
  tracestate: 16,
  /** Asks this node for a trace (`Portcullis-Debug`); nobody behind it has any use for it. */
  debugToken: 17,
  /** Says in the gateway's name who asks (`X-Gw-…`, `Client-Cert`): only the gateway may write it. */
  assertion: 18,
} as const;

export type FieldKind = (typeof FieldKind)[keyof typeof FieldKind];

const kinds = new Map<string, FieldKind>([
  ["host", FieldKind.host],
  ["content-length", FieldKind.contentLength],
  ["transfer-encoding", FieldKind.transferEncoding],
  ["connection", FieldKind.connection],
  ["expect", FieldKind.expect],
  ["keep-alive", FieldKind.hopByHop],
  ["proxy-connection", FieldKind.hopByHop],
  ["proxy-authenticate", FieldKind.hopByHop],
  ["proxy-authorization", FieldKind.hopByHop],
  ["proxy-authentication-info", FieldKind.hopByHop],
  ["te", FieldKind.hopByHop],
  ["trailer", FieldKind.hopByHop],
  ["upgrade", FieldKind.hopByHop],
  ["http2-settings", FieldKind.hopByHop],
  ["forwarded", FieldKind.forwarded],
  ["x-forwarded-for", FieldKind.forwarded],
  ["x-forwarded-host", FieldKind.forwarded],
  ["x-forwarded-port", FieldKind.forwarded],
  ["x-forwarded-proto", FieldKind.forwarded],
  ["x-forwarded-scheme", FieldKind.forwarded],
  ["x-forwarded-server", FieldKind.forwarded],
  ["x-forwarded-prefix", FieldKind.forwarded],
  ["x-forwarded-ssl", FieldKind.forwarded],
  ["x-forwarded", FieldKind.forwarded],
  ["x-original-host", FieldKind.forwarded],
  ["x-original-url", FieldKind.forwarded],
  ["x-original-uri", FieldKind.forwarded],
  ["x-rewrite-url", FieldKind.forwarded],
  ["x-real-ip", FieldKind.forwarded],
  ["x-client-ip", FieldKind.forwarded],
  ["x-cluster-client-ip", FieldKind.forwarded],
  ["true-client-ip", FieldKind.forwarded],
  ["cf-connecting-ip", FieldKind.forwarded],
  ["front-end-https", FieldKind.forwarded],
  // Marks copies of ours; a client that sends it would have its request taken for one.
  ["x-portcullis-mirror", FieldKind.forwarded],
  ["via", FieldKind.via],
  ["x-request-id", FieldKind.requestId],
  ["traceparent", FieldKind.traceparent],
  ["tracestate", FieldKind.tracestate],
  ["portcullis-debug", FieldKind.debugToken],
  // RFC 9440: believed by who trusts the gateway, so never passed on from a client.
  ["client-cert", FieldKind.assertion],
  ["client-cert-chain", FieldKind.assertion],
  // Says that a request is the audit's; guards count those apart, and none of them comes through the gateway.
  ["x-bypass-audit", FieldKind.assertion],
  ["date", FieldKind.date],
  ["user-agent", FieldKind.userAgent],
  ["referer", FieldKind.referer],
  ["set-cookie", FieldKind.setCookie],
]);

/** How the names of fields begin by which the gateway tells a backend of the client. */
const ASSERTED = "x-gw-";

/** The kind of a field by its lower-case name. `_` equals `-`: CGI-like backends cannot tell them apart. */
export function fieldKind(key: string): FieldKind {
  const kind = kinds.get(key);
  if (kind !== undefined) return kind;
  if (key.startsWith(ASSERTED)) return FieldKind.assertion;
  if (!key.includes("_")) return FieldKind.plain;
  const read = key.replaceAll("_", "-");
  return kinds.has(read) || read.startsWith(ASSERTED) ? FieldKind.alias : FieldKind.plain;
}

const endToEnd: ReadonlySet<FieldKind> = new Set([
  FieldKind.plain,
  FieldKind.userAgent,
  FieldKind.referer,
  FieldKind.date,
  FieldKind.setCookie,
]);

const isEndToEndByKind: readonly boolean[] = Object.values(FieldKind).map((kind) => endToEnd.has(kind));

/** Passed on as it came, both ways. `Via` is not among them: the way to the backend writes it anew. */
export function isEndToEnd(kind: FieldKind): boolean {
  return isEndToEndByKind[kind] === true;
}

// RFC 9110 §6.5.1: fields that frame, route, authenticate or change how a message is read have no meaning
// after its body, and merging them into the head is an attack.
const NOT_IN_TRAILERS =
  /^(?:authorization|www-authenticate|authentication-info|cookie|age|cache-control|expires|pragma|vary|warning|retry-after|location|max-forwards|range|if-.*|content-.*|accept.*|origin|sec-.*|grpc-encoding|grpc-accept-encoding)$/;

/** May a field of this lower-case name be passed on after a body? */
export function isTrailer(key: string): boolean {
  const kind = fieldKind(key);
  return kind === FieldKind.plain && !NOT_IN_TRAILERS.test(key);
}

const SECRET =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|portcullis-debug)$|key|token|secret|auth|session|passw|credential|signature|assertion|jwt|x-amz-security|csrf|xsrf/;

/** Fields whose values are likely secrets: never remembered, never logged. */
export function isSecretField(key: string): boolean {
  return SECRET.test(key);
}
