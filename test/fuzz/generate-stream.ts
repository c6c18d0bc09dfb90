// What a fuzzing client sends on one connection: requests by a grammar that errs on purpose, or cases of the
// corpus, several on a connection, with bytes changed, and cut into pieces anywhere.

import { requestCorpus } from "../conformance/http1/request-corpus.ts";
import type { Random } from "./random.ts";

/** Pieces, sent one after the other; one char is one byte. */
export type Stream = readonly string[];

const corpus = Object.values(requestCorpus)
  .flat()
  .map(({ bytes }) => (typeof bytes === "string" ? bytes : bytes.join("")))
  // The few cases about sizes would take most of the time.
  .filter((bytes) => bytes.length < 4096);

const INNER = "GET /admin HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** What a part of a request may be: as it should be, and as it should not or seldom is. */
type Part = { readonly tame: readonly string[]; readonly wild: readonly string[] };

const methods: Part = {
  tame: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND"],
  wild: ["get", "CONNECT", "TRACE", "", "G\x00T", "GET ", "X(Y", "A!B"],
};
const targets: Part = {
  tame: [
    "/",
    "/a",
    "/a/b?c=d",
    "/a/../b",
    "/%2e%2e/a",
    "//a//b",
    "/a%2fb",
    "/a;b/c",
    "/%252e/",
    "/\xe9?\xff",
    "/?",
  ],
  wild: [
    "*",
    "http://a/x",
    "HTTP://A:80?y",
    "https://a/",
    "/%41%zz",
    "/a\\b",
    "/ b",
    "/a?#b",
    "/a%00",
    "a",
    "",
    "/%25%32%65",
  ],
};
const versions: Part = {
  tame: ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0"],
  wild: ["HTTP/2.0", "http/1.1", "", "HTTP/1.1 "],
};
const hosts: Part = {
  tame: ["Host: a", "Host: a", "Host: a", "host:a", "Host: A.b:80", "Host: [::1]:8"],
  wild: [
    "Host: a, b",
    "Host : a",
    "X: a",
    "Host: a\r\nHost: b",
    "Host:",
    "Host: u@a",
    "Host: a:0",
    "Host: [::g]",
    " Host: a",
  ],
};
const fields: Part = {
  tame: [
    ...[
      "X: y",
      "X:y",
      "X: ",
      "Accept: */*",
      "Cookie: a=b; c=d",
      "Connection: keep-alive",
      "Connection: x, content-length",
    ],
    ...[
      "Connection: transfer-encoding, host",
      "Expect: 100-continue",
      "TE: trailers",
      "Trailer: X",
      "Upgrade: h2c",
    ],
    ...[
      "X-Forwarded-For: 6.6.6.6",
      "X_Forwarded_For: 6.6.6.6",
      "Content_Length: 7",
      "Transfer_Encoding: chunked",
      "X: \xff\x80",
    ],
  ],
  wild: [
    ...[
      "X : y",
      " X: y",
      "X: y\r\n z",
      "X",
      ": y",
      "X\0: y",
      "X: y\rz",
      "X: y\nz",
      "Connection: close",
      "Content-Length: 3",
    ],
    ...[
      "Transfer-Encoding: chunked",
      "Transfer-Encoding: identity",
      "Content-Length: +3",
      "Transfer-Encoding : chunked",
      "Expect: x",
    ],
  ],
};
const codings: Part = {
  tame: ["chunked", "chunked", "Chunked", "chunked "],
  wild: [
    "xchunked",
    "gzip, chunked",
    "chunked, identity",
    "\x0bchunked",
    "chunked\r\nTransfer-Encoding: x",
    "",
    "chunked;a",
  ],
};
const contents: Part = {
  tame: [
    "",
    "x",
    "hello",
    "0\r\n\r\n",
    "\r\n\r\n",
    INNER,
    `0\r\n\r\n${INNER}`,
    "\0\x01\xff\xfe",
    "5\r\nabcde\r\n0\r\n\r\n",
  ],
  wild: ["\r", "\n", "GET / HTTP/1.1\r\n", "x".repeat(3000), "f".repeat(17)],
};
const extensions: Part = {
  tame: ["", "", "", "", ";a", ";a=b", ' ;a="b;c"'],
  wild: [";", ";\n", ';a="', " ", ";a=\r"],
};
const trailers: Part = {
  tame: [
    "",
    "",
    "",
    "X: y\r\n",
    "Grpc-Status: 0\r\n",
    "Content-Length: 9\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Host: b\r\n",
  ],
  wild: ["X : y\r\n", "X\r\n", "X: y\n", " X: y\r\n", "GET / HTTP/1.1\r\n"],
};
const lineEnds: Part = { tame: ["\r\n"], wild: ["\n", "\r", "\r\r\n", "\n\r", " \r\n"] };
const spices = [
  ...[
    "\r\n",
    "\n",
    "\r",
    "\0",
    " ",
    "\t",
    ":",
    ";",
    ",",
    "/",
    "%2f",
    "..",
    "\\",
    "\xff",
    "\x7f",
    "\x0b",
    "0",
    "-1",
    "+",
    "0x",
    "\r\n\r\n",
    "5\r\n",
  ],
  ...[
    "chunked",
    "Content-Length: 3\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Host: b\r\n",
    "HTTP/1.1",
    "Connection: close\r\n",
    "0\r\n\r\n",
    INNER,
  ],
];

