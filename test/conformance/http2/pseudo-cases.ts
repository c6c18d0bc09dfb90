// Pseudo-header fields: missing, repeated, unknown, misplaced, malformed, and authorities that disagree
// (RFC 9113 §8.3).

import type { Fields } from "../../harness/h2-frames.ts";
import { get } from "../../harness/h2-frames.ts";
import { type FrameCase, headCase, MALFORMED } from "./frame-case.ts";

const RFC = "RFC 9113 §8.3";
const REFUSED = "0 http2-request-refused";
const without = (name: string): Fields => get().filter(([key]) => key !== name);
const withPseudo = (name: string, value: string): Fields =>
  get().map(([key, old]) => [key, key === name ? value : old] as const);
const show = (text: string): string => JSON.stringify(text);

const paths = ["", "x", "*", "http://a/", "//a#b", "/a b", "/a\tb", "/a\r\nb", "/a\0b", "/#x", "\\"];
const authorities = ["", "a b", "a/b", "u@a", "a:99999", "a:x", "[::1", "a\r\nb", "a%2e", "a,b", "a..b"];
const methods = ["G T", "GET\r\n", "", "get", "G(T"];
const schemes = ["", "ftp", "h ttp", "http:"];

/** nghttp2 sees to the most of them; what it lets through is ours. */
const ours: Readonly<Record<string, string>> = {
  ":path //a#b": "400 target-malformed",
  ":path /#x": "400 target-malformed",
  ":authority a:99999": "400 host-malformed",
  ":authority a:x": "400 host-malformed",
  ":authority [::1": "400 host-malformed",
  ":authority a%2e": "400 host-malformed",
  ":authority a,b": "400 host-malformed",
  ":authority a..b": "400 host-malformed",
  ":method get": "501 method-refused",
  ":scheme ftp": "400 pseudo-field-malformed",
};

const replaced = (name: string, values: readonly string[]): FrameCase[] =>
  values.map((value) =>
    headCase(`${name} ${show(value)}`, RFC, withPseudo(name, value), ours[`${name} ${value}`] ?? REFUSED),
  );

export const pseudoCases: readonly FrameCase[] = [
  ...[":method", ":scheme", ":path"].map((name) => headCase(`no ${name}`, RFC, without(name), REFUSED)),
  headCase("neither :authority nor Host", RFC, without(":authority"), REFUSED),
  ...[":method", ":scheme", ":path", ":authority"].map((name) =>
    headCase(`${name} twice`, RFC, [...get().filter(([key]) => key === name), ...get()], REFUSED),
  ),
  headCase("an unknown pseudo-header field", RFC, [[":x", "1"], ...get()], REFUSED),
  headCase(":status in a request", RFC, [[":status", "200"], ...get()], REFUSED),
  headCase(":path after a field", RFC, [...without(":path"), ["x-a", "1"], [":path", "/"]], REFUSED),
  ...replaced(":path", paths),
  ...replaced(":authority", authorities),
  ...replaced(":method", methods),
  ...replaced(":scheme", schemes),
  headCase("Host and :authority that disagree", RFC, get("/", [["host", "b"]]), "400 host-disagrees"),
  headCase("Host with another port than :authority", RFC, get("/", [["host", "a:81"]]), "400 host-disagrees"),
  headCase("a malformed Host beside :authority", RFC, get("/", [["host", "a b"]]), MALFORMED),
  headCase(
    "two Hosts",
    RFC,
    get("/", [
      ["host", "a"],
      ["host", "a"],
    ]),
    REFUSED,
  ),
  headCase("https without TLS", RFC, withPseudo(":scheme", "https"), "421 target-misdirected"),
  headCase("TRACE", "RFC 9110 §9.3.8", withPseudo(":method", "TRACE"), "501 method-refused"),
  headCase(
    "CONNECT to a host",
    "RFC 9113 §8.5",
    [
      [":method", "CONNECT"],
      [":authority", "a:22"],
    ],
    "501 method-refused",
  ),
  headCase("CONNECT with a path", "RFC 9113 §8.5", withPseudo(":method", "CONNECT"), REFUSED),
  headCase(
    "an extended CONNECT, which was not offered",
    "RFC 8441 §4",
    [[":protocol", "connect-udp"], ...withPseudo(":method", "CONNECT")],
    REFUSED,
  ),
  headCase(":protocol without CONNECT", "RFC 8441 §4", [[":protocol", "websocket"], ...get()], REFUSED),
];
