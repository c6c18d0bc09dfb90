// Field names and values that are no field, and the limits of a head.

import { get, headOf, passage, post, type RequestCase, refusal } from "./request-case.ts";

const NAME = "RFC 9110 §5.1";
const LIMIT = "RFC 9110 §5.4";

/** All visible ASCII that is no token character; the colon ends the name, and the rest is its value. */
const noToken = [...'"(),/;<=>?@[\\]{}'];

const names: readonly RequestCase[] = [
  ...noToken.map((char) => refusal(`${char} in a name`, NAME, 400, "field-malformed", get(`X${char}Y: b`))),
  ...["\x80", "\xa0", "\xe9", "\xff", "\xc3\xa9", "\xe2\x80\x8b"].map((text) =>
    refusal(`${JSON.stringify(text)} in a name`, NAME, 400, "field-malformed", get(`X${text}: b`)),
  ),
  passage("each token character in a name", NAME, get("!#$%&'*+-.^_`|~9zZ: b"), {
    method: "GET",
    target: "/",
    has: ["!#$%&'*+-.^_`|~9zZ: b"],
  }),
  passage("each byte that a value may have", "RFC 9110 §5.5", get(`X: a\t${allValueBytes()}b`), {
    method: "GET",
    target: "/",
    has: [`X: a\t${allValueBytes()}b`],
  }),
  passage("a field that is repeated", "RFC 9110 §5.3", get("X: 1", "Y: 2", "X: 3"), {
    method: "GET",
    target: "/",
    hasRepeated: ["X: 1", "X: 3"],
  }),
];

function allValueBytes(): string {
  let text = "";
  for (let code = 0x20; code <= 0xff; code++) if (code !== 0x7f) text += String.fromCharCode(code);
  return text;
}

const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `X${i}: a`);

const limits: readonly RequestCase[] = [
  refusal(
    "a target over the limit",
    "RFC 9110 §15.5.15",
    414,
    "request-line-too-long",
    headOf("GET", `/${"a".repeat(9000)}`, ["Host: a"]),
  ),
  refusal(
    "a target without an end",
    "RFC 9110 §15.5.15",
    414,
    "request-line-too-long",
    `GET /${"a".repeat(50_000)}`,
  ),
  refusal("a method without an end", "RFC 9110 §15.5.15", 414, "request-line-too-long", "A".repeat(50_000)),
  refusal(
    "a version without an end",
    "RFC 9110 §15.5.15",
    414,
    "request-line-too-long",
    `GET / HTTP/1.1${"1".repeat(50_000)}`,
  ),
  refusal("a value over the limit", LIMIT, 431, "head-too-large", get(`X: ${"a".repeat(50_000)}`)),
  refusal(
    "a value without an end",
    LIMIT,
    431,
    "head-too-large",
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(50_000)}`,
  ),
  refusal(
    "a name without an end",
    LIMIT,
    431,
    "head-too-large",
    `GET / HTTP/1.1\r\nHost: a\r\n${"a".repeat(50_000)}`,
  ),
  refusal(
    "a head without an end",
    LIMIT,
    431,
    "head-too-large",
    `GET / HTTP/1.1\r\nHost: a\r\n${"X: a\r\n".repeat(10_000)}`,
  ),
  refusal("one field too many", LIMIT, 431, "too-many-fields", get(...many(100))),
  refusal(
    "white space without an end",
    LIMIT,
    431,
    "head-too-large",
    `GET / HTTP/1.1\r\nHost:${" ".repeat(50_000)}`,
  ),
  refusal(
    "a body over the limit",
    "RFC 9110 §15.5.14",
    413,
    "body-too-large",
    post("", "Content-Length: 2000000"),
  ),
  refusal(
    "a body far over the limit",
    "RFC 9110 §15.5.14",
    413,
    "body-too-large",
    post("", "Content-Length: 999999999999999"),
  ),
  refusal(
    "a body over the limit that waits to be asked for",
    "RFC 9110 §10.1.1",
    413,
    "body-too-large",
    post("", "Content-Length: 2000000", "Expect: 100-continue"),
  ),
  passage("as many fields as may be", LIMIT, get(...many(99)), {
    method: "GET",
    target: "/",
    has: ["X0: a", "X98: a"],
  }),
  passage(
    "a target as long as may be",
    LIMIT,
    headOf("GET", `/${"a".repeat(8192 - "GET / HTTP/1.1".length)}`, ["Host: a"]),
    {
      method: "GET",
      target: `/${"a".repeat(8192 - "GET / HTTP/1.1".length)}`,
    },
  ),
  passage("a value of 30,000 bytes", LIMIT, get(`X: ${"a".repeat(30_000)}`), {
    method: "GET",
    target: "/",
    has: [`X: ${"a".repeat(30_000)}`],
  }),
];

export const fieldCases: readonly RequestCase[] = [...names, ...limits];
