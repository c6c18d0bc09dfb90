// Content-Length: one, a plain decimal number, and never beside a transfer coding.

import { headOf, passage, post, type RequestCase, refusal } from "./request-case.ts";

const LENGTH = "RFC 9110 §8.6";
const BOTH = "RFC 9112 §6.1";

const wrong = [
  ...["", "-1", "-0", "+2", "2.", "2.0", ".2", "2e0", "0x2", "0b10", "0o2", "2x", "x2", "x", "2 2"],
  ...[
    "2, 2",
    "2,2",
    ",2",
    "2,",
    "2, 3",
    "2;2",
    "2;q=1",
    '"2"',
    "'2'",
    "(2)",
    "2\xa0",
    "\xa02",
    "\xb2",
    "2_0",
    "1_000",
  ],
  ...[
    "\xef\xbc\x92",
    "NaN",
    "Infinity",
    "null",
    "chunked",
    "%32",
    "1e1",
    "9999999999999999",
    "18446744073709551617",
  ],
  ...["4294967298x", "0000000000000002", "2\x85", "2/3", "02h", "two"],
];

const malformed = wrong.map((value) =>
  refusal(
    `the Content-Length ${JSON.stringify(value)}`,
    LENGTH,
    400,
    "length-malformed",
    post("ab", `Content-Length: ${value}`),
  ),
);

const repeated: readonly RequestCase[] = [
  refusal(
    "two equal lengths",
    LENGTH,
    400,
    "length-repeated",
    post("ab", "Content-Length: 2", "Content-Length: 2"),
  ),
  refusal(
    "two lengths, CL.CL",
    "CL.CL",
    400,
    "length-repeated",
    post("ab", "Content-Length: 0", "Content-Length: 2"),
  ),
  refusal(
    "two lengths, the longer first",
    "CL.CL",
    400,
    "length-repeated",
    post("ab", "Content-Length: 2", "content-length: 0"),
  ),
  refusal(
    "a length and an empty one",
    LENGTH,
    400,
    "length-repeated",
    post("ab", "Content-Length: 2", "Content-Length:"),
  ),
  refusal(
    "three lengths",
    LENGTH,
    400,
    "length-repeated",
    post("ab", ...Array.from({ length: 3 }, () => "Content-Length: 2")),
  ),
  refusal(
    "two lengths far apart",
    LENGTH,
    400,
    "length-repeated",
    post("ab", "Content-Length: 2", "X: y", "Content-Length: 2"),
  ),
  refusal(
    "two lengths of 0 on a GET",
    LENGTH,
    400,
    "length-repeated",
    headOf("GET", "/", ["Host: a", "Content-Length: 0", "Content-Length: 0"]),
  ),
];

const both: readonly RequestCase[] = [
  refusal(
    "a length and a coding",
    "CL.TE",
    400,
    "length-and-coding",
    `${headOf("POST", "/", ["Host: a", "Content-Length: 6", "Transfer-Encoding: chunked"])}0\r\n\r\nG`,
  ),
  refusal(
    "a coding and a length",
    "TE.CL",
    400,
    "length-and-coding",
    `${headOf("POST", "/", ["Host: a", "Transfer-Encoding: chunked", "Content-Length: 3"])}8\r\nSMUGGLED\r\n0\r\n\r\n`,
  ),
  refusal(
    "a length of 0 and a coding",
    BOTH,
    400,
    "length-and-coding",
    post("0\r\n\r\n", "Content-Length: 0", "Transfer-Encoding: chunked"),
  ),
  refusal(
    "a length and a coding unknown",
    BOTH,
    400,
    "length-and-coding",
    post("ab", "Content-Length: 2", "Transfer-Encoding: x"),
  ),
  refusal(
    "a length and an empty coding",
    BOTH,
    400,
    "length-and-coding",
    post("ab", "Content-Length: 2", "Transfer-Encoding:"),
  ),
  refusal(
    "a length and identity",
    BOTH,
    400,
    "length-and-coding",
    post("ab", "Content-Length: 2", "Transfer-Encoding: identity"),
  ),
  refusal(
    "a wrong length and a coding",
    BOTH,
    400,
    "length-and-coding",
    post("0\r\n\r\n", "Content-Length: x", "Transfer-Encoding: chunked"),
  ),
  refusal(
    "a length and a coding that Connection names",
    "hop-by-hop abuse",
    400,
    "length-and-coding",
    post("0\r\n\r\n", "Connection: content-length", "Content-Length: 5", "Transfer-Encoding: chunked"),
  ),
  refusal(
    "a length and a coding in HTTP/1.0",
    BOTH,
    400,
    "length-and-coding",
    "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ),
];

const right: readonly RequestCase[] = [
  passage("a length", LENGTH, post("ab", "Content-Length: 2"), {
    method: "POST",
    target: "/",
    has: ["Content-Length: 2"],
    body: "ab",
  }),
  passage("a length with zeros before it", LENGTH, post("ab", "Content-Length: 0002"), {
    method: "POST",
    target: "/",
    has: ["Content-Length: 2"],
    body: "ab",
  }),
  passage("a length in white space", LENGTH, post("ab", "Content-Length: \t2 \t"), {
    method: "POST",
    target: "/",
    has: ["Content-Length: 2"],
    body: "ab",
  }),
  passage("a length of 0", LENGTH, post("", "Content-Length: 0"), {
    method: "POST",
    target: "/",
    has: ["Content-Length: 0"],
    body: "",
  }),
  passage("a POST without any length", "RFC 9112 §6.3", post(""), {
    method: "POST",
    target: "/",
    has: ["Content-Length: 0"],
    body: "",
  }),
  passage("a name in other letters", LENGTH, post("ab", "cONTENT-lENGTH: 2"), {
    method: "POST",
    target: "/",
    body: "ab",
  }),
  passage(
    "a body in pieces",
    LENGTH,
    [headOf("POST", "/", ["Host: a", "Content-Length: 4"]), "a", "bc", "d"],
    {
      method: "POST",
      target: "/",
      has: ["Content-Length: 4"],
      body: "abcd",
    },
  ),
  passage(
    "a body and the next request in one piece",
    LENGTH,
    `${headOf("POST", "/1", ["Host: a", "Content-Length: 2"])}ab${headOf("GET", "/2", ["Host: a"])}`,
    [
      { method: "POST", target: "/1", body: "ab" },
      { method: "GET", target: "/2", body: "" },
    ],
  ),
  passage(
    "names that only look like Content-Length",
    "header aliases",
    post("", "Content_Length: 5", "Content-Length-: 5", "X-Content-Length: 5"),
    {
      method: "POST",
      target: "/",
      has: ["Content-Length: 0", "X-Content-Length: 5"],
      lacks: ["content_length"],
      body: "",
    },
  ),
];

export const lengthCases: readonly RequestCase[] = [...malformed, ...repeated, ...both, ...right];
