// Transfer-Encoding: `chunked`, once and alone; every spelling that one reader takes for it and another does
// not is refused.

import { chunked, headOf, passage, post, type RequestCase, refusal } from "./request-case.ts";

const FRAMING = "RFC 9112 §6.3";
const LAST = "0\r\n\r\n";

const wrong = [
  ...[
    "",
    "identity",
    "x",
    "chunked, identity",
    "chunked, chunked",
    "chunked,chunked",
    "chunked, gzip",
    "gzip",
  ],
  ...[
    "xchunked",
    "chunkedx",
    "x chunked",
    "chunked x",
    "chunked chunked",
    "chun ked",
    "chunk",
    "chunked;",
    "chunked;q=1",
  ],
  ...[
    "chunked; foo=bar",
    '"chunked"',
    "'chunked'",
    "(chunked)",
    "chunked,",
    ",chunked",
    ", chunked",
    ",,chunked,,",
  ],
  ...[
    "chunked\xa0",
    "\xa0chunked",
    "chunked\x85",
    "\x85chunked",
    "\xffchunked",
    "chunk\xe9d",
    "chun\xadked",
    "chunked\xc2\xa0",
  ],
  ...[
    "chunked/1",
    "chunked=1",
    "chunked:",
    ": chunked",
    "%63hunked",
    "chunke\xf0",
    "cow, identity",
    "identity, chunked;x",
    "gzip chunked",
  ],
  ...[
    "gzip;, chunked, chunked",
    "gz ip, chunked",
    "\\chunked",
    "chunked\\",
    "[chunked]",
    "{chunked}",
    "chunked@",
    "transfer-encoding: chunked",
  ],
];

const unknown = [
  "gzip, chunked",
  "identity, chunked",
  "x,chunked",
  "deflate, gzip, chunked",
  "gzip , chunked",
];

const malformed: readonly RequestCase[] = [
  ...wrong.map((value) =>
    refusal(
      `the Transfer-Encoding ${JSON.stringify(value)}`,
      value === "" ? FRAMING : "TE.TE",
      400,
      "coding-malformed",
      post(LAST, `Transfer-Encoding: ${value}`),
    ),
  ),
  ...unknown.map((value) =>
    refusal(
      `the Transfer-Encoding ${JSON.stringify(value)}`,
      "RFC 9112 §6.1",
      501,
      "coding-unsupported",
      post(LAST, `Transfer-Encoding: ${value}`),
    ),
  ),
  refusal(
    "chunked in two fields",
    "TE.TE",
    400,
    "coding-malformed",
    post(LAST, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
  ),
  refusal(
    "chunked, then identity",
    "TE.TE",
    400,
    "coding-malformed",
    post(LAST, "Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
  ),
  refusal(
    "identity, then chunked",
    "TE.TE",
    400,
    "coding-malformed",
    post(LAST, "Transfer-Encoding: identity", "Transfer-Encoding: chunked"),
  ),
  refusal(
    "chunked, then cow",
    "TE.TE",
    400,
    "coding-malformed",
    post(LAST, "Transfer-Encoding: chunked", "Transfer-encoding: cow"),
  ),
  refusal(
    "an empty coding, then chunked",
    "TE.TE",
    400,
    "coding-malformed",
    post(LAST, "Transfer-Encoding:", "Transfer-Encoding: chunked"),
  ),
  refusal(
    "chunked on a second line, without a name",
    "TE.TE",
    400,
    "field-malformed",
    post(LAST, "Transfer-Encoding: x", ": chunked"),
  ),
  refusal(
    "chunked in HTTP/1.0",
    "RFC 9112 §6.1",
    400,
    "coding-in-http10",
    `POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${LAST}`,
  ),
  refusal(
    "chunked in HTTP/1.0, kept alive",
    "RFC 9112 §6.1",
    400,
    "coding-in-http10",
    `POST / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n${LAST}`,
  ),
  refusal(
    "identity in HTTP/1.0",
    "RFC 9112 §6.1",
    400,
    "coding-in-http10",
    `GET / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n`,
  ),
];

const right: readonly RequestCase[] = [
  passage("chunked", FRAMING, chunked(`2\r\nab\r\n${LAST}`), {
    method: "POST",
    target: "/",
    body: "ab",
    lacks: ["transfer-encoding"],
    has: ["Content-Length: 2"],
  }),
  passage("chunked in pieces", FRAMING, [chunked(""), "2\r\nab\r\n", LAST], {
    method: "POST",
    target: "/",
    body: "ab",
    lacks: ["content-length"],
    has: ["Transfer-Encoding: chunked"],
  }),
  ...["Chunked", "CHUNKED", "\tchunked", "chunked \t", "  chunked"].map((value) =>
    passage(
      `the Transfer-Encoding ${JSON.stringify(value)}, which is chunked`,
      FRAMING,
      `${headOf("POST", "/", ["Host: a", `Transfer-Encoding: ${value}`])}2\r\nab\r\n${LAST}`,
      { method: "POST", target: "/", body: "ab" },
    ),
  ),
  passage(
    "chunked without a space",
    FRAMING,
    `${headOf("POST", "/", ["Host: a", "Transfer-Encoding:chunked"])}${LAST}`,
    {
      method: "POST",
      target: "/",
      body: "",
    },
  ),
  passage(
    "chunked on a GET",
    FRAMING,
    `${headOf("GET", "/", ["Host: a", "Transfer-Encoding: chunked"])}2\r\nab\r\n${LAST}`,
    {
      method: "GET",
      target: "/",
      body: "ab",
    },
  ),
  passage(
    "names that only look like Transfer-Encoding",
    "header aliases",
    post("", "Transfer_Encoding: chunked", "X-Transfer-Encoding: chunked", "Transfer-Encodings: chunked"),
    {
      method: "POST",
      target: "/",
      body: "",
      has: ["Content-Length: 0", "X-Transfer-Encoding: chunked", "Transfer-Encodings: chunked"],
      lacks: ["transfer_encoding", "transfer-encoding"],
    },
  ),
];

export const codingCases: readonly RequestCase[] = [...malformed, ...right];
