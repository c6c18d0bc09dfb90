// The request target: its four forms, and the spellings of a path that backends read differently.

import { denial, headOf, passage, type RequestCase, refusal } from "./request-case.ts";

const FORMS = "RFC 9112 §3.2";
const ABSOLUTE = "RFC 9112 §3.2.2";
const ASTERISK = "RFC 9112 §3.2.4";
const PATHS = "RFC 3986 §6.2.2";

const bytes = (target: string, host = "a", method = "GET"): string =>
  headOf(method, target, host === "" ? [] : [`Host: ${host}`]);

const malformed: readonly RequestCase[] = [
  ...["a", "*", "?a=b", "\\a", "%2f", ".", "a/b", ";", "@", "a:80", "a.example:443", "#", "/#", "/a#b"].map(
    (target) => refusal(`the target ${target}`, FORMS, 400, "target-malformed", bytes(target)),
  ),
  ...[
    "http:/a/",
    "http:///",
    "http://",
    "http:a",
    "http:",
    "://a/",
    "ftp://a/",
    "ws://a/",
    "file:///a",
    "urn:a:b",
  ].map((target) => refusal(`the target ${target}`, ABSOLUTE, 400, "target-malformed", bytes(target))),
  ...["http://u@a/", "http://u:p@a/", "http://@a/", "http://a:b/", "http://a:/", "http://a:99999/"].map(
    (target) => refusal(`the target ${target}`, ABSOLUTE, 400, "target-malformed", bytes(target)),
  ),
  ...["http://[::1/", "http://[::1]b/", "http://a b/", "http://a%20b/", "http://a\\b/", "http:\\\\a\\"].map(
    (target) =>
      refusal(
        `the target ${target}`,
        ABSOLUTE,
        400,
        target.includes(" ") ? "request-line-malformed" : "target-malformed",
        bytes(target),
      ),
  ),
  refusal("an asterisk for POST", ASTERISK, 400, "target-malformed", bytes("*", "a", "POST")),
  refusal("an asterisk and more", ASTERISK, 400, "target-malformed", bytes("*/x", "a", "OPTIONS")),
  refusal("two asterisks", ASTERISK, 400, "target-malformed", bytes("**", "a", "OPTIONS")),
  refusal("an authority for OPTIONS", FORMS, 400, "target-malformed", bytes("a:80", "a", "OPTIONS")),
  refusal("a fragment after a query", FORMS, 400, "target-malformed", bytes("/?a#b")),
  refusal("a fragment in an absolute target", ABSOLUTE, 400, "target-malformed", bytes("http://a/#b")),
];

