// Requests of up to 64 KB whose inspection is meant to cost as much as it can: hostile texts in every place
// that rules look at, and forms that multiply places.

import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { type HostileSource, hostileText } from "./hostile-text.ts";
import type { WafCase } from "./waf-case.ts";

/** What the gateway lets through where its limits are the defaults. */
const MAX_BODY_CHARS = 60_000;
const MAX_TARGET_CHARS = 8000;
const MAX_HEAD_CHARS = 30_000;
const MAX_HEADERS = 95;
/** Of what is packed. */
const MAX_CONTENT_CHARS = 4_000_000;

type Headers = readonly (readonly [string, string])[];

const BROWSER: Headers = [
  ["Host", "shop.example.test"],
  ["User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"],
  ["Accept", "*/*"],
];

export function hostileCase(source: HostileSource): WafCase {
  const form = forms[source.random.below(forms.length)];
  return form?.(source) ?? request({});
}

type Form = (source: HostileSource) => WafCase;

const request = (change: Partial<WafCase>): WafCase => ({
  method: "GET",
  target: "/",
  protocol: "HTTP/1.1",
  headers: BROWSER,
  body: "",
  ...change,
});

function post(type: string, body: string, more: Headers = []): WafCase {
  const cut = body.slice(0, MAX_BODY_CHARS);
  const own: Headers = [
    ["Content-Type", type],
    ["Content-Length", String(cut.length)],
  ];
  return request({ method: "POST", headers: [...BROWSER, ...own, ...more], body: cut });
}

const FORM = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data; boundary=b0undary";

/** Long texts are as likely as short ones. */
const lengthOf = ({ random }: HostileSource, most: number): number => {
  const most2 = Math.ceil(Math.log2(most));
  return Math.min(most, 1 + random.below(2 ** (1 + random.below(most2))));
};

const bodyText = (source: HostileSource): string => hostileText(source, lengthOf(source, MAX_BODY_CHARS));

const fieldText = (source: HostileSource, most: number): string =>
  hostileText(source, lengthOf(source, most)).replace(/[\r\n\0]/g, " ");

