// Fields that belong to one connection, that Connection names, that tell of the way here, and the spellings
// that a backend could read as one of them.

import { get, headOf, passage, post, type RequestCase } from "./request-case.ts";

const HOP = "RFC 9110 §7.6.1";
const ABUSE = "hop-by-hop abuse";
const ALIAS = "header aliases";

const arrives = (has: readonly string[], lacks: readonly string[] = []) => ({
  method: "GET",
  target: "/",
  has,
  lacks,
});

/** Sent alone, none of these may arrive. */
const hopByHop = [
  ...[
    "Connection: x",
    "Keep-Alive: timeout=5",
    "Proxy-Connection: keep-alive",
    "Proxy-Authorization: Basic eA==",
    "Proxy-Authenticate: x",
  ],
  ...[
    "TE: trailers",
    "TE: chunked",
    "Trailer: X",
    "Upgrade: h2c",
    "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
    "Expect: 100-continue",
  ],
];

/** What only a trusted hop may say. */
const accounts = [
  ...[
    "X-Forwarded-For: 6.6.6.6",
    "X-Forwarded-Host: evil",
    "X-Forwarded-Proto: https",
    // Three of them stand in an id of ours now and then.
    "X-Forwarded-Port: 666666666",
    "X-Forwarded-Prefix: /evil",
  ],
  ...[
    "Forwarded: for=6.6.6.6",
    "X-Real-IP: 6.6.6.6",
    "X-Client-IP: 6.6.6.6",
    "True-Client-IP: 6.6.6.6",
    "CF-Connecting-IP: 6.6.6.6",
  ],
  ...[
    "X-Original-URL: /evil",
    "X-Rewrite-URL: /evil",
    "X-Original-Host: evil",
    "X-Cluster-Client-IP: 6.6.6.6",
    "X-Request-Id: evil",
  ],
];

const aliases = [
  ...[
    "X_Forwarded_For: 6.6.6.6",
    "x_forwarded-for: 6.6.6.6",
    "X-Forwarded_Host: evil",
    "X_Real_IP: 6.6.6.6",
    "X_Original_URL: /evil",
  ],
  ...[
    "Content_Length: 5",
    "Transfer_Encoding: chunked",
    "Proxy_Connection: x",
    "X_Request_Id: evil",
    "Keep_Alive: 1",
    "True_Client_IP: 6.6.6.6",
  ],
];

const own: readonly RequestCase[] = [
  ...hopByHop.map((line) => passage(`${line} goes no further`, HOP, get(line), arrives([], [nameOf(line)]))),
  ...accounts.map((line) =>
    passage(`${line} of a stranger`, "RFC 7239 §8.1", get(line), {
      ...arrives([]),
      lacksText: line.slice(line.indexOf(":") + 2),
    }),
  ),
  ...aliases.map((line) => passage(`${line}, an alias`, ALIAS, get(line), arrives([], [nameOf(line)]))),
];

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(":")).toLowerCase();
}

