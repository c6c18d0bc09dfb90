// The Host field: one, well-formed, and nothing else than a host and a port.

import { headOf, passage, type RequestCase, refusal } from "./request-case.ts";

const HOST = "RFC 9110 §7.2";
const SYNTAX = "RFC 3986 §3.2";

const bytes = (...lines: readonly string[]): string => headOf("GET", "/", lines);

const number: readonly RequestCase[] = [
  refusal("no Host", HOST, 400, "host-missing", bytes("X: b")),
  refusal("no field at all", HOST, 400, "host-missing", "GET / HTTP/1.1\r\n\r\n"),
  refusal("two Hosts", HOST, 400, "host-repeated", bytes("Host: a", "Host: b")),
  refusal("two equal Hosts", HOST, 400, "host-repeated", bytes("Host: a", "Host: a")),
  refusal("two Hosts in other letters", HOST, 400, "host-repeated", bytes("Host: a", "hOST: b")),
  refusal(
    "two Hosts with another field between",
    HOST,
    400,
    "host-repeated",
    bytes("Host: a", "X: b", "Host: c"),
  ),
  refusal(
    "two Hosts in HTTP/1.0",
    HOST,
    400,
    "host-repeated",
    "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
  ),
  refusal("a Host and an empty one", HOST, 400, "host-repeated", bytes("Host: a", "Host:")),
  refusal("a list of hosts", HOST, 400, "host-malformed", bytes("Host: a, b")),
  refusal(
    "a Host folded after the first",
    "host override",
    400,
    "field-folded",
    bytes("Host: a", " Host: b"),
  ),
  refusal("a Host before a space", "host override", 400, "field-malformed", bytes("Host : b", "Host: a")),
  passage("other spellings of Host beside it", "host override", bytes("Host: a", "X-Host: b", "Ho_st: c"), {
    method: "GET",
    target: "/",
    has: ["Host: a"],
  }),
  passage("a Host that comes last", HOST, bytes("X: b", "Host: a"), {
    method: "GET",
    target: "/",
    has: ["Host: a", "X: b"],
  }),
];

const wrong = [
  ...[
    "",
    "a b",
    "a\tb",
    "a,b",
    "a;b",
    "a/b",
    "a/",
    "/a",
    "a?b",
    "a#b",
    "a\\b",
    "u@a",
    "u:p@a",
    "@a",
    "http://a",
  ],
  ...[
    "a%2eb",
    "a%00",
    "a'b",
    'a"b',
    "a|b",
    "a!b",
    "a~b",
    "a+b",
    "a=b",
    "a&b",
    "a$b",
    "{a}",
    "(a)",
    "<a>",
    "*",
    "*.a",
  ],
  ...[".", "..", ".a", "a..b", "-a", "a\xe9", "\xe9", "a\x80", "\xef\xbc\x8fa"],
  ...[
    ":",
    ":80",
    "a:",
    "a:0",
    "a:080",
    "a:65536",
    "a:99999",
    "a:100000",
    "a:-1",
    "a:+80",
    "a: 80",
    "a :80",
    "a:80:80",
  ],
  ...["a:80a", "a:0x50", "a:8 0", "a:80/", "a:80@b", "a:\xb2"],
  ...[
    "::1",
    "[",
    "[]",
    "[::1",
    "::1]",
    "[[::1]]",
    "[::1]]",
    "[::1]a",
    "[::1]:",
    "[::1]:x",
    "[::1] :80",
    "a[::1]",
  ],
  ...["[::g]", "[:::]", "[:]", "[1::2::3]", "[1:2:3]", "[1:2:3:4:5:6:7:8:9]", "[12345::]", "[::1.2.3]"],
  ...["[::ffff:1.2.3.256]", "[1.2.3.4]", "[a]", "[v1.a]", "[fe80::1%eth0]", "[fe80::1%25eth0]", "[::1/64]"],
  "a".repeat(255),
] as const;

const right: readonly (readonly [host: string, arrives: string])[] = [
  ["A.Example", "a.example"],
  ["a.example.", "a.example."],
  ["a-b.c_d", "a-b.c_d"],
  ["_a", "_a"],
  ["1.2.3.4", "1.2.3.4"],
  ["2130706433", "2130706433"],
  ["a:1", "a:1"],
  ["a:65535", "a:65535"],
  ["[::1]", "[::1]"],
  ["[::]:8080", "[::]:8080"],
  ["[2001:DB8::A]", "[2001:db8::a]"],
  ["[::ffff:1.2.3.4]:80", "[::ffff:1.2.3.4]:80"],
  ["xn--bcher-kva.example", "xn--bcher-kva.example"],
  [" \ta\t ", "a"],
];

export const hostCases: readonly RequestCase[] = [
  ...number,
  ...wrong.map((host) =>
    refusal(
      `the Host ${JSON.stringify(host.slice(0, 24))}`,
      SYNTAX,
      400,
      "host-malformed",
      bytes(`Host: ${host}`),
    ),
  ),
  ...right.map(([host, arrives]) =>
    passage(`the Host ${JSON.stringify(host)}`, SYNTAX, bytes(`Host: ${host}`), {
      method: "GET",
      target: "/",
      has: [`Host: ${arrives}`],
    }),
  ),
];
