// Changes a request in the ways in which attackers change theirs: bytes, encodings, pieces of other requests,
// values moved to where other rules look, bodies of another form.

import type { Random } from "../random.ts";
import { disguise } from "./disguise.ts";
import type { WafCase } from "./waf-case.ts";

type Source = {
  readonly random: Random;
  /** Texts to put in. */
  readonly payloads: readonly string[];
  readonly cases: readonly WafCase[];
};

/** Longer requests tell nothing that shorter do not, and take their time. */
const MAX_CHARS = 8192;

export function mutateCase(request: WafCase, source: Source): WafCase {
  let mutated = request;
  for (let left = 1 + source.random.below(4); left > 0; left--) mutated = mutateOnce(mutated, source);
  return mutated;
}

function mutateOnce(request: WafCase, source: Source): WafCase {
  const { random } = source;
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2:
      return changeOne(request, random, (text) => changeBytes(text, random));
    case 3:
    case 4:
      return changeOne(request, random, (text) => disguise(text, random));
    case 5:
    case 6:
      return changeOne(request, random, (text) => insertAt(text, pieceOf(source), random));
    case 7:
      return move(request, random);
    case 8:
      return placePayload(request, random.pick(source.payloads), random);
    case 9:
      return withBody(request, random.pick(source.payloads), random);
    case 10:
      return changeHeaders(request, source);
    default:
      return splice(request, source);
  }
}

/** One text of the request, by chance, longer ones no likelier than others. */
function changeOne(request: WafCase, random: Random, change: (text: string) => string): WafCase {
  const changed = (text: string): string => change(text).slice(0, MAX_CHARS);
  const { headers } = request;
  const which = random.below(headers.length + 5);
  if (which < headers.length) {
    return {
      ...request,
      headers: headers.map(([name, value], index) =>
        index !== which ? [name, value] : random.once(8) ? [changed(name), value] : [name, changed(value)],
      ),
    };
  }
  if (which < headers.length + 2 || (request.body === "" && !random.once(4))) {
    return { ...request, target: changed(request.target) };
  }
  if (which === headers.length + 2 && random.once(6)) return { ...request, method: changed(request.method) };
  return { ...request, body: changed(request.body) };
}

const AWKWARD = [
  ..."\0\t\n\r \"'`;&=%+/\\<>(){}[]|$#!?*,.:-_~^@",
  ...[
    "\x0b",
    "\x7f",
    "\x80",
    "\xa0",
    "\xc0\xaf",
    "\xe2\x80\xa8",
    "\xff",
    "../",
    "--",
    "/*",
    "*/",
    "\r\n",
    "%00",
  ],
  ...["%0a", "&#", "\\u", "\\x", "${", "{{", "<!--", "]]>", "0x", "union", "select", "script", "/etc/passwd"],
];

function changeBytes(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + 1 + random.below(random.once(4) ? 32 : 3));
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + random.pick(AWKWARD) + text.slice(end);
    case 2:
      return text.slice(0, at) + random.pick(AWKWARD) + text.slice(at);
    case 3:
      return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(end);
    default:
      return text.slice(0, end) + text.slice(at);
  }
}

function insertAt(text: string, piece: string, random: Random): string {
  const at = random.below(text.length + 1);
  return (
    text.slice(0, at) + piece + text.slice(random.once(2) ? at : Math.min(text.length, at + piece.length))
  );
}

function pieceOf({ random, payloads, cases }: Source): string {
  if (random.once(2)) return random.pick(payloads).slice(0, 512);
  const other = cases[random.below(cases.length)];
  const text = random.pick(other === undefined ? [] : textsOf(other));
  const at = random.below(text.length + 1);
  return text.slice(at, at + 1 + random.below(64));
}

const textsOf = ({ target, headers, body }: WafCase): string[] => [
  target,
  body,
  ...headers.map(([, value]) => value),
];

/** A text of the request becomes another's value: one rule looks at headers, another at paths. */
function move(request: WafCase, random: Random): WafCase {
  return placePayload(request, random.pick(textsOf(request)), random);
}

