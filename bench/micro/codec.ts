// Reading and writing of message heads: the request of the proxy bench's shape a, and its response.

import type { Field } from "#http/field.ts";
import { forwardWire } from "#http/forward-wire.ts";
import { parseRequestHead } from "#http/h1/parse-request.ts";
import { parseResponseHead } from "#http/h1/parse-response.ts";
import type { RequestHead } from "#http/request-head.ts";
import type { Prepared, Subject } from "./subject.ts";

const LIMITS = { requestLineBytes: 8192, headBytes: 32_768, headerCount: 100 };
const TOKENS = 64;

export const codec: Subject = { name: "codec", prepare };

const browserFields = [
  "Host: api.example.com",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0",
  "Accept: application/json, text/plain, */*",
  "Accept-Language: en-GB,en;q=0.9",
  "Accept-Encoding: gzip, deflate, br",
  "Referer: https://shop.example.com/items",
  "Origin: https://shop.example.com",
  "Sec-Fetch-Site: same-site",
  "Sec-Fetch-Mode: cors",
  "Sec-Fetch-Dest: empty",
];

/** Bytes as they come from a socket: strings that no look-up has seen before. */
const fromWire = (text: string): string => Buffer.from(text, "latin1").toString("latin1");

function requests(): string[] {
  return Array.from({ length: TOKENS }, (_, i) => {
    const token = `Authorization: Bearer ${String(i).padStart(700, "abcdefghij")}`;
    const lines = ["GET /api/items/42?expand=owner&limit=20 HTTP/1.1", ...browserFields, token];
    return fromWire(`${lines.join("\r\n")}\r\n\r\n`);
  });
}

const way = { peerAddress: "203.0.113.7", isPeerTrusted: false, scheme: "http", localPort: 8080 } as const;

function prepare(): Prepared {
  const heads = requests();
  const parsed = heads.map((raw) => parseRequestHead(raw, LIMITS, []));
  const responses = Array.from({ length: TOKENS }, (_, i) =>
    fromWire(
      `HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sat, 21 Nov 2026 10:00:0${i % 10} GMT\r\n` +
        "Content-Type: application/json\r\nContent-Length: 1024\r\nConnection: keep-alive\r\n\r\n",
    ),
  );
  return {
    cases: [
      {
        name: "read a request head (1.2 KB, ten fields and a token), the first of a connection",
        run: (operations) => readHeads(heads, [], operations),
      },
      {
        name: "read a request head, a later one",
        run: (operations) => readHeads(heads, parsed[0]?.fields ?? [], operations),
      },
      {
        name: "write its head for the backend",
        run: (operations) => writeHeads(parsed, operations),
      },
      {
        name: "read a response head (five fields)",
        run: (operations) => {
          let sum = 0;
          for (let i = 0; i < operations; i++) {
            const head = parseResponseHead(responses[i % TOKENS] ?? "", false, LIMITS, []);
            sum += "flaw" in head ? 0 : head.fields.length;
          }
          return sum;
        },
      },
    ],
  };
}

function readHeads(heads: readonly string[], before: readonly Field[], operations: number): number {
  let sum = 0;
  for (let i = 0; i < operations; i++) {
    sum += parseRequestHead(heads[i % TOKENS] ?? "", LIMITS, before).fields.length;
  }
  return sum;
}

function writeHeads(parsed: readonly RequestHead[], operations: number): number {
  let sum = 0;
  for (let i = 0; i < operations; i++) {
    const head = parsed[i % TOKENS];
    if (head === undefined) continue;
    const wire = forwardWire({
      head,
      method: head.method,
      way,
      path: "/api/items/42",
      query: "?expand=owner&limit=20",
      defaultAuthority: "",
      requestId: "0192f0c1a2b3c4d5e6f708192a3b4c5d",
      traceparent: "00-0192f0c1a2b3c4d5e6f708192a3b4c5d-e6f708192a3b4c5d-00",
      tracestate: "",
      bodyBytes: 0,
      upgrade: "",
      edits: undefined,
      assertedFields: "",
    });
    // Reading a char flattens the string, as sending it does.
    sum += wire.charCodeAt(wire.length - 1);
  }
  return sum;
}
