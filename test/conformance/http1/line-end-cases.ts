// Line ends that are not CR LF, folded lines, white space that moves a name or a value, and the bytes that
// some readers take for a line end.

import { chunked, get, passage, post, type RequestCase, refusal } from "./request-case.ts";

const LINES = "RFC 9112 §2.2";
const FOLD = "RFC 9112 §5.2";
const COLON = "RFC 9112 §5.1";
const HEAD = "GET / HTTP/1.1\r\nHost: a\r\n";
const END = "line-ending-malformed";

const lineEnds: readonly RequestCase[] = [
  refusal("LF everywhere", LINES, 400, END, "GET / HTTP/1.1\nHost: a\n\n"),
  refusal("CR everywhere", LINES, 400, END, "GET / HTTP/1.1\rHost: a\r\r"),
  refusal("LF CR everywhere", LINES, 400, END, "GET / HTTP/1.1\n\rHost: a\n\r\n\r"),
  refusal("LF after the request line", LINES, 400, END, "GET / HTTP/1.1\nHost: a\r\n\r\n"),
  refusal("CR after the request line", LINES, 400, END, "GET / HTTP/1.1\rHost: a\r\n\r\n"),
  refusal("CR CR LF after the request line", LINES, 400, END, "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"),
  refusal("LF after a field", LINES, 400, END, "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
  refusal("CR after a field", LINES, 400, END, "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
  refusal("CR CR LF after a field", LINES, 400, END, `${HEAD}X: b\r\r\n\r\n`),
  refusal("LF LF for the end of the head", LINES, 400, END, `${HEAD}X: b\n\n`),
  refusal("CR LF LF for the end of the head", LINES, 400, END, `${HEAD}\n`),
  refusal("LF CR LF for the end of the head", LINES, 400, END, `${HEAD}X: b\n\r\n`),
  refusal("CR LF CR for the end of the head", LINES, 400, END, `${HEAD}\rX: b\r\n\r\n`),
  refusal("CR CR LF for the end of the head", LINES, 400, END, `${HEAD}\r\r\n\r\n`),
  refusal("LF in a value", LINES, 400, END, get("X: b\nY: c")),
  refusal("LF LF in a value", LINES, 400, END, get("X: b\n\nGET /admin HTTP/1.1")),
  refusal("CR in a value", LINES, 400, END, get("X: b\rc")),
  refusal("CR at the start of a value", LINES, 400, END, get("X: \rb")),
  refusal("CR in a name", LINES, 400, END, get("X\rY: b")),
  refusal("LF in a name", LINES, 400, END, get("X\nY: b")),
  refusal("CR before a name", LINES, 400, END, get("\rX: b")),
  refusal("LF before a name", LINES, 400, END, get("\nX: b")),
  refusal("CR before the colon", LINES, 400, END, get("X\r: b")),
  refusal("LF before the colon", LINES, 400, END, get("X\n: b")),
  refusal("LF in the method", LINES, 400, END, "GE\nT / HTTP/1.1\r\nHost: a\r\n\r\n"),
  refusal("CR in the target", LINES, 400, END, "GET /\rx HTTP/1.1\r\nHost: a\r\n\r\n"),
  refusal("LF in the target", LINES, 400, END, "GET /\nx HTTP/1.1\r\nHost: a\r\n\r\n"),
  refusal("CR in the version", LINES, 400, END, "GET / HTTP/1\r.1\r\nHost: a\r\n\r\n"),
  refusal("LF before the request line", LINES, 400, END, `\n${HEAD}\r\n`),
  refusal("CR before the request line", LINES, 400, END, `\r${HEAD}\r\n`),
  refusal(
    "two empty lines before the request line",
    LINES,
    400,
    "request-line-malformed",
    `\r\n\r\n${HEAD}\r\n`,
  ),
  refusal("two empty lines, one a piece", LINES, 400, "request-line-malformed", ["\r\n", `\r\n${HEAD}\r\n`]),
  refusal("an empty line, a bare CR", LINES, 400, END, `\r\n\r${HEAD}\r\n`),
  refusal("an empty line, a bare CR, in two pieces", LINES, 400, END, ["\r\n\r", `${HEAD}\r\n`]),
  refusal("a bare CR before the request line, in two pieces", LINES, 400, END, ["\r", `${HEAD}\r\n`]),
  refusal("an LF before the request line, in two pieces", LINES, 400, END, ["\n", `${HEAD}\r\n`]),
  refusal("an LF that comes after its CR's time", LINES, 400, END, ["GET / HTTP/1.1\r", "Host: a\r\n\r\n"]),
  passage("an empty line before the request line", LINES, `\r\n${HEAD}\r\n`, { method: "GET", target: "/" }),
  passage("an empty line, cut in two", LINES, ["\r", `\n${HEAD}\r\n`], { method: "GET", target: "/" }),
  passage("a head, each byte alone", LINES, [..."GET / HTTP/1.1\r\nHost: a\r\n\r\n"], {
    method: "GET",
    target: "/",
  }),
  passage(
    "an empty line after a body",
    LINES,
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx\r\n${HEAD}\r\n`,
    [
      { method: "POST", target: "/", body: "x" },
      { method: "GET", target: "/" },
    ],
  ),
];

const folds: readonly RequestCase[] = [
  refusal("a folded field", FOLD, 400, "field-folded", get("X: b", " c")),
  refusal("a field folded with a tab", FOLD, 400, "field-folded", get("X: b", "\tc")),
  refusal("a fold that looks like a field", FOLD, 400, "field-folded", get("X: b", " Y: c")),
  refusal("a fold of white space", FOLD, 400, "field-folded", get("X: b", " \t ")),
  refusal(
    "a fold right after the request line",
    FOLD,
    400,
    "field-folded",
    "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
  ),
  refusal(
    "a fold of a space after the request line",
    FOLD,
    400,
    "field-folded",
    `GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n`,
  ),
  refusal("a folded Host", FOLD, 400, "field-folded", "GET / HTTP/1.1\r\nHost:\r\n a\r\n\r\n"),
  refusal("a Host folded to two", FOLD, 400, "field-folded", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"),
  refusal("a folded Content-Length", FOLD, 400, "field-folded", post("ab", "Content-Length:", " 2")),
  refusal("a Content-Length folded to two", FOLD, 400, "field-folded", post("ab", "Content-Length: 2", " 0")),
  refusal(
    "a folded Transfer-Encoding",
    "TE.TE",
    400,
    "field-folded",
    post("0\r\n\r\n", "Transfer-Encoding:", " chunked"),
  ),
  refusal(
    "a Transfer-Encoding folded with a tab",
    "TE.TE",
    400,
    "field-folded",
    post("0\r\n\r\n", "Transfer-Encoding:", "\tchunked"),
  ),
  refusal(
    "a Transfer-Encoding that is a fold",
    "TE.TE",
    400,
    "field-folded",
    post("0\r\n\r\n", "X: b", " Transfer-Encoding: chunked"),
  ),
  refusal("a fold in the last line", FOLD, 400, "field-folded", get("X: b", "\t")),
  refusal("a bare LF fold", FOLD, 400, END, get("X: b\n c")),
];

const colons: readonly RequestCase[] = [
  refusal("a space before the colon", COLON, 400, "field-malformed", get("X : b")),
  refusal("a tab before the colon", COLON, 400, "field-malformed", get("X\t: b")),
  refusal(
    "a space before Content-Length's colon",
    COLON,
    400,
    "field-malformed",
    post("ab", "Content-Length : 2"),
  ),
  refusal(
    "a tab before Content-Length's colon",
    COLON,
    400,
    "field-malformed",
    post("ab", "Content-Length\t: 2"),
  ),
  refusal(
    "a space before Transfer-Encoding's colon",
    "TE.TE",
    400,
    "field-malformed",
    post("", "Transfer-Encoding : chunked"),
  ),
  refusal(
    "a tab before Transfer-Encoding's colon",
    "TE.TE",
    400,
    "field-malformed",
    post("", "Transfer-Encoding\t: chunked"),
  ),
  refusal(
    "a NUL before the colon",
    "TE.TE",
    400,
    "field-malformed",
    post("", "Transfer-Encoding\0: chunked"),
  ),
  refusal(
    "a no-break space before the colon",
    "TE.TE",
    400,
    "field-malformed",
    post("", "Transfer-Encoding\xa0: chunked"),
  ),
  refusal("a space in the name", "TE.TE", 400, "field-malformed", post("", "Transfer Encoding: chunked")),
  refusal("an equals sign for the colon", COLON, 400, "field-malformed", get("X= b")),
  refusal("no colon", COLON, 400, "field-malformed", get("X")),
  refusal("no name", COLON, 400, "field-malformed", get(": b")),
  refusal("only a colon", COLON, 400, "field-malformed", get(":")),
  refusal("two colons first", COLON, 400, "field-malformed", get("::X: b")),
  passage("no space after the colon", COLON, get("X:b"), { method: "GET", target: "/", has: ["X: b"] }),
  passage("white space around a value", COLON, get("X: \t b \t "), {
    method: "GET",
    target: "/",
    has: ["X: b"],
  }),
  passage("an empty value", COLON, get("X:", "Y: "), { method: "GET", target: "/", has: ["X: ", "Y: "] }),
  passage("colons in a value", COLON, get("X: : b: c"), { method: "GET", target: "/", has: ["X: : b: c"] }),
];

const lookAlikes: readonly RequestCase[] = [
  ...["\x85", "\xa0", "\xc2\x85", "\xe2\x80\xa8", "\xc4\x8d\xc4\x8a", "%0d%0a", "\\r\\n", "&#13;&#10;"].map(
    (text) =>
      passage(`${JSON.stringify(text)} in a value, which is no line end`, LINES, get(`X: b${text}Y: c`), {
        method: "GET",
        target: "/",
        has: [`X: b${text}Y: c`],
        lacks: ["y"],
      }),
  ),
  passage("line ends in a body", LINES, chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"), {
    method: "POST",
    target: "/",
    body: "\r\n\r\n",
  }),
];

export const lineEndCases = [...lineEnds, ...folds, ...colons, ...lookAlikes];
