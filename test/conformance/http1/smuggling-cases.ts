// Whole attacks as they are published: a request inside a request, in each of the ways by which a front and
// a back have been made to disagree. Each is refused, or arrives as what the outer request said it is.

import { breakage, get, headOf, passage, post, type RequestCase, refusal, refused } from "./request-case.ts";

const INNER = "GET /admin HTTP/1.1\r\nHost: localhost\r\nX-Ignore: ";
const WHOLE = "GET /admin HTTP/1.1\r\nHost: localhost\r\n\r\n";
const NEXT = headOf("GET", "/next", ["Host: a"]);

const withBody = (body: string, ...lines: readonly string[]): string =>
  `${headOf("POST", "/", ["Host: a", ...lines])}${body}`;
const length = (body: string): string => `Content-Length: ${body.length}`;
const CHUNKED = "Transfer-Encoding: chunked";

const classic: readonly RequestCase[] = [
  refusal(
    "CL.TE, a prefix",
    "CL.TE",
    400,
    "length-and-coding",
    withBody(`0\r\n\r\n${INNER}`, length(`0\r\n\r\n${INNER}`), CHUNKED),
  ),
  refusal(
    "CL.TE, a whole request",
    "CL.TE",
    400,
    "length-and-coding",
    withBody(`0\r\n\r\n${WHOLE}`, length(`0\r\n\r\n${WHOLE}`), CHUNKED),
  ),
  refusal(
    "CL.TE, probed by a time-out",
    "CL.TE",
    400,
    "length-and-coding",
    withBody("1\r\nA\r\nX", "Content-Length: 4", CHUNKED),
  ),
  refusal(
    "TE.CL, a prefix",
    "TE.CL",
    400,
    "length-and-coding",
    withBody(`40\r\n${INNER.padEnd(64, "x")}\r\n0\r\n\r\n`, CHUNKED, "Content-Length: 4"),
  ),
  refusal(
    "TE.CL, probed by a time-out",
    "TE.CL",
    400,
    "length-and-coding",
    withBody("0\r\n\r\nX", CHUNKED, "Content-Length: 6"),
  ),
  refusal(
    "TE.TE, the second hidden",
    "TE.TE",
    400,
    "coding-malformed",
    withBody("0\r\n\r\n", "Content-Length: 4", CHUNKED, "Transfer-encoding: cow"),
  ),
  refusal(
    "TE.TE, x before the name",
    "TE.TE",
    400,
    "field-malformed",
    withBody("0\r\n\r\n", "Content-Length: 5", "X: X[\x0bTransfer-Encoding: chunked"),
  ),
  refusal(
    "TE.TE, behind a bare LF",
    "TE.TE",
    400,
    "line-ending-malformed",
    withBody("0\r\n\r\n", "Content-Length: 5", `X: X\n${CHUNKED}`),
  ),
  refusal(
    "TE.TE, behind a bare CR",
    "TE.TE",
    400,
    "line-ending-malformed",
    withBody("0\r\n\r\n", "Content-Length: 5", `X: X\r${CHUNKED}`),
  ),
  refusal(
    "TE.TE, a line that begins with a space",
    "TE.TE",
    400,
    "field-folded",
    withBody("0\r\n\r\n", "Content-Length: 5", ` ${CHUNKED}`),
  ),
  refusal(
    "TE.TE, chunked with a vertical tab",
    "TE.TE",
    400,
    "field-malformed",
    withBody("0\r\n\r\n", "Content-Length: 5", "Transfer-Encoding: \x0bchunked"),
  ),
  refusal(
    "TE.TE, chunked with a CR",
    "TE.TE",
    400,
    "line-ending-malformed",
    withBody("0\r\n\r\n", "Content-Length: 5", "Transfer-Encoding: chunked\r"),
  ),
  refusal(
    "TE.TE, a name with a backspace",
    "TE.TE",
    400,
    "field-malformed",
    withBody("0\r\n\r\n", "Content-Length: 5", "Transfer\x08-Encoding: chunked"),
  ),
  refusal(
    "TE.0, a chunked body to a host that wants none",
    "TE.0",
    400,
    "coding-malformed",
    `OPTIONS / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n${WHOLE}`,
  ),
  refusal(
    "CL.CL, two lengths",
    "CL.CL",
    400,
    "length-repeated",
    withBody(WHOLE, "Content-Length: 0", length(WHOLE)),
  ),
  refusal(
    "CL.CL, a list of lengths",
    "CL.CL",
    400,
    "length-malformed",
    withBody(WHOLE, `Content-Length: 0, ${WHOLE.length}`),
  ),
  refusal(
    "CL.CL, a sign hides the second",
    "CL.CL",
    400,
    "length-repeated",
    withBody(WHOLE, "Content-Length: 0", `Content-Length: +${WHOLE.length}`),
  ),
  refusal(
    "CL.TE by a name that ends in a space",
    "CL.TE",
    400,
    "field-malformed",
    withBody(`0\r\n\r\n${WHOLE}`, "Content-Length : 5", CHUNKED),
  ),
  refusal(
    "CL.0 by a length in a fold",
    "CL.0",
    400,
    "field-folded",
    withBody(WHOLE, "Content-Length:", ` ${WHOLE.length}`),
  ),
  refusal(
    "0.CL by a length that one side cannot see",
    "0.CL",
    400,
    "field-malformed",
    withBody(WHOLE, `Content-Length\x00: ${WHOLE.length}`),
  ),
  refusal(
    "0.CL by a length after a first field of a space",
    "0.CL",
    400,
    "field-folded",
    `POST / HTTP/1.1\r\n Content-Length: ${WHOLE.length}\r\nHost: a\r\n\r\n${WHOLE}`,
  ),
  refusal(
    "0.CL by a length whose name has a line end",
    "0.CL",
    400,
    "line-ending-malformed",
    withBody(WHOLE, `Content-Length\n: ${WHOLE.length}`),
  ),
  refusal(
    "V-H, a visible length that is masked",
    "V-H discrepancy",
    400,
    "field-folded",
    withBody(WHOLE, "X: y", ` Content-Length: ${WHOLE.length}`),
  ),
  refusal(
    "H-V, a hidden Host",
    "H-V discrepancy",
    400,
    "field-malformed",
    `GET / HTTP/1.1\r\nHost : internal\r\nHost: a\r\n\r\n`,
  ),
];

