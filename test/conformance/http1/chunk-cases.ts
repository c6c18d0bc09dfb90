// Chunks: their sizes, extensions and ends, and the trailer after them.

import { breakage, chunked, passage, type RequestCase, refusal } from "./request-case.ts";

const SIZE = "RFC 9112 §7.1";
const EXTENSION = "RFC 9112 §7.1.1";
const TRAILER = "RFC 9112 §7.1.2";
const TERM = "chunk-extension line terminators";
const LAST = "0\r\n\r\n";

const wrongSizes = [
  ...[
    "",
    "g",
    "x",
    "-1",
    "+1",
    "0x1",
    "0X1",
    "x1",
    "1h",
    "#1",
    "$1",
    "1_0",
    "1,0",
    "1.0",
    "0.0",
    "\xb9",
    "\xef\xbc\x91",
  ],
  ...[
    " 1",
    "\t1",
    "1 ",
    "1\t",
    "1 1",
    "\xa01",
    "1\xa0",
    "1\x85",
    "(1)",
    '"1"',
    "1:",
    "1=",
    "1/",
    "0;\x00",
    "1\\",
    "%31",
  ],
  ...[
    "1234567890abc",
    "10000000000000001",
    "fffffffffffffffff",
    "00000000000000001",
    "-0",
    "+0",
    "0x0",
    "NaN",
    "1\r",
    "\r1",
    "\n1",
  ],
];

const sizes: readonly RequestCase[] = [
  ...wrongSizes.map((size) =>
    refusal(
      `the chunk size ${JSON.stringify(size)}`,
      SIZE,
      400,
      "chunk-malformed",
      chunked(`${size}\r\nx\r\n${LAST}`),
    ),
  ),
  refusal("LF after a size", TERM, 400, "chunk-malformed", chunked(`1\nx\r\n${LAST}`)),
  refusal("CR after a size", TERM, 400, "chunk-malformed", chunked(`1\rx\r\n${LAST}`)),
  refusal("CR CR LF after a size", TERM, 400, "chunk-malformed", chunked(`1\r\r\nx\r\n${LAST}`)),
  refusal("LF after the last size", TERM, 400, "chunk-malformed", chunked("0\n\r\n")),
  refusal("LF LF for the end", TERM, 400, "chunk-malformed", chunked("0\n\n")),
  refusal("LF for the end of the trailer", TERM, 400, "chunk-malformed", chunked("0\r\n\n")),
  refusal("CR CR LF for the end of the trailer", TERM, 400, "chunk-malformed", chunked("0\r\n\r\r\n")),
  refusal("a chunk longer than its size", "TE.CL", 400, "chunk-malformed", chunked(`1\r\nxy\r\n${LAST}`)),
  refusal("a chunk shorter than its size", "CL.TE", 400, "chunk-malformed", chunked(`3\r\nx\r\n${LAST}`)),
  refusal("LF after a chunk", "one-byte terminators", 400, "chunk-malformed", chunked(`1\r\nx\n${LAST}`)),
  refusal("CR after a chunk", "one-byte terminators", 400, "chunk-malformed", chunked(`1\r\nx\r${LAST}`)),
  refusal("nothing after a chunk", "TE.0", 400, "chunk-malformed", chunked(`1\r\nx${LAST}`)),
  refusal(
    "two other bytes after a chunk",
    "two-byte terminators",
    400,
    "chunk-malformed",
    chunked(`1\r\nxXX${LAST}`),
  ),
  refusal(
    "LF LF after a chunk",
    "two-byte terminators",
    400,
    "chunk-malformed",
    chunked(`1\r\nx\n\n${LAST}`),
  ),
  refusal(
    "LF CR after a chunk",
    "two-byte terminators",
    400,
    "chunk-malformed",
    chunked(`1\r\nx\n\r${LAST}`),
  ),
  refusal("an empty line between chunks", SIZE, 400, "chunk-malformed", chunked(`1\r\nx\r\n\r\n${LAST}`)),
  refusal("an empty line before the first chunk", SIZE, 400, "chunk-malformed", chunked(`\r\n${LAST}`)),
];

