// What a backend may send, and must not: each response with what the client is to get, and with whether the
// connection that it came on may carry another request. An attacker who can make a backend say something
// must not make it answer somebody else.

export type ResponseCase = {
  readonly name: string;
  readonly source: string;
  /** GET where left out. */
  readonly method?: "HEAD";
  /** One char per byte; several pieces are sent with a pause between them. */
  readonly bytes: string | readonly string[];
  /** The backend ends its side after them. */
  readonly ends?: boolean;
  readonly expect: Answered | "refused";
};

/** `refused`: the client gets 502, and nothing of the response. */
type Answered = {
  readonly status: number;
  /** The content, transfer coding removed. */
  readonly content: string;
  /** The connection carries the next request. */
  readonly isKept: boolean;
  /** `Name: value`, each there exactly once. */
  readonly has?: readonly string[];
  /** Lower-case names that must not be there. */
  readonly lacks?: readonly string[];
  /** Must stand nowhere in what the client gets. */
  readonly lacksText?: string;
};

const STATUS = "RFC 9112 §4";
const FRAMING = "RFC 9112 §6.3";
const SPLIT = "response splitting";
const QUEUE = "response queue poisoning";
const EVIL = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";

const ok = (lines: readonly string[], body = ""): string =>
  `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n${body}`;

const refusedBytes = (name: string, source: string, bytes: string | readonly string[]): ResponseCase => ({
  name,
  source,
  bytes,
  expect: "refused",
});