export function generateStream(random: Random): Stream {
  let bytes = "";
  // Half of the streams hardly err: those that are accepted tell the most.
  const errs = random.once(2) ? 400 : 30;
  for (let count = random.once(2) ? 1 : 1 + random.below(4); count > 0; count--) {
    bytes += random.once(4) ? random.pick(corpus) : new Grammar(random, errs).request();
  }
  if (random.once(3)) bytes = mutated(random, bytes);
  return cut(random, bytes);
}

class Grammar {
  private readonly random: Random;
  private readonly errs: number;

  /** A part is a wild one once in `errs` times. */
  constructor(random: Random, errs: number) {
    this.random = random;
    this.errs = errs;
  }

  private pick({ tame, wild }: Part): string {
    return this.random.pick(this.random.once(this.errs) ? wild : tame);
  }

  /** Mostly 0. */
  private slip(): number {
    return this.random.once(this.errs) ? this.random.below(5) - 2 : 0;
  }

  request(): string {
    const { random } = this;
    const line = `${this.pick(methods)} ${this.pick(targets)} ${this.pick(versions)}`;
    let head = `${line}${this.pick(lineEnds)}${this.pick(hosts)}${this.pick(lineEnds)}`;
    for (let count = random.below(4); count > 0; count--)
      head += `${this.pick(fields)}${this.pick(lineEnds)}`;
    const kind = random.below(5);
    if (kind === 0) return `${head}${this.pick(lineEnds)}`;
    const content = this.pick(contents);
    if (kind <= 2) head += `Content-Length: ${content.length + this.slip()}${this.pick(lineEnds)}`;
    if (kind <= 2 && !random.once(this.errs)) return `${head}${this.pick(lineEnds)}${content}`;
    const coding = `Transfer-Encoding: ${this.pick(codings)}${this.pick(lineEnds)}`;
    return `${head}${coding}${this.pick(lineEnds)}${this.chunks()}`;
  }

  private chunks(): string {
    let bytes = "";
    for (let count = this.random.below(4); count > 0; count--) {
      const content = this.pick(contents);
      if (content === "") continue;
      const size = (content.length + this.slip()).toString(this.random.once(this.errs) ? 10 : 16);
      bytes += `${size}${this.pick(extensions)}${this.pick(lineEnds)}${content}${this.pick(lineEnds)}`;
    }
    return `${bytes}0${this.pick(extensions)}${this.pick(lineEnds)}${this.pick(trailers)}${this.pick(lineEnds)}`;
  }
}

function mutated(random: Random, bytes: string): string {
  let text = bytes;
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = random.below(text.length + 1);
    const end = Math.min(text.length, at + random.below(12));
    const byte = String.fromCharCode(random.below(256));
    const kind = random.below(5);
    if (kind === 0) text = text.slice(0, at) + random.pick(spices) + text.slice(at);
    else if (kind === 1) text = text.slice(0, at) + text.slice(end);
    else if (kind === 2) text = text.slice(0, at) + byte + text.slice(at + 1);
    else if (kind === 3) text = text.slice(0, end) + text.slice(at);
    else text = text.slice(0, at) + byte + text.slice(at);
  }
  return text;
}

function cut(random: Random, bytes: string): Stream {
  if (random.once(3) || bytes.length < 2) return [bytes];
  const places = Array.from({ length: 1 + random.below(5) }, () => 1 + random.below(bytes.length - 1));
  // Between a head and its body more happens than anywhere else.
  const headEnd = bytes.indexOf("\r\n\r\n") + 4;
  if (headEnd >= 4 && headEnd < bytes.length && random.once(2)) places.push(headEnd);
  const ends = [...new Set([...places, bytes.length])].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end));
}