const extensions: readonly RequestCase[] = [
  ...[
    ";",
    "; ",
    ";;a",
    ";a;",
    ";a=",
    ';a="',
    ';a="b',
    ';a=b"',
    ';a="b"c',
    ";=b",
    ";a==b",
    ";a b",
    ";a=b c",
    ";(a)",
    ";a,b",
    ";a\xe9",
    ";a=\xe9",
    '"a"',
  ].map((text) =>
    refusal(`the extension ${text}`, EXTENSION, 400, "chunk-malformed", chunked(`1${text}\r\nx\r\n${LAST}`)),
  ),
  refusal("LF in an extension", TERM, 400, "chunk-malformed", chunked(`1;a\nb\r\nx\r\n${LAST}`)),
  refusal("LF right after the semicolon", "TERM.EXT", 400, "chunk-malformed", chunked(`2;\nxx\r\n${LAST}`)),
  refusal("LF for an extension's end", "EXT.TERM", 400, "chunk-malformed", chunked(`1;a\nx\r\n${LAST}`)),
  refusal("CR in an extension", TERM, 400, "chunk-malformed", chunked(`1;a\rb\r\nx\r\n${LAST}`)),
  refusal("CR for an extension's end", TERM, 400, "chunk-malformed", chunked(`1;a\rx\r\n${LAST}`)),
  refusal("LF in a quoted extension", TERM, 400, "chunk-malformed", chunked(`1;a="\n"\r\nx\r\n${LAST}`)),
  refusal("CR LF in a quoted extension", TERM, 400, "chunk-malformed", chunked(`1;a="\r\n"\r\nx\r\n${LAST}`)),
  refusal(
    "CR LF escaped in a quoted extension",
    TERM,
    400,
    "chunk-malformed",
    chunked(`1;a="\\\r\n"\r\nx\r\n${LAST}`),
  ),
  refusal("an extension after the last size, LF", TERM, 400, "chunk-malformed", chunked("0;a\n\r\n")),
  refusal(
    "an extension without an end",
    "CVE-2023-39326",
    400,
    "chunk-malformed",
    chunked(`1;a=${"b".repeat(300)}`),
  ),
  refusal(
    "an extension on each of many chunks",
    "CVE-2023-39326",
    400,
    "chunk-malformed",
    chunked(`1;a=${"b".repeat(200)}\r\nx\r\n`.repeat(100) + LAST),
  ),
  ...[
    ";a",
    ";a=b",
    ';a="b"',
    " ;a",
    "; a",
    " ; a = b ",
    ';a="b;c"',
    ';a="\\""',
    ';a="b";c;d=e',
    ';a=""',
    ';a="\xe9"',
    "\t;\ta",
  ].map((text) =>
    passage(
      `the extension ${JSON.stringify(text)}, which is read over`,
      EXTENSION,
      chunked(`1${text.trimEnd()}\r\nx\r\n0${text.trimEnd()}\r\n\r\n`),
      {
        method: "POST",
        target: "/",
        body: "x",
      },
    ),
  ),
];

const trailers: readonly RequestCase[] = [
  ...[
    "X",
    "X b",
    ": b",
    "X : b",
    "X\t: b",
    " X: b",
    "\tX: b",
    "X: b\r\n c",
    "X: b\nY: c",
    "X: b\rY: c",
    "X\xe9: b",
    "X[]: b",
    "\nX: b",
  ].map((text) =>
    refusal(
      `the trailer ${JSON.stringify(text)}`,
      TRAILER,
      400,
      "chunk-malformed",
      chunked(`0\r\n${text}\r\n\r\n`),
    ),
  ),
  refusal(
    "a trailer without an end",
    TRAILER,
    400,
    "chunk-malformed",
    chunked(`0\r\nX: ${"b".repeat(9000)}`),
  ),
  refusal(
    "a trailer of many fields",
    TRAILER,
    400,
    "chunk-malformed",
    chunked(`0\r\n${"X: b\r\n".repeat(2000)}\r\n`),
  ),
  refusal(
    "a request line for a trailer",
    "TE.TE",
    400,
    "chunk-malformed",
    chunked("0\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n"),
  ),
  ...[
    ...[
      "Content-Length: 5",
      "Transfer-Encoding: chunked",
      "Host: b",
      "Connection: close",
      "Authorization: Basic eA==",
      "Cookie: a=b",
    ],
    ...[
      "Content-Type: text/html",
      "Content-Encoding: gzip",
      "X-Forwarded-For: 6.6.6.6",
      "Via: 1.1 x",
      "Expect: 100-continue",
      "TE: trailers",
    ],
    ...[
      "Upgrade: h2c",
      "Forwarded: for=6.6.6.6",
      "X_Forwarded_For: 6.6.6.6",
      "Cache-Control: no-store",
      "Range: bytes=0-1",
      "If-Match: *",
    ],
  ].map((text) =>
    passage(
      `the trailer ${text}, which goes no further`,
      "RFC 9110 §6.5.1",
      chunked(`1\r\nx\r\n0\r\n${text}\r\n\r\n`),
      {
        method: "POST",
        target: "/",
        body: "x",
        lacksTrailers: [text.slice(0, text.indexOf(":")).toLowerCase()],
      },
    ),
  ),
];