const wholeInside: readonly RequestCase[] = [
  passage("CL.0: a body that is a request", "CL.0", `${withBody(WHOLE, length(WHOLE))}${NEXT}`, [
    { method: "POST", target: "/", body: WHOLE },
    { method: "GET", target: "/next" },
  ]),
  ...["GET", "HEAD", "DELETE", "OPTIONS"].map((method) =>
    passage(
      `CL.0: a body that is a request, of a ${method}`,
      "CL.0",
      `${headOf(method, "/x", ["Host: a", length(WHOLE)])}${WHOLE}`,
      {
        method,
        target: "/x",
        body: WHOLE,
      },
    ),
  ),
  passage(
    "TE.0: chunks that are a request",
    "TE.0",
    `${withBody(`${WHOLE.length.toString(16)}\r\n${WHOLE}\r\n0\r\n\r\n`, CHUNKED)}${NEXT}`,
    [
      { method: "POST", target: "/", body: WHOLE },
      { method: "GET", target: "/next" },
    ],
  ),
  passage(
    "TE.0: an OPTIONS with chunks",
    "TE.0",
    `${headOf("OPTIONS", "/", ["Host: a", CHUNKED])}${WHOLE.length.toString(16)}\r\n${WHOLE}\r\n0\r\n\r\n`,
    {
      method: "OPTIONS",
      target: "/",
      body: WHOLE,
    },
  ),
  passage(
    "a chunk whose data end like the body",
    "TE.CL",
    `${withBody(`7\r\n0\r\n\r\nGE\r\n0\r\n\r\n`, CHUNKED)}${NEXT}`,
    [
      { method: "POST", target: "/", body: "0\r\n\r\nGE" },
      { method: "GET", target: "/next" },
    ],
  ),
  passage(
    "a request in a body by pieces",
    "pause-based desync",
    [headOf("POST", "/", ["Host: a", length(WHOLE)]), WHOLE.slice(0, 20), WHOLE.slice(20)],
    {
      method: "POST",
      target: "/",
      body: WHOLE,
    },
  ),
  passage(
    "a request in a query",
    "request splitting",
    headOf("GET", "/?a=%20HTTP/1.1%0d%0aHost:%20b%0d%0a%0d%0a", ["Host: a"]),
    {
      method: "GET",
      target: "/?a=%20HTTP/1.1%0d%0aHost:%20b%0d%0a%0d%0a",
    },
  ),
  passage("a request in a field's value", "request splitting", get(`X: ${WHOLE.replaceAll("\r\n", " ")}`), {
    method: "GET",
    target: "/",
    has: [`X: ${WHOLE.replaceAll("\r\n", " ").trim()}`],
  }),
  passage("two requests in one piece", "pipelining", `${headOf("GET", "/1", ["Host: a"])}${NEXT}`, [
    { method: "GET", target: "/1" },
    { method: "GET", target: "/next" },
  ]),
  passage(
    "garbage after a request",
    "pipelining",
    `${headOf("GET", "/1", ["Host: a"])}${INNER}\x00\r\n\r\n`,
    [{ method: "GET", target: "/1" }],
    refused(400, "field-malformed"),
  ),
  passage(
    "a body without a length",
    "0.CL",
    `${headOf("POST", "/1", ["Host: a"])}x=1&y=2\r\n\r\n`,
    [{ method: "POST", target: "/1", body: "" }],
    refused(400, "request-line-malformed"),
  ),
  passage(
    "a body longer than its length",
    "CL.0",
    `${headOf("POST", "/1", ["Host: a", "Content-Length: 2"])}abGPOST / HTTP/1.1\r\nHost: a\r\n\r\n`,
    [
      { method: "POST", target: "/1", body: "ab" },
      { method: "GPOST", target: "/" },
    ],
  ),
  passage(
    "a request after one that must be refused",
    "pipelining",
    `${headOf("GET", "/1", ["Host: a"])}${headOf("GET", "/2", ["Host: a", "X : b"])}${NEXT}`,
    [{ method: "GET", target: "/1" }],
    refused(400, "field-malformed"),
  ),
  passage(
    "a request after one with two framings",
    "CL.TE",
    `${headOf("GET", "/1", ["Host: a"])}${withBody(`0\r\n\r\n${WHOLE}`, "Content-Length: 5", CHUNKED)}`,
    [{ method: "GET", target: "/1" }],
    refused(400, "length-and-coding"),
  ),
  passage(
    "a request after a body of wrong chunks",
    "TE.TE",
    `${headOf("GET", "/1", ["Host: a"])}${withBody(`z\r\n${WHOLE}`, CHUNKED)}`,
    [{ method: "GET", target: "/1" }],
    refused(400, "chunk-malformed"),
  ),
];