const statusLines: readonly ResponseCase[] = [
  ...[
    ...[
      "HTTP/1.1 20 OK",
      "HTTP/1.1 2000 OK",
      "HTTP/1.1 099 OK",
      "HTTP/1.1 000 OK",
      "HTTP/1.1 600 OK",
      "HTTP/1.1 999 OK",
      "HTTP/1.1 +20 OK",
    ],
    ...[
      "HTTP/1.1 2x0 OK",
      "HTTP/1.1  200 OK",
      "HTTP/1.1\t200 OK",
      "HTTP/1.1 200\tOK",
      "HTTP/1.1 OK",
      "HTTP/1.1",
      "HTTP/1.1 ",
      "HTTP/1.1200 OK",
    ],
    ...[
      "HTTP/1.2 200 OK",
      "HTTP/2.0 200 OK",
      "HTTP/2 200",
      "HTTP/1 200 OK",
      "http/1.1 200 OK",
      "HTTPS/1.1 200 OK",
      "ICY 200 OK",
      " HTTP/1.1 200 OK",
    ],
    ...[
      "200 OK",
      "HTTP/1.1 \xb2\xb0\xb0 OK",
      "HTTP/1.1 200 O\x00K",
      "HTTP/1.1 200 O\x7fK",
      "HTTP/1.1 200 O\x1bK",
      "GET / HTTP/1.1",
      "HTTP/1.1 200;OK",
    ],
  ].map((line) =>
    refusedBytes(`the status line ${JSON.stringify(line)}`, STATUS, `${line}\r\nContent-Length: 0\r\n\r\n`),
  ),
  refusedBytes("an empty line before the status line", STATUS, `\r\n${ok(["Content-Length: 0"])}`),
  refusedBytes("no status line", STATUS, "Content-Length: 0\r\n\r\n"),
  refusedBytes("LF everywhere", "RFC 9112 §2.2", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
  refusedBytes("LF after the status line", "RFC 9112 §2.2", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"),
  refusedBytes("CR after the status line", "RFC 9112 §2.2", "HTTP/1.1 200 OK\rContent-Length: 0\r\n\r\n"),
  {
    name: "no reason phrase",
    source: STATUS,
    bytes: "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
    expect: { status: 200, content: "", isKept: true },
  },
  {
    name: "neither a reason phrase nor its space",
    source: STATUS,
    bytes: "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
    expect: { status: 200, content: "", isKept: true },
  },
  {
    name: "a status that nobody knows",
    source: STATUS,
    bytes: "HTTP/1.1 299 Well\r\nContent-Length: 2\r\n\r\nok",
    expect: { status: 299, content: "ok", isKept: true },
  },
];

const fields: readonly ResponseCase[] = [
  ...[
    ...[
      "X : a",
      "X\t: a",
      " X: a",
      "\tX: a",
      "X",
      ": a",
      "X\x00: a",
      "X: a\x00b",
      "X: a\x7fb",
      "X: a\x0bb",
      "X: a\rb",
      "X: a\nb",
      "X\xe9: a",
      "X[]: a",
    ],
    ...["X: a\r\n b", "X: a\r\n\tb", "X: a\r\r", "Content-Length : 0", "Transfer-Encoding\t: chunked"],
  ].map((line) =>
    refusedBytes(`the field ${JSON.stringify(line)}`, "RFC 9112 §5", ok([line, "Content-Length: 0"])),
  ),
  refusedBytes(
    "too many fields",
    "limits",
    ok([...Array.from({ length: 101 }, (_, i) => `X${i}: a`), "Content-Length: 0"]),
  ),
  refusedBytes("a head without an end", "limits", `HTTP/1.1 200 OK\r\nX: ${"a".repeat(60_000)}`),
  {
    name: "fields of the connection, and those that Connection names",
    source: "RFC 9110 §7.6.1",
    bytes: ok(
      [
        "Connection: x-a",
        "X-A: 1",
        "Keep-Alive: timeout=5",
        "Proxy-Authenticate: x",
        "Upgrade: h2c",
        "Trailer: X",
        "X-B: 2",
        "Content-Length: 2",
      ],
      "ok",
    ),
    expect: {
      status: 200,
      content: "ok",
      isKept: true,
      has: ["X-B: 2"],
      lacks: ["x-a", "keep-alive", "proxy-authenticate", "upgrade", "trailer"],
    },
  },
  {
    name: "line ends that are encoded",
    source: SPLIT,
    bytes: ok([
      "Location: /%0d%0aSet-Cookie:%20a=b",
      "X: a\xc4\x8d\xc4\x8aSet-Cookie: a=b",
      "Content-Length: 0",
    ]),
    expect: { status: 200, content: "", isKept: true, lacks: ["set-cookie"] },
  },
];

const lengths: readonly ResponseCase[] = [
  ...[
    "",
    "x",
    "-1",
    "+2",
    "2, 2",
    "2,2",
    "0x2",
    "2.0",
    "2 2",
    "2;",
    '"2"',
    "9999999999999999",
    "2\xa0",
    "\xb2",
  ].map((value) =>
    refusedBytes(
      `the Content-Length ${JSON.stringify(value)}`,
      FRAMING,
      ok([`Content-Length: ${value}`], "ok"),
    ),
  ),
  refusedBytes("two lengths", FRAMING, ok(["Content-Length: 1", "Content-Length: 2"], "ok")),
  refusedBytes("two equal lengths", FRAMING, ok(["Content-Length: 2", "Content-Length: 2"], "ok")),
  refusedBytes(
    "a length and a coding",
    "CL.TE",
    ok(["Content-Length: 3", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
  ),
  refusedBytes(
    "a coding and a length",
    "TE.CL",
    ok(["Transfer-Encoding: chunked", "Content-Length: 5"], "0\r\n\r\n"),
  ),
  ...[
    "",
    "identity",
    "gzip",
    "gzip, chunked",
    "chunked, chunked",
    "chunked, identity",
    "xchunked",
    "chunked;a",
    '"chunked"',
    "chunked\xa0",
    ",chunked",
  ].map((value) =>
    refusedBytes(
      `the Transfer-Encoding ${JSON.stringify(value)}`,
      FRAMING,
      ok([`Transfer-Encoding: ${value}`], "0\r\n\r\n"),
    ),
  ),
  refusedBytes(
    "two codings",
    FRAMING,
    ok(["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
  ),
  refusedBytes(
    "chunked in HTTP/1.0",
    "RFC 9112 §6.1",
    "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ),
  ...[
    "g\r\n",
    "-1\r\n",
    "0x2\r\nok\r\n",
    " 2\r\nok\r\n",
    "2 \r\nok\r\n",
    "2\nok\r\n",
    "2;\nok\r\n",
    "2\r\nokX\r\n",
    "2\r\nok\n",
    "1234567890abc\r\n",
  ].map((chunk) =>
    refusedBytes(
      `the chunk ${JSON.stringify(chunk)}`,
      "RFC 9112 §7.1",
      ok(["Transfer-Encoding: chunked"], `${chunk}0\r\n\r\n`),
    ),
  ),
  ...["X\r\n", "X : a\r\n", " X: a\r\n", "X: a\n"].map((trailer) =>
    refusedBytes(
      `the trailer ${JSON.stringify(trailer)}`,
      "RFC 9112 §7.1.2",
      ok(["Transfer-Encoding: chunked"], `0\r\n${trailer}\r\n`),
    ),
  ),
  {
    name: "chunks",
    source: FRAMING,
    bytes: ok(["Transfer-Encoding: chunked"], "2;a=b\r\nok\r\n0\r\n\r\n"),
    expect: { status: 200, content: "ok", isKept: true },
  },
  {
    name: "a body until the end",
    source: FRAMING,
    bytes: ok(["X: a"], "ok"),
    ends: true,
    expect: { status: 200, content: "ok", isKept: false },
  },
  {
    name: "a body until the end that looks like another response",
    source: SPLIT,
    bytes: ok(["X: a"], EVIL),
    ends: true,
    expect: { status: 200, content: EVIL, isKept: false },
  },
  {
    name: "HTTP/1.0 with a length",
    source: "RFC 9112 §9.3",
    bytes: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    expect: { status: 200, content: "ok", isKept: false },
  },
  {
    name: "HTTP/1.0 that is kept alive",
    source: "RFC 9112 §9.3",
    bytes: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
    expect: { status: 200, content: "ok", isKept: true },
  },
  {
    name: "Connection: close",
    source: "RFC 9112 §9.6",
    bytes: ok(["Connection: close", "Content-Length: 2"], "ok"),
    expect: { status: 200, content: "ok", isKept: false },
  },
  {
    name: "close among other options",
    source: "RFC 9112 §9.6",
    bytes: ok(["Connection: x, Close", "Content-Length: 2"], "ok"),
    expect: { status: 200, content: "ok", isKept: false },
  },
];

const none = (status: number, isKept: boolean) => ({ status, content: "", isKept, lacksText: "evil" });

const surplus: readonly ResponseCase[] = [
  {
    name: "a second response in the same piece",
    source: SPLIT,
    bytes: ok(["Content-Length: 2"], `ok${EVIL}`),
    expect: { status: 200, content: "ok", isKept: false, lacksText: "evil" },
  },
  {
    name: "a second response in a later piece",
    source: QUEUE,
    bytes: [ok(["Content-Length: 2"], "ok"), EVIL],
    expect: { status: 200, content: "ok", isKept: false, lacksText: "evil" },
  },
  {
    name: "one byte after the end",
    source: QUEUE,
    bytes: ok(["Content-Length: 2"], "ok\n"),
    expect: { status: 200, content: "ok", isKept: false },
  },
  {
    name: "a line end after the end",
    source: QUEUE,
    bytes: ok(["Content-Length: 2"], "ok\r\n"),
    expect: { status: 200, content: "ok", isKept: false },
  },
  {
    name: "a second response after chunks",
    source: SPLIT,
    bytes: ok(["Transfer-Encoding: chunked"], `2\r\nok\r\n0\r\n\r\n${EVIL}`),
    expect: { status: 200, content: "ok", isKept: false, lacksText: "evil" },
  },
  {
    name: "a body of length 0, and a response",
    source: SPLIT,
    bytes: ok(["Content-Length: 0"], EVIL),
    expect: none(200, false),
  },
  {
    name: "a 204 with a length and its body",
    source: "RFC 9110 §8.6",
    bytes: `HTTP/1.1 204 No\r\nContent-Length: ${EVIL.length}\r\n\r\n${EVIL}`,
    expect: none(204, false),
  },
  {
    name: "a 204 with a length, its body to come",
    source: QUEUE,
    bytes: `HTTP/1.1 204 No\r\nContent-Length: ${EVIL.length}\r\n\r\n`,
    expect: none(204, false),
  },
  {
    name: "a 204 with chunks to come",
    source: QUEUE,
    bytes: "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n",
    expect: none(204, false),
  },
  {
    name: "a 204 with a length of 0",
    source: "RFC 9110 §8.6",
    bytes: "HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n",
    expect: none(204, true),
  },
  {
    name: "a 304 with a length",
    source: "RFC 9110 §15.4.5",
    bytes: "HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n",
    expect: none(304, true),
  },
  {
    name: "a 304 with a body",
    source: QUEUE,
    bytes: `HTTP/1.1 304 No\r\nContent-Length: ${EVIL.length}\r\n\r\n${EVIL}`,
    expect: none(304, false),
  },
  {
    name: "a length for HEAD",
    source: "RFC 9110 §9.3.2",
    method: "HEAD",
    bytes: ok(["Content-Length: 5"]),
    expect: { ...none(200, true), has: ["Content-Length: 5"] },
  },
  {
    name: "a body for HEAD",
    source: QUEUE,
    method: "HEAD",
    bytes: ok([`Content-Length: ${EVIL.length}`], EVIL),
    expect: none(200, false),
  },
  {
    name: "chunks for HEAD",
    source: QUEUE,
    method: "HEAD",
    bytes: ok(["Transfer-Encoding: chunked"], "2\r\nok\r\n0\r\n\r\n"),
    expect: none(200, false),
  },
  {
    name: "an interim response first",
    source: "RFC 9110 §15.2",
    bytes: `HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n${ok(["Content-Length: 2"], "ok")}`,
    expect: { status: 200, content: "ok", isKept: true },
  },
  {
    name: "an unasked 100",
    source: "RFC 9110 §15.2.1",
    bytes: `HTTP/1.1 100 Continue\r\n\r\n${ok(["Content-Length: 2"], "ok")}`,
    expect: { status: 200, content: "ok", isKept: true },
  },
  refusedBytes(
    "an interim response with a length",
    "RFC 9110 §8.6",
    `HTTP/1.1 103 Hints\r\nContent-Length: ${EVIL.length}\r\n\r\n${EVIL}`,
  ),
  refusedBytes(
    "an interim response with a coding",
    "RFC 9112 §6.1",
    `HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n${EVIL}`,
  ),
  refusedBytes(
    "a 101 that nobody asked for",
    "RFC 9110 §15.2.2",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
  ),
];

export const responseCorpus: Readonly<Record<string, readonly ResponseCase[]>> = {
  "status lines": statusLines,
  fields,
  lengths,
  "what follows the end": surplus,
};