const absolute: readonly RequestCase[] = [
  refusal("an absolute target of another host", ABSOLUTE, 400, "host-disagrees", bytes("http://b/")),
  refusal("an absolute target of another port", ABSOLUTE, 400, "host-disagrees", bytes("http://a:81/")),
  refusal(
    "an absolute target, its Host of a port",
    ABSOLUTE,
    400,
    "host-disagrees",
    bytes("http://a/", "a:81"),
  ),
  refusal("an absolute target below its Host", ABSOLUTE, 400, "host-disagrees", bytes("http://x.a/")),
  refusal("an absolute target without a Host", FORMS, 400, "host-missing", bytes("http://a/", "")),
  refusal("an absolute target with a wrong Host", FORMS, 400, "host-malformed", bytes("http://a/", "a/")),
  refusal(
    "an absolute target with two Hosts",
    FORMS,
    400,
    "host-repeated",
    headOf("GET", "http://a/", ["Host: a", "Host: b"]),
  ),
  denial("https on a plain connection", "RFC 9110 §7.4", 421, "target-misdirected", bytes("https://a/")),
  denial("HTTPS on a plain connection", "RFC 9110 §7.4", 421, "target-misdirected", bytes("HTTPS://a:443/")),
  refusal("https of port 80", ABSOLUTE, 400, "host-disagrees", bytes("https://a:80/")),
  passage("an absolute target", ABSOLUTE, bytes("http://a/x?y"), {
    method: "GET",
    target: "/x?y",
    has: ["Host: a"],
  }),
  passage("an absolute target in capitals", ABSOLUTE, bytes("HTTP://A/X", "a"), {
    method: "GET",
    target: "/X",
    has: ["Host: a"],
  }),
  passage("an absolute target with its default port", ABSOLUTE, bytes("http://a:80/", "a"), {
    method: "GET",
    target: "/",
    has: ["Host: a:80"],
  }),
  passage("an absolute target without a path", ABSOLUTE, bytes("http://a"), { method: "GET", target: "/" }),
  passage("an absolute target of a query alone", ABSOLUTE, bytes("http://a?b"), {
    method: "GET",
    target: "/?b",
  }),
  passage("an absolute target in HTTP/1.0, without a Host", ABSOLUTE, "GET http://a/x HTTP/1.0\r\n\r\n", {
    method: "GET",
    target: "/x",
    has: ["Host: a"],
  }),
  passage("an absolute target in a path", FORMS, bytes("/http://b/"), {
    method: "GET",
    target: "/http:/b/",
    has: ["Host: a"],
  }),
  passage("OPTIONS of the server", ASTERISK, bytes("*", "a", "OPTIONS"), { method: "OPTIONS", target: "*" }),
  passage("OPTIONS of the server, absolute", ASTERISK, bytes("http://a", "a", "OPTIONS"), {
    method: "OPTIONS",
    target: "*",
  }),
  passage("OPTIONS of the root, absolute", ASTERISK, bytes("http://a/", "a", "OPTIONS"), {
    method: "OPTIONS",
    target: "/",
  }),
];

/** As sent, and as the backend must get it. */
const spellings: readonly (readonly [sent: string, arrives: string])[] = [
  ["//a//b", "/a/b"],
  ["//evil.example/", "/evil.example/"],
  ["/a/./b/../c", "/a/c"],
  ["/..", "/"],
  ["/../../etc", "/etc"],
  ["/%2e%2e/a", "/a"],
  ["/a/%2E/b", "/a/b"],
  ["/a/..;/b", "/b"],
  ["/a;x=y/b", "/a/b"],
  ["/a%2f..%2fb", "/b"],
  ["/a%5c..%5cb", "/b"],
  ["/a\\..\\b", "/b"],
  ["/%252e%252e/a", "/a"],
  ["/a%252fb", "/a/b"],
  ["/%41", "/A"],
  ["/%0d%0aX:y", "/%0D%0AX:y"],
  ["/%20HTTP/1.1%0d%0aHost:b", "/%20HTTP/1.1%0D%0AHost:b"],
  ["/\xc4\x8d\xc4\x8a", "/%C4%8D%C4%8A"],
  ['/"<>^`{|}', "/%22%3C%3E%5E%60%7B%7C%7D"],
  ["/a?b=%0d%0aX:y", "/a?b=%0d%0aX:y"],
  ["/a?b=/../c//d", "/a?b=/../c//d"],
  ["/a?\xe9", "/a?%E9"],
  ["/a??b?c", "/a??b?c"],
  ["/?", "/?"],
  ['/a?{|}^`"<>\\', '/a?{|}^`"<>\\'],
  ["/a:80@b", "/a:80@b"],
];

const paths: readonly RequestCase[] = [
  ...spellings.map(([sent, target]) =>
    passage(`the path ${JSON.stringify(sent)}`, PATHS, bytes(sent), {
      method: "GET",
      target,
      has: ["Host: a"],
    }),
  ),
  ...["/%", "/%2", "/%zz", "/%g0", "/a%00b", "/%2500", "/%u002f"].map((target) =>
    denial(`the path ${target}`, PATHS, 400, "path-malformed", bytes(target)),
  ),
  denial("a path encoded five times", PATHS, 400, "double-encoding", bytes("/%2525252541")),
];

export const targetCases = [...malformed, ...absolute, ...paths];