const passedOn: readonly RequestCase[] = [
  passage(
    "a trailer that may go on",
    "RFC 9110 §6.5",
    chunked("1\r\nx\r\n0\r\nGrpc-Status: 0\r\nX-Sum: \t1 \r\n\r\n"),
    {
      method: "POST",
      target: "/",
      body: "x",
      hasTrailers: ["Grpc-Status: 0", "X-Sum: 1"],
    },
  ),
  passage("a trailer after an empty body", "RFC 9110 §6.5", chunked("0\r\nX-Sum: 1\r\n\r\n"), {
    method: "POST",
    target: "/",
    body: "",
    hasTrailers: ["X-Sum: 1"],
  }),
  passage(
    "a trailer that comes late",
    "RFC 9110 §6.5",
    [chunked(""), "1\r\nx\r\n0\r\nX-Sum", ": 1\r\nHost: b\r\n\r\n"],
    {
      method: "POST",
      target: "/",
      has: ["Host: a"],
      body: "x",
      hasTrailers: ["X-Sum: 1"],
      lacksTrailers: ["host"],
    },
  ),
  passage(
    "a trailer that Connection names",
    "RFC 9110 §7.6.1",
    chunked("0\r\nX-A: 1\r\nX-B: 2\r\n\r\n", "Connection: x-a"),
    {
      method: "POST",
      target: "/",
      body: "",
      hasTrailers: ["X-B: 2"],
      lacksTrailers: ["x-a"],
    },
  ),
];

const later: readonly RequestCase[] = [
  breakage("a wrong chunk after a first piece", SIZE, 400, "chunk-malformed", [
    chunked("1\r\nx\r\n"),
    "zz\r\n",
  ]),
  breakage("LF after a size, after a first piece", TERM, 400, "chunk-malformed", [
    chunked("1\r\nx\r\n"),
    "1\nx\r\n",
  ]),
  breakage("a wrong trailer after a first piece", TRAILER, 400, "chunk-malformed", [
    chunked("1\r\nx\r\n"),
    "0\r\nX : b\r\n\r\n",
  ]),
  breakage("a size over the limit of a body", SIZE, 413, "body-too-large", [
    chunked(""),
    `fffff\r\n${"x".repeat(0xfffff)}\r\nff\r\n`,
    "x".repeat(300),
  ]),
  passage("chunks, each byte alone", SIZE, [chunked(""), ..."1\r\nx\r\n2;a\r\nyz\r\n0\r\n\r\n"], {
    method: "POST",
    target: "/",
    body: "xyz",
  }),
  passage("sizes in capitals and with zeros", SIZE, chunked(`0000A\r\n0123456789\r\n000\r\n\r\n`), {
    method: "POST",
    target: "/",
    body: "0123456789",
  }),
  passage("chunks that look like chunks", SIZE, chunked(`5\r\n0\r\n\r\n\r\n${LAST}`), {
    method: "POST",
    target: "/",
    body: "0\r\n\r\n",
  }),
];

export const chunkCases: readonly RequestCase[] = [
  ...sizes,
  ...extensions,
  ...trailers,
  ...passedOn,
  ...later,
];
