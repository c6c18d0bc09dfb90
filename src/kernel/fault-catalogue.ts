// Every way in which a request can end without the answer that was asked for. The codes stand in access
// lines, problem details, metrics and docs/reference/errors.md, which is generated from this table.
// Codes are never reused for another meaning.

import { type CatalogueEntry, client, refusedAtOnce, rule, self, upstream } from "./catalogue-entry.ts";
import { readFaults } from "./read-faults.ts";

export type { Blame, CatalogueEntry, StageName } from "./catalogue-entry.ts";

const BANNED =
  "The client is banned: `portcullis ban list` says why and until when, `portcullis allow add` lets it in.";
const PENALIZED =
  "The client asked for more than is normal while there was a flood: `portcullis flood list` says until when it is kept out, `portcullis flood pardon` ends that. Of a client that is refused again and again there is a line every ten seconds, whose detail has the number. See `flood` of the configuration.";
const CROWDED =
  "There is a flood, and of clients that were not here before only so many are let in as the others leave room for: see `portcullis flood status`.";
const OVERLOADED =
  "The worker's event loop is more than `flood.shedAbove` late: portcullis_event_loop_delay_seconds tells. Add workers, or see what is slow.";

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
  "client-connections-exhausted": refusedAtOnce(
    "client",
    "The client has as many connections open as the listener's `maxConnectionsPerClient`. See `trustedHops` where a proxy of yours stands behind the address.",
  ),
  "connection-penalized": refusedAtOnce("client", PENALIZED),
  "connection-crowded": refusedAtOnce("self", CROWDED),
  "connection-overloaded": refusedAtOnce("self", OVERLOADED),
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
  ...readFaults,

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
  "flood-penalized": { ...client(429, "There were too many requests.", PENALIZED), stage: "screen" },
  "flood-crowded": self("screen", 503, "There is no room for this request at the moment.", CROWDED),
  overloaded: self("screen", 503, "There is no room for this request at the moment.", OVERLOADED),
  "screen-denied": rule("screen", 403, "The request was denied.", "See the edge rule in the access line."),
  "screen-limited": rule(
    "screen",
    429,
    "There were too many requests.",
    "The limit of an edge rule, which the access line names, is reached.",
  ),
  "function-failed": self(
    "screen",
    500,
    "The request could not be judged.",
    "A function that an edge rule runs failed, and its `onFailure` is `deny`: the detail names it and says why.",
  ),
  "screen-dropped": rule("screen", 0, "The request was denied.", "See the edge rule in the access line."),
  "challenge-issued": rule(
    "screen",
    403,
    "A browser has to do some work first.",
    "The page of an edge rule's `challenge` was sent; see the edge rule in the access line.",
  ),
  "challenge-required": rule(
    "screen",
    403,
    "Only browsers are served here.",
    "An edge rule's `challenge` is for browsers; let API clients pass by a condition, or by a rule before it.",
  ),
  "challenge-passed": rule(
    "screen",
    204,
    "The work is done.",
    "A browser did the work of a `challenge`; nothing is wrong.",
  ),
  "challenge-failed": rule(
    "screen",
    403,
    "The work is not done.",
    "What was shown as the work of a `challenge` is not; the detail says why.",
  ),
  "screen-answer": rule(
    "screen",
    200,
    "Answered by an edge rule.",
    "The edge rule in the access line gave the answer (`respond` or `redirect`); nothing is wrong.",
  ),
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
  "guard-report-refused": rule(
    "forward",
    403,
    "The report is not taken.",
    "Somebody without the pool's `guardReports.secret` sent a report, or one that was changed on its way.",
  ),
  "guard-report-malformed": rule(
    "forward",
    400,
    "The report is not taken.",
    "Who sent it has the secret: the detail says what is wrong, most often a guard of another version, or a clock.",
  ),
  "guard-report-too-many": rule(
    "forward",
    429,
    "The report is not taken.",
    "Guards of one pool report more often than 300 times a minute: raise their `interval`.",
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
