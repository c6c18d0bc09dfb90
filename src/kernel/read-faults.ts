// The part of the fault catalogue that stage `read` has: messages that no backend would read the same way,
// and those that are too large or too slow.

import { client } from "./catalogue-entry.ts";

const BAD_CLIENT = "The client (or a proxy before us) sends malformed HTTP; nothing was forwarded.";

export const readFaults = {
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
};
