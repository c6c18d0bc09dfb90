// Every way in which a request can end without the answer that was asked for. The codes stand in access
// lines, problem details, metrics and docs/reference/errors.md, which is generated from this table.
// Codes are never reused for another meaning.

import { type CatalogueEntry, client, refusedAtOnce, rule, self, upstream } from "./catalogue-entry.ts";

export type { Blame, CatalogueEntry, StageName } from "./catalogue-entry.ts";

const BAD_CLIENT = "The client (or a proxy before us) sends malformed HTTP; nothing was forwarded.";
const BANNED =
  "The client is banned: `portcullis ban list` says why and until when, `portcullis allow add` lets it in.";

export const faultCatalogue = {
  // accept
  "connections-exhausted": {
    ...self("accept", 0, "Too many connections.", "Raise the listener's `maxConnections` or add workers."),
  },
  "proxy-header-malformed": refusedAtOnce(
    "client",
    "A trusted hop sent a PROXY header that cannot be read, or closed in the middle of one.",
  ),
  "proxy-header-missing": refusedAtOnce(
    "client",
    "The listener's `proxyProtocol` is `required`: make the hop send the header, or set `optional`.",
  ),
  "proxy-header-untrusted": refusedAtOnce(
    "client",
    "A peer that is no trusted hop sent a PROXY header, or the listener takes hops only: see `trustedHops`.",
  ),
  "proxy-header-timeout": refusedAtOnce("client", "No whole PROXY header came in time."),
  "tls-handshake-failed": refusedAtOnce(
    "client",
    "The detail has OpenSSL's reason: no version or cipher in common, a client that distrusts the certificate, or no TLS at all.",
  ),
  "tls-handshake-timeout": refusedAtOnce(
    "client",
    "A slow client, or an attempt to hold connections open. See `tls.handshakeTimeout`.",
  ),
  "client-certificate-required": refusedAtOnce(
    "client",
    "The listener's `clientCertificates.mode` is `required`, and the client showed none.",
  ),
  "client-certificate-refused": refusedAtOnce(
    "client",
    "The detail has OpenSSL's reason: expired, revoked, of another authority, or no usable revocation list.",
  ),
  "identity-refused": refusedAtOnce(
    "rule",
    "The peer is not one that the listener's `requireIdentity` lets in.",
  ),

  "address-penalized": refusedAtOnce(
    "client",
    "A connection from this address was ended for a flood of HTTP/2 (`http2-reset-flood` and the like) a while ago: see the listener's `http2Limits.penalty`, and `trustedHops` where a proxy of yours stands behind the address.",
  ),
  "address-banned": refusedAtOnce("rule", BANNED),
  "address-denied": refusedAtOnce(
    "rule",
    "The address is in a network of `screen.deny`, the node's or the listener's: the detail names it. `allow` wins.",
  ),
  "listener-private": rule(
    "accept",
    0,
    "Not served here.",
    "A connection from a public address came to a listener that is `private`: who leads it there?",
  ),

  // read
  "request-line-malformed": client(400, "The request line is malformed.", BAD_CLIENT),
  "method-malformed": client(400, "The request method is malformed.", BAD_CLIENT),
  "target-malformed": client(400, "The request target is malformed.", BAD_CLIENT),
  "version-unsupported": client(
    505,
    "Only HTTP/1.0 and HTTP/1.1 are spoken here.",
    "The client speaks another protocol or version on a plain HTTP/1 listener.",
  ),
  "version-malformed": client(
    400,
    "There is no such version of HTTP.",
    "RFC 1945 §4.1: what came before HTTP/1.0 names no version. A scanner, or a client that is broken.",
  ),
  "method-refused": client(
    501,
    "This method is not supported.",
    "CONNECT and TRACE are never forwarded: they open a path around the gateway or echo credentials. " +
      "Nor is `get` or `Post`: methods are case-sensitive, but not every backend keeps to it.",
  ),
  "head-incomplete": client(
    400,
    "The request head is incomplete.",
    "The client ended its side of the connection in the middle of a head.",
  ),
  "line-ending-malformed": client(400, "A line does not end in CR LF.", BAD_CLIENT),
  "field-malformed": client(400, "A header field is malformed.", BAD_CLIENT),
  "field-folded": client(400, "Folded header fields are not accepted.", BAD_CLIENT),
  "host-missing": client(400, "The Host header field is missing.", BAD_CLIENT),
  "host-repeated": client(400, "There is more than one Host header field.", BAD_CLIENT),
  "host-malformed": client(400, "The Host header field is malformed.", BAD_CLIENT),
  "host-disagrees": client(
    400,
    "The Host header field differs from the authority of the request target.",
    "RFC 9112 §3.2.2: with an absolute target both must name the same host.",
  ),
  "length-malformed": client(400, "The Content-Length header field is malformed.", BAD_CLIENT),
  "length-repeated": client(400, "There is more than one Content-Length.", BAD_CLIENT),
  "length-and-coding": client(
    400,
    "Content-Length and Transfer-Encoding do not go together.",
    "RFC 9112 §6.1: a request with both is an attempt at request smuggling.",
  ),
  "coding-unsupported": client(
    501,
    "This transfer coding is not supported.",
    "Only `chunked`, once and alone, is accepted as a transfer coding.",
  ),
  "coding-malformed": client(400, "The Transfer-Encoding header field is malformed.", BAD_CLIENT),
  "coding-in-http10": client(400, "HTTP/1.0 has no transfer codings.", BAD_CLIENT),
  "chunk-malformed": client(400, "The chunked body is malformed.", BAD_CLIENT),
  "expectation-unsupported": client(
    417,
    "This expectation cannot be met.",
    "Only `Expect: 100-continue` is supported.",
  ),
  "request-line-too-long": client(
    414,
    "The request target is too long.",
    "Raise `limits.requestLine` if such targets are legitimate.",
  ),
  "head-too-large": client(
    431,
    "The header section is too large.",
    "Raise `limits.head` if such requests are legitimate.",
  ),
  "too-many-fields": client(
    431,
    "There are too many header fields.",
    "Raise `limits.headerCount` if such requests are legitimate.",
  ),
  "body-too-large": client(
    413,
    "The request body is too large.",
    "Raise `limits.body` if such bodies are legitimate.",
  ),
  "head-timeout": client(
    408,
    "The request head did not arrive in time.",
    "A slow client, or an attempt to hold connections open (slowloris). See `limits.headTimeout`.",
  ),
  "body-timeout": client(
    408,
    "The request body did not arrive in time.",
    "A slow client, or an attempt to hold connections open. See `limits.bodyTimeout`.",
  ),
  "request-timeout": client(
    408,
    "The request did not arrive in time.",
    "A client that sends its body drop by drop. Raise `limits.requestTimeout` where honest uploads take longer.",
  ),
  "client-gone": client(
    499,
    "The client closed the connection.",
    "The client went away before the answer was complete; 499 stands in the access line only.",
  ),
  "client-stalled": client(
    499,
    "The client stopped reading the answer.",
    "The connection was reset after `limits.bodyTimeout`; 499 stands in the access line only.",
  ),
  "pseudo-field-malformed": client(
    400,
    "The request's pseudo-header fields are malformed.",
    "RFC 9113 §8.3: method, scheme, path and authority, each once, before all other fields.",
  ),
  "connection-field": client(
    400,
    "Connection-specific header fields do not go with HTTP/2.",
    "RFC 9113 §8.2.2: a proxy before us that carries them over from HTTP/1.1 can be made to smuggle requests.",
  ),
  "length-disagrees": client(
    400,
    "The body is not as long as its Content-Length says.",
    "RFC 9113 §8.1.1: nothing was taken for a whole request; a backend that had begun to read was cut off.",
  ),
  "http2-request-refused": client(
    0,
    "The request is not well-formed HTTP/2.",
    "nghttp2 reset the stream before its head could be read; the access line has the error code and no more.",
  ),
  "http2-protocol-error": client(
    0,
    "The connection broke the rules of HTTP/2.",
    "nghttp2 ended the connection; the access line has the error code that the client got.",
  ),
  "http2-reset-flood": client(
    0,
    "Too many requests were cancelled.",
    "A rapid-reset attack (CVE-2023-44487) or its kin: the connection was ended.",
  ),
  "http2-frame-flood": client(
    0,
    "Too many control frames.",
    "A flood of settings, pings, window updates, priorities or empty frames: the connection was ended.",
  ),
  "http2-head-flood": client(
    0,
    "The header section is too large.",
    "More CONTINUATION frames, encoded bytes or fields of one head than any client needs: the connection was ended.",
  ),
  "encoded-slash": client(
    400,
    "Encoded slashes are not accepted in the path.",
    "The site's `path.encodedSlashes` is `reject`.",
  ),
  "double-encoding": client(
    400,
    "Double percent-encoding is not accepted in the path.",
    "The site's `path.doubleEncoding` is `reject`, or the path is encoded more than three times.",
  ),
  "path-parameters": client(
    400,
    "Path parameters are not accepted.",
    "The site's `path.parameters` is `reject`.",
  ),
  "path-malformed": client(
    400,
    "The path is malformed.",
    "A NUL byte or a broken percent-encoding in the path; no backend would read it the same way.",
  ),

  // route
  "site-unknown": rule(
    "route",
    421,
    "This host is not served here.",
    "Add the host to a site's `hosts`, or a site with the host `*`.",
  ),
  "host-misdirected": rule(
    "route",
    421,
    "This host is not served on this connection.",
    "RFC 9110 §7.4: the certificate that the client was shown is not good for the host that it asks for.",
  ),

  "target-misdirected": rule(
    "route",
    421,
    "The request was sent to the wrong place.",
    "The target says https, but the connection is not secured, and no trusted hop vouches for it (RFC 9110 §7.4).",
  ),

  "rewrite-impossible": {
    ...client(
      400,
      "The request cannot be served as it stands.",
      "A value that a rewrite puts into the path would not stay within its segment, or is missing.",
    ),
    stage: "route",
  },

  "route-busy": self(
    "route",
    503,
    "The service is busy.",
    "As many requests are under way as `limits.concurrentRequests` of the route or its site allows.",
  ),

  // screen, inspect, authorize, inspectResponse: codes arrive with their engines
  ban: rule("screen", 403, "The request was denied.", BANNED),
  "network-denied": rule("screen", 403, "The request was denied.", "`screen.deny`: see the detail."),
  "screen-denied": rule("screen", 403, "The request was denied.", "See the edge rule in the access line."),
  "waf-blocked": rule("inspect", 403, "The request was denied.", "See the rules in the WAF log."),
  "waf-body-too-large": rule(
    "inspect",
    413,
    "The request body is too large.",
    "The WAF policy inspects no more: see `requestBody.limit` and `requestBody.overLimit` of the policy.",
  ),
  "waf-cost-limit": rule(
    "inspect",
    403,
    "The request was denied.",
    "Looking at it would cost more than `inspectionCost` of the policy allows: see the WAF log for where it ran out.",
  ),
  unauthorized: rule("authorize", 401, "Authentication is required.", "See the policy in the access line."),
  "response-blocked": rule(
    "inspectResponse",
    403,
    "The response was withheld.",
    "See the rules in the WAF log.",
  ),
  "response-cost-limit": rule(
    "inspectResponse",
    403,
    "The response was withheld.",
    "Looking at it would cost more than `inspectionCost` of the policy allows: see the WAF log for where it ran out.",
  ),
  "completion-withheld": rule(
    "respond",
    403,
    "The response was withheld.",
    "`llm-content-safety` objected to what a model was writing, and the stream was cut there: the detail says to what.",
  ),
  "completion-unjudged": self(
    "respond",
    500,
    "The response was withheld.",
    "`llm-content-safety` could not have a stream judged any further, and it was cut there: the detail says why.",
  ),

  // forward
  "sinkpool-hit": rule(
    "forward",
    404,
    "Not found.",
    "The request matched no route to a backend and ended in a sinkpool, as configured.",
  ),
  "policy-answer": rule(
    "authorize",
    200,
    "Answered by a policy.",
    "A policy of the document (return-response and the like) gave the answer; nothing is wrong.",
  ),
  "policy-refused": rule(
    "authorize",
    403,
    "Refused by a policy.",
    "The detail names the policy of the document, its place and its reason.",
  ),
  "policy-failed": self(
    "authorize",
    500,
    "The request could not be handled.",
    "A policy of the document failed: the detail names it, and what its expression or call came to.",
  ),
  "policy-unsupported": self(
    "authorize",
    500,
    "The request could not be handled.",
    "The call reached a policy that does not run here, which the detail names: take it out of the document.",
  ),
  "pool-exhausted": upstream(
    503,
    false,
    "The service is busy.",
    "All members are at `maxConnections`; raise it, add members, or find why they are slow.",
  ),
  "connect-refused": upstream(
    502,
    true,
    "The service cannot be reached.",
    "The member refuses connections: is it running, and on this port?",
  ),
  "connect-failed": upstream(
    502,
    true,
    "The service cannot be reached.",
    "Name resolution or routing to the member failed; the access line has the system's error.",
  ),
  "name-unresolved": upstream(
    502,
    true,
    "The service cannot be reached.",
    "The member's host name has no address, and never had one since the pool was built: see the pool's `dns`.",
  ),
  "upstream-tls-failed": upstream(
    502,
    true,
    "The service cannot be reached.",
    "The TLS handshake with the member failed: does it speak TLS on this port, a version from `tls.minVersion` on, and accept the pool's certificate?",
  ),
  "upstream-certificate-refused": upstream(
    502,
    true,
    "The service cannot be reached.",
    "The member's certificate does not hold: the access line says why. See the pool's `tls.ca` and `tls.serverName`.",
  ),
  "breaker-open": upstream(
    503,
    false,
    "The service is busy.",
    "The circuit breaker of every member is open; `Retry-After` says when the first of them is tried again.",
  ),
  "no-member-in-service": upstream(
    503,
    false,
    "The service is not available.",
    "Every member fails its health check, or its circuit breaker is open: the log has each transition with its reason.",
  ),
  "member-drained": self(
    "forward",
    502,
    "The service was taken down.",
    "The member left the pool, or failed its health check, and the request was not done within `timeouts.drain`.",
  ),
  "connect-timeout": upstream(
    504,
    true,
    "The service did not answer in time.",
    "No connection within the pool's connect time-out: a firewall, or an overloaded member.",
  ),
  "response-timeout": upstream(
    504,
    false,
    "The service did not answer in time.",
    "No response head within the pool's response time-out.",
  ),
  "response-body-timeout": upstream(
    504,
    false,
    "The service stopped answering.",
    "The member stopped in the middle of a body; the client's connection was cut so that it cannot take half for whole.",
  ),
  "upstream-reset": upstream(
    502,
    false,
    "The service closed the connection.",
    "The member closed or reset the connection before a whole response head.",
  ),
  "grpc-needs-http2": {
    ...self(
      "forward",
      502,
      "The service cannot be reached.",
      "Set the pool's `protocol` to `http2`: gRPC needs it.",
    ),
  },
  "websocket-refused": {
    ...rule(
      "forward",
      403,
      "WebSocket is not allowed here.",
      "See the route's `webSocket`; it needs an http1 pool.",
    ),
  },
  "upstream-stream-refused": upstream(
    502,
    true,
    "The service is busy.",
    "The member refused the request unseen (HTTP/2 REFUSED_STREAM, or GOAWAY): it is being shut down, or full.",
  ),
  "upstream-not-http2": upstream(
    502,
    true,
    "The service cannot be reached.",
    "The pool's `protocol` is http2, and the member did not agree on it (ALPN).",
  ),
  "response-malformed": upstream(
    502,
    false,
    "The service gave an invalid answer.",
    "The member's response is not valid HTTP/1.1; nothing of it was passed on.",
  ),
  "response-too-large": upstream(
    502,
    false,
    "The service gave an invalid answer.",
    "The head of the member's response is over `limits.head`.",
  ),
  "response-incomplete": upstream(
    502,
    false,
    "The service gave an incomplete answer.",
    "The member closed in the middle of a body; the client's connection was cut so that it cannot take half for whole.",
  ),

  // respond
  "tunnel-idle": rule(
    "respond",
    0,
    "The connection was silent for too long.",
    "Nothing went either way over a WebSocket within the route's `webSocket.idleTimeout`.",
  ),

  // any stage
  "internal-error": self(
    "respond",
    500,
    "An internal error occurred.",
    "A defect in Portcullis: the log has its stack; please report it with the request id.",
  ),
  draining: self(
    "read",
    503,
    "The server is shutting down.",
    "The node is draining; clients should use another connection.",
  ),
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

export type FaultCode = keyof typeof faultCatalogue;

/** The entry of a code. */
export function catalogueEntry(code: FaultCode): CatalogueEntry {
  return faultCatalogue[code];
}
