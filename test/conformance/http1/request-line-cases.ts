// The request line: its three parts, what stands between them, the method, and the version.

import { passage, type RequestCase, refusal } from "./request-case.ts";

const LINE = "RFC 9112 §3";
const METHOD = "RFC 9110 §9.1";
const VERSION = "RFC 9110 §2.5";
const HOST = "\r\nHost: a\r\n\r\n";

const parts: readonly RequestCase[] = [
  refusal("no version (HTTP/0.9)", "RFC 1945 §4.1", 400, "request-line-malformed", `GET /${HOST}`),
  refusal("HTTP/0.9 without fields", "RFC 1945 §4.1", 400, "request-line-malformed", "GET /\r\n\r\n"),
  refusal("a method alone", LINE, 400, "request-line-malformed", `GET${HOST}`),
  refusal("a method and a version", LINE, 400, "request-line-malformed", `GET HTTP/1.1${HOST}`),
  refusal("a target and a version", LINE, 400, "request-line-malformed", `/ HTTP/1.1${HOST}`),
  refusal("two spaces before the target", LINE, 400, "target-malformed", `GET  / HTTP/1.1${HOST}`),
  refusal("two spaces before the version", LINE, 400, "request-line-malformed", `GET /  HTTP/1.1${HOST}`),
  refusal("a tab before the target", LINE, 400, "request-line-malformed", `GET\t/ HTTP/1.1${HOST}`),
  refusal("a tab before the version", LINE, 400, "request-line-malformed", `GET /\tHTTP/1.1${HOST}`),
  refusal("tabs for both spaces", LINE, 400, "request-line-malformed", `GET\t/\tHTTP/1.1${HOST}`),
  refusal("a vertical tab for a space", LINE, 400, "request-line-malformed", `GET\x0b/ HTTP/1.1${HOST}`),
  refusal("a form feed for a space", LINE, 400, "request-line-malformed", `GET /\x0cHTTP/1.1${HOST}`),
  refusal("a no-break space", LINE, 400, "request-line-malformed", `GET\xa0/ HTTP/1.1${HOST}`),
  refusal("a space and a tab", LINE, 400, "target-malformed", `GET \t/ HTTP/1.1${HOST}`),
  refusal("a space first", LINE, 400, "request-line-malformed", ` GET / HTTP/1.1${HOST}`),
  refusal("a tab first", LINE, 400, "method-malformed", `\tGET / HTTP/1.1${HOST}`),
  refusal("a line of one space first", LINE, 400, "request-line-malformed", ` \r\nGET / HTTP/1.1${HOST}`),
  refusal("a space last", LINE, 400, "request-line-malformed", `GET / HTTP/1.1 ${HOST}`),
  refusal("a tab last", LINE, 400, "request-line-malformed", `GET / HTTP/1.1\t${HOST}`),
  refusal("a further word", LINE, 400, "request-line-malformed", `GET / HTTP/1.1 x${HOST}`),
  refusal("a second version", LINE, 400, "request-line-malformed", `GET / HTTP/1.1 HTTP/1.1${HOST}`),
  refusal("a space in the target", LINE, 400, "request-line-malformed", `GET /a b HTTP/1.1${HOST}`),
  refusal("a space in the query", LINE, 400, "request-line-malformed", `GET /?a= b HTTP/1.1${HOST}`),
  refusal(
    "a second request line as a word of the target",
    "request splitting",
    400,
    "request-line-malformed",
    `GET / HTTP/1.1 /admin HTTP/1.1${HOST}`,
  ),
  refusal("a first line without anything", LINE, 400, "request-line-malformed", `\r\n\r\n${HOST}`),
  refusal("a first line that is a field", LINE, 400, "method-malformed", "Host: a b\r\n\r\n"),
  refusal(
    "a first line that is a status line",
    LINE,
    400,
    "method-malformed",
    "HTTP/1.1 200 OK\r\nHost: a\r\n\r\n",
  ),
  refusal(
    "a TLS ClientHello",
    "RFC 8446 §4",
    400,
    "request-line-malformed",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  ),
  refusal("an SSH greeting", LINE, 400, "request-line-malformed", "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
  refusal(
    "a PROXY line where none is expected",
    "PROXY protocol §2.1",
    400,
    "request-line-malformed",
    `PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET / HTTP/1.1${HOST}`,
  ),
  refusal(
    "a binary PROXY header where none is expected",
    "PROXY protocol §2.2",
    400,
    "request-line-malformed",
    "\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c",
  ),
];

const methods: readonly RequestCase[] = [
  refusal("a comma in the method", METHOD, 400, "method-malformed", `G,T / HTTP/1.1${HOST}`),
  refusal("a colon in the method", METHOD, 400, "method-malformed", `GET: / HTTP/1.1${HOST}`),
  refusal("brackets around the method", METHOD, 400, "method-malformed", `(GET) / HTTP/1.1${HOST}`),
  refusal("quotes around the method", METHOD, 400, "method-malformed", `"GET" / HTTP/1.1${HOST}`),
  refusal("a slash in the method", METHOD, 400, "method-malformed", `GET/ / HTTP/1.1${HOST}`),
  refusal("an at sign in the method", METHOD, 400, "method-malformed", `G@T / HTTP/1.1${HOST}`),
  refusal("a byte over 127 in the method", METHOD, 400, "method-malformed", `G\xc9T / HTTP/1.1${HOST}`),
  refusal("get in lower case", METHOD, 501, "method-refused", `get / HTTP/1.1${HOST}`),
  refusal("Post in mixed case", METHOD, 501, "method-refused", `Post / HTTP/1.1${HOST}`),
  refusal("CONNECT", "RFC 9110 §9.3.6", 501, "method-refused", `CONNECT a:80 HTTP/1.1${HOST}`),
  refusal("CONNECT to a path", "RFC 9110 §9.3.6", 400, "target-malformed", `CONNECT / HTTP/1.1${HOST}`),
  refusal("connect in lower case", METHOD, 501, "method-refused", `connect a:80 HTTP/1.1${HOST}`),
  refusal("TRACE", "RFC 9110 §9.3.8", 501, "method-refused", `TRACE / HTTP/1.1${HOST}`),
  refusal("Trace in mixed case", METHOD, 501, "method-refused", `Trace / HTTP/1.1${HOST}`),
  passage("a method of an extension", METHOD, `PROPFIND / HTTP/1.1${HOST}`, {
    method: "PROPFIND",
    target: "/",
  }),
  passage("a method that nobody knows", METHOD, `M-SEARCH / HTTP/1.1${HOST}`, {
    method: "M-SEARCH",
    target: "/",
  }),
  passage("a method of token characters", METHOD, `A!#$%&'*+-.^_|~9 / HTTP/1.1${HOST}`, {
    method: "A!#$%&'*+-.^_|~9",
    target: "/",
  }),
  passage("HEAD", "RFC 9110 §9.3.2", `HEAD /x HTTP/1.1${HOST}`, { method: "HEAD", target: "/x" }),
];

const versions: readonly RequestCase[] = [
  ...["HTTP/2.0", "HTTP/3.0", "HTTP/1.2", "HTTP/9.9"].map((version) =>
    refusal(`the version ${version}`, VERSION, 505, "version-unsupported", `GET / ${version}${HOST}`),
  ),
  ...["HTTP/0.9", "HTTP/0.0"].map((version) =>
    refusal(`the version ${version}`, "RFC 1945 §4.1", 400, "version-malformed", `GET / ${version}${HOST}`),
  ),
  ...[
    ...[
      "http/1.1",
      "Http/1.1",
      "HTTP/1.10",
      "HTTP/1.01",
      "HTTP/01.1",
      "HTTP/1",
      "HTTP/1.",
      "HTTP/.1",
      "HTTP/11",
    ],
    ...[
      "HTTP/1,1",
      "HTTP/+1.1",
      "HTTP/1.1.1",
      "HTTP/1.a",
      "HTTP1.1",
      "HTTPS/1.1",
      "ICY/1.1",
      "RTSP/1.0",
      "1.1",
    ],
    ...[
      "HTTP/ 1.1",
      "HTTP /1.1",
      "HTTP//1.1",
      "HTTP\\1.1",
      "HTTP/1.1;",
      "HTTP/1.1,",
      '"HTTP/1.1"',
      "HTTP/\xb9.1",
    ],
  ].map((version) =>
    refusal(
      `the version ${JSON.stringify(version)}`,
      VERSION,
      400,
      "request-line-malformed",
      `GET / ${version}${HOST}`,
    ),
  ),
  refusal(
    "an HTTP/2 preface",
    "RFC 9113 §3.4",
    505,
    "version-unsupported",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  ),
];

export const requestLineCases = [...parts, ...methods, ...versions];