const nominated: readonly RequestCase[] = [
  passage(
    "Connection names a field",
    HOP,
    get("Connection: x-a", "X-A: 1", "X-B: 2"),
    arrives(["X-B: 2"], ["x-a", "connection"]),
  ),
  passage(
    "Connection names fields in other letters",
    HOP,
    get("Connection: X-a, x-B", "x-A: 1", "X-b: 2"),
    arrives([], ["x-a", "x-b"]),
  ),
  passage(
    "Connection comes after what it names",
    HOP,
    get("X-A: 1", "Connection: x-a"),
    arrives([], ["x-a"]),
  ),
  passage(
    "Connection in two fields",
    HOP,
    get("Connection: x-a", "Connection: x-b", "X-A: 1", "X-B: 1"),
    arrives([], ["x-a", "x-b"]),
  ),
  passage(
    "Connection with empty members",
    HOP,
    get("Connection: ,, x-a ,\t,", "X-A: 1"),
    arrives([], ["x-a"]),
  ),
  passage(
    "Connection names a repeated field",
    HOP,
    get("Connection: x-a", "X-A: 1", "X-A: 2"),
    arrives([], ["x-a"]),
  ),
  passage(
    "Connection names nothing that is there",
    HOP,
    get("Connection: x-z", "X-A: 1"),
    arrives(["X-A: 1"]),
  ),
  passage(
    "Connection of something that is no token",
    HOP,
    get("Connection: x a; b", "X-A: 1"),
    arrives(["X-A: 1"], ["connection"]),
  ),
  passage(
    "Connection: close, and a field",
    HOP,
    get("Connection: close, x-a", "X-A: 1"),
    arrives([], ["x-a", "connection"]),
  ),
  passage("Connection: Host", ABUSE, get("Connection: host"), arrives(["Host: a"])),
  passage(
    "Connection: Content-Length",
    ABUSE,
    post("ab", "Connection: content-length", "Content-Length: 2"),
    {
      method: "POST",
      target: "/",
      has: ["Content-Length: 2"],
      body: "ab",
    },
  ),
  passage(
    "Connection: Transfer-Encoding",
    ABUSE,
    `${headOf("POST", "/", ["Host: a", "Connection: transfer-encoding", "Transfer-Encoding: chunked"])}2\r\nab\r\n0\r\n\r\n`,
    {
      method: "POST",
      target: "/",
      body: "ab",
    },
  ),
  passage(
    "Connection: X-Forwarded-For",
    ABUSE,
    get("Connection: x-forwarded-for"),
    arrives(["X-Forwarded-For: 127.0.0.1"]),
  ),
  passage(
    "Connection: Forwarded",
    ABUSE,
    get("Connection: forwarded"),
    arrives(["Forwarded: for=127.0.0.1;host=a;proto=http"]),
  ),
  passage("Connection: X-Request-Id", ABUSE, get("Connection: x-request-id"), {
    ...arrives([]),
    mustHave: ["x-request-id"],
  }),
  passage("Connection: Via", ABUSE, get("Connection: via"), arrives(["Via: 1.1 portcullis"])),
  passage("Connection: traceparent", ABUSE, get("Connection: traceparent"), {
    ...arrives([]),
    mustHave: ["traceparent"],
  }),
  passage("Connection: Cookie", ABUSE, get("Connection: cookie", "Cookie: a=b"), arrives([], ["cookie"])),
  passage(
    "Connection: Authorization",
    ABUSE,
    get("Connection: authorization", "Authorization: Basic eA=="),
    arrives([], ["authorization"]),
  ),
  passage(
    "Connection: Content-Type",
    ABUSE,
    post("{}", "Connection: content-type", "Content-Type: application/json", "Content-Length: 2"),
    {
      method: "POST",
      target: "/",
      lacks: ["content-type"],
      body: "{}",
    },
  ),
  passage(
    "Upgrade to h2c, with its Connection",
    "h2c smuggling",
    get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"),
    arrives([], ["upgrade", "http2-settings", "connection"]),
  ),
  passage(
    "Upgrade to h2c, Settings not named",
    "h2c smuggling",
    get("Connection: Upgrade", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"),
    arrives([], ["upgrade", "http2-settings", "connection"]),
  ),
  passage(
    "Upgrade to an unknown protocol",
    HOP,
    get("Connection: Upgrade", "Upgrade: x/1"),
    arrives([], ["upgrade", "connection"]),
  ),
];

const keepAlive: readonly RequestCase[] = [
  passage(
    "what follows a request that closes",
    "RFC 9112 §9.6",
    `${headOf("GET", "/1", ["Host: a", "Connection: close"])}${headOf("GET", "/2", ["Host: a"])}`,
    [{ method: "GET", target: "/1" }],
  ),
  passage(
    "close among other options",
    "RFC 9112 §9.3",
    `${headOf("GET", "/1", ["Host: a", "Connection: keep-alive, Close"])}${headOf("GET", "/2", ["Host: a"])}`,
    [{ method: "GET", target: "/1" }],
  ),
  passage(
    "close, then keep-alive",
    "RFC 9112 §9.3",
    `${headOf("GET", "/1", ["Host: a", "Connection: close", "Connection: keep-alive"])}${headOf("GET", "/2", ["Host: a"])}`,
    [{ method: "GET", target: "/1" }],
  ),
  passage(
    "what follows a request of HTTP/1.0",
    "RFC 9112 §9.3",
    "GET /1 HTTP/1.0\r\nHost: a\r\n\r\nGET /2 HTTP/1.0\r\nHost: a\r\n\r\n",
    [{ method: "GET", target: "/1" }],
  ),
  passage(
    "HTTP/1.0 that asks to be kept alive",
    "RFC 9112 §9.3",
    "GET /1 HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\nGET /2 HTTP/1.0\r\nHost: a\r\n\r\n",
    [
      { method: "GET", target: "/1", has: ["Via: 1.0 portcullis"] },
      { method: "GET", target: "/2" },
    ],
  ),
  passage(
    "a body of HTTP/1.0 without a length",
    "RFC 1945 §7.2.2",
    "POST /1 HTTP/1.0\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
    [{ method: "POST", target: "/1", body: "" }],
  ),
  passage(
    "Proxy-Connection does not keep HTTP/1.0 alive",
    HOP,
    "GET /1 HTTP/1.0\r\nHost: a\r\nProxy-Connection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\nHost: a\r\n\r\n",
    [{ method: "GET", target: "/1", lacks: ["proxy-connection"] }],
  ),
  passage(
    "a client's Via",
    "RFC 9110 §7.6.3",
    get("Via: 1.0 fred", "Via: 1.1 p.example (x)"),
    arrives(["Via: 1.0 fred, 1.1 p.example (x), 1.1 portcullis"]),
  ),
];

export const connectionCases: readonly RequestCase[] = [...own, ...nominated, ...keepAlive];