const stopped: readonly RequestCase[] = [
  breakage("a body that stops", "pause-based desync", 408, "body-timeout", [
    headOf("POST", "/", ["Host: a", "Content-Length: 100"]),
    "half",
  ]),
  breakage("a chunk that stops", "pause-based desync", 408, "body-timeout", [
    headOf("POST", "/", ["Host: a", CHUNKED]),
    "64\r\nhalf",
  ]),
  breakage("chunks that stop before the last", "pause-based desync", 408, "body-timeout", [
    headOf("POST", "/", ["Host: a", CHUNKED]),
    "4\r\nhalf\r\n",
  ]),
  breakage("a trailer that stops", "pause-based desync", 408, "body-timeout", [
    headOf("POST", "/", ["Host: a", CHUNKED]),
    "0\r\nX: b\r\n",
  ]),
  refusal("a head that stops in its request line", "slowloris", 408, "head-timeout", "GET / HT"),
  refusal(
    "a head that stops in a field",
    "slowloris",
    408,
    "head-timeout",
    "GET / HTTP/1.1\r\nHost: a\r\nX: ",
  ),
  refusal(
    "a head that stops before its empty line",
    "slowloris",
    408,
    "head-timeout",
    "GET / HTTP/1.1\r\nHost: a\r\n",
  ),
  refusal("a head in drops", "slowloris", 408, "head-timeout", [..."GET / HTTP/1.1"]),
];

const expectations: readonly RequestCase[] = [
  ...[
    "100",
    "continue",
    "100-continue, 100-continue",
    "100-continue, x",
    "100-continue;q=1",
    "x=y",
    "",
    "100-continued",
    "y 100-continue",
    "100 -continue",
    "200-ok",
  ].map((value) =>
    refusal(
      `Expect: ${value}`,
      "RFC 9110 §10.1.1",
      417,
      "expectation-unsupported",
      post("ab", "Content-Length: 2", `Expect: ${value}`),
    ),
  ),
  refusal(
    "Expect twice, once wrong",
    "RFC 9110 §10.1.1",
    417,
    "expectation-unsupported",
    post("ab", "Content-Length: 2", "Expect: 100-continue", "Expect: x"),
  ),
  refusal(
    "Expect on a request with two framings",
    "Expect-based desync",
    400,
    "length-and-coding",
    withBody("0\r\n\r\n", "Expect: 100-continue", "Content-Length: 5", CHUNKED),
  ),
  refusal(
    "Expect folded",
    "Expect-based desync",
    400,
    "field-folded",
    withBody(WHOLE, "Expect: y", " 100-continue", length(WHOLE)),
  ),
  ...["100-continue", "100-Continue", " 100-CONTINUE\t"].map((value) =>
    passage(
      `Expect: ${value.trim()}`,
      "RFC 9110 §10.1.1",
      post("ab", "Content-Length: 2", `Expect: ${value}`),
      {
        method: "POST",
        target: "/",
        body: "ab",
        lacks: ["expect"],
      },
    ),
  ),
  passage(
    "Expect twice, both right",
    "RFC 9110 §10.1.1",
    post("ab", "Content-Length: 2", "Expect: 100-continue", "Expect: 100-continue"),
    {
      method: "POST",
      target: "/",
      body: "ab",
      lacks: ["expect"],
    },
  ),
  passage("Expect on a GET without a body", "Expect-based desync", get("Expect: 100-continue"), {
    method: "GET",
    target: "/",
    body: "",
    lacks: ["expect"],
  }),
  passage(
    "Expect, and a body that is a request",
    "Expect-based desync",
    [headOf("POST", "/", ["Host: a", "Expect: 100-continue", length(WHOLE)]), WHOLE],
    {
      method: "POST",
      target: "/",
      body: WHOLE,
      lacks: ["expect"],
    },
  ),
  passage(
    "Expect in HTTP/1.0",
    "RFC 9110 §10.1.1",
    "POST / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
    {
      method: "POST",
      target: "/",
      body: "ab",
      lacks: ["expect"],
    },
  ),
];

export const smugglingCases: readonly RequestCase[] = [
  ...classic,
  ...wholeInside,
  ...stopped,
  ...expectations,
];