const HEADERS = [
  ...["User-Agent", "Referer", "X-Forwarded-For", "Content-Type", "Accept", "Host", "Range", "X-File-Name"],
  ...[
    "Authorization",
    "Accept-Encoding",
    "Accept-Charset",
    "Content-Encoding",
    "X-Custom",
    "If-Match",
    "Origin",
  ],
];

function placePayload(request: WafCase, payload: string, random: Random): WafCase {
  const encoded = random.once(2) ? payload : encodeURIComponent(payload);
  const { headers, target } = request;
  switch (random.below(6)) {
    case 0:
      return { ...request, target: `${target}${target.includes("?") ? "&" : "?"}q=${encoded}` };
    case 1:
      return { ...request, target: `${target}${target.includes("?") ? "&" : "?"}${encoded}=1` };
    case 2:
      return { ...request, target: `/${encoded}${target}` };
    case 3:
      return { ...request, headers: [...headers, ["Cookie", `a=b; session=${encoded}`]] };
    case 4:
      return { ...request, headers: [...headers, [encoded.slice(0, 64), "1"]] };
    default:
      return { ...request, headers: [...headers, [random.pick(HEADERS), payload]] };
  }
}

const BOUNDARY = "b0undary";

function withBody(request: WafCase, payload: string, random: Random): WafCase {
  const key = random.pick(["a", "a[b]", "json.a", "file", payload.slice(0, 40)]);
  const forms: readonly (readonly [string, string])[] = [
    ["application/x-www-form-urlencoded", `a=1&${encodeURIComponent(key)}=${encodeURIComponent(payload)}`],
    ["application/x-www-form-urlencoded", `${key}=${payload}`],
    ["application/json", JSON.stringify({ a: [1, { [key]: payload }], b: payload.length })],
    ["application/json", `{"a":${payload}}`],
    ["text/xml", `<?xml version="1.0"?><a b="${payload.replaceAll('"', "&quot;")}">${payload}</a>`],
    ["text/xml", `<a><b><![CDATA[${payload}]]></b></a>`],
    [
      `multipart/form-data; boundary=${BOUNDARY}`,
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${payload}\r\n--${BOUNDARY}--\r\n`,
    ],
    [
      `multipart/form-data; boundary=${BOUNDARY}`,
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="${payload}"\r\n` +
        `Content-Type: text/plain\r\n\r\n${payload}\r\n--${BOUNDARY}--\r\n`,
    ],
    ["text/plain", payload],
  ];
  const [type, body] = forms[random.below(forms.length)] ?? ["", ""];
  const others = request.headers.filter(([name]) => !/^content-(?:type|length)$/i.test(name));
  const headers: [string, string][] = [["Content-Type", type]];
  if (!random.once(8)) headers.push(["Content-Length", String(body.length)]);
  // Now and then what the body says is sent back by the test backend.
  if (random.once(6)) {
    const reflected = JSON.stringify({ status: random.pick(["200", "404", "500"]), body: payload });
    const json: [string, string] = ["Content-Type", "application/json"];
    return { ...request, method: "POST", target: "/reflect", headers: [...others, json], body: reflected };
  }
  return { ...request, method: "POST", headers: [...others, ...headers], body };
}

function changeHeaders(request: WafCase, { random, cases }: Source): WafCase {
  const { headers } = request;
  const at = random.below(headers.length);
  const own = headers[at];
  switch (random.below(3)) {
    case 0:
      return { ...request, headers: headers.filter((_, index) => index !== at) };
    case 1:
      return own === undefined ? request : { ...request, headers: [...headers, own] };
    default: {
      const others = cases[random.below(cases.length)]?.headers ?? [];
      const other = others[random.below(others.length)];
      return other === undefined ? request : { ...request, headers: [...headers, other] };
    }
  }
}

/** Head of the one, body of the other. */
function splice(request: WafCase, { random, cases }: Source): WafCase {
  const other = cases[random.below(cases.length)] ?? request;
  const type = other.headers.filter(([name]) => /^content-/i.test(name));
  const kept = request.headers.filter(([name]) => !/^content-/i.test(name));
  if (random.once(3)) return { ...request, target: other.target };
  return { ...request, method: other.method, headers: [...kept, ...type], body: other.body };
}