const targetText = (source: HostileSource): string =>
  hostileText(source, lengthOf(source, MAX_TARGET_CHARS))
    .replace(/[^\x21-\x7e]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`)
    .slice(0, MAX_TARGET_CHARS);

/** Many small texts, of which there are as few as one kind or as many as there is room. */
function many(source: HostileSource, room: number, piece: (text: string, index: number) => string): string {
  const { random } = source;
  const chars = random.pick(["1", "4", "12", "40", "200", "1000"]);
  const stock = Array.from({ length: 1 + random.below(200) }, () => hostileText(source, Number(chars)));
  const pieces: string[] = [];
  for (let length = 0, i = 0; length < room; i++) {
    const text = piece(stock[random.below(stock.length)] ?? "", i);
    pieces.push(text);
    length += text.length;
  }
  return pieces.join("");
}

const part = (name: string, value: string): string =>
  `--b0undary\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

const forms: readonly Form[] = [
  (source) => request({ target: `/?q=${targetText(source)}` }),
  (source) => request({ target: `/${targetText(source)}` }),
  (source) => request({ target: `/?${many(source, 7000, (text) => `${encodeURIComponent(text)}=1&`)}` }),
  (source) => post(FORM, `a=${encodeURIComponent(bodyText(source))}`),
  (source) => post(FORM, `a=${bodyText(source)}`),
  (source) =>
    post(
      FORM,
      many(source, MAX_BODY_CHARS, (text, i) => `a${i}=${encodeURIComponent(text)}&`),
    ),
  (source) =>
    post(
      FORM,
      many(source, MAX_BODY_CHARS, (text) => `${encodeURIComponent(text)}&`),
    ),
  (source) => post("application/json", JSON.stringify({ a: bodyText(source) })),
  (source) =>
    post("application/json", `[${many(source, MAX_BODY_CHARS - 9, (text) => `${JSON.stringify(text)},`)}0]`),
  (source) =>
    post(
      "application/json",
      `{${many(source, MAX_BODY_CHARS - 9, (text, i) => `${JSON.stringify(`${i}${text}`)}:1,`)}"z":0}`,
    ),
  deepJson,
  (source) => post("text/xml", `<?xml version="1.0"?><a>${escapedXml(bodyText(source))}</a>`),
  (source) =>
    post("text/xml", `<a>${many(source, MAX_BODY_CHARS - 9, (text) => `<b c="${escapedXml(text)}"/>`)}</a>`),
  (source) => post("text/xml", "<a>".repeat(lengthOf(source, 20_000))),
  (source) =>
    post(MULTIPART, `${many(source, MAX_BODY_CHARS - 99, (text, i) => part(`a${i}`, text))}--b0undary--\r\n`),
  (source) => post(MULTIPART, `${part("a", bodyText(source))}--b0undary--\r\n`),
  (source) =>
    post(
      MULTIPART,
      many(source, MAX_BODY_CHARS, (text) => `--b0undary\r\n${text}`),
    ),
  (source) => {
    const name = fieldText(source, 8000);
    return post(MULTIPART, `${part(`a"; filename="${name}`, bodyText(source))}--b0undary--\r\n`);
  },
  (source) => post("text/plain", bodyText(source)),
  (source) => post(fieldText(source, 2000), bodyText(source)),
  longFields,
  manyFields,
  cookies,
  packed,
  reflected,
  reflected,
];

const escapedXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function deepJson(source: HostileSource): WafCase {
  const { random } = source;
  const open = random.pick(["[", '{"a":', '[{"a":', '{"a":[1,']);
  const depth = 1 + random.below(random.once(2) ? 600 : 12_000);
  const close = [...open].toReversed().filter((char) => char === "[" || char === "{");
  const end = close.map((char) => (char === "[" ? "]" : "}")).join("");
  const leaf = JSON.stringify(hostileText(source, lengthOf(source, 2000)));
  return post("application/json", open.repeat(depth) + leaf + end.repeat(depth));
}

function longFields(source: HostileSource): WafCase {
  const { random } = source;
  const headers: [string, string][] = [];
  for (let left = MAX_HEAD_CHARS; left > 100; ) {
    const name = random.pick([
      "User-Agent",
      "Referer",
      "X-Forwarded-For",
      "Accept",
      "Range",
      "X-A",
      "Origin",
    ]);
    const value = fieldText(source, left);
    headers.push([name, value]);
    left -= name.length + value.length + 4;
    if (random.once(4)) break;
  }
  return request({ headers: [...BROWSER, ...headers] });
}

function manyFields(source: HostileSource): WafCase {
  const count = 1 + source.random.below(MAX_HEADERS - BROWSER.length);
  const headers = Array.from({ length: count }, (_, i): [string, string] => {
    const value = hostileText(source, Math.floor(MAX_HEAD_CHARS / MAX_HEADERS)).replace(/[\r\n\0]/g, " ");
    return [`x-${i}`, value];
  });
  return request({ headers: [...BROWSER, ...headers] });
}

function cookies(source: HostileSource): WafCase {
  const pairs = many(source, MAX_HEAD_CHARS, (text, i) => `c${i}=${text.replace(/[\r\n\0;]/g, " ")}; `);
  const value = source.random.once(2) ? pairs : `a=${fieldText(source, MAX_HEAD_CHARS)}`;
  return request({ headers: [...BROWSER, ["Cookie", value]] });
}

function packed(source: HostileSource): WafCase {
  const unit = hostileText(source, lengthOf(source, 20_000));
  const chars = source.random.once(2) ? MAX_CONTENT_CHARS : lengthOf(source, MAX_CONTENT_CHARS);
  const content = `a=${unit.repeat(Math.ceil(chars / Math.max(1, unit.length))).slice(0, chars)}`;
  const bytes = Buffer.from(content, "latin1");
  const coding = source.random.pick(["gzip", "deflate", "br"]);
  const pack = coding === "gzip" ? gzipSync : coding === "deflate" ? deflateSync : brotliCompressSync;
  // Quality 11 of brotli takes the fuzzer's time, and finds nothing more.
  const body = coding === "br" ? brotliCompressSync(bytes, { params: { 1: 3 } }) : pack(bytes);
  const type = source.random.pick([FORM, "application/json", "text/plain", "text/xml"]);
  return post(type, body.toString("latin1"), [["Content-Encoding", coding]]);
}

function reflected(source: HostileSource): WafCase {
  const encodedBody = Buffer.from(bodyText(source).slice(0, 44_000), "latin1").toString("base64");
  const type = source.random.pick(["text/html", "application/json", "text/plain"]);
  const body = JSON.stringify({ status: 500, headers: { "Content-Type": type }, encodedBody });
  return { ...post("application/json", body), target: "/reflect" };
}
