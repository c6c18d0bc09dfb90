// Texts that are meant to cost: long, repetitive, nested, full of what rules look for, or nearly so.

import type { RegexTree } from "#waf/regex/regex-tree.ts";
import type { Random } from "../random.ts";
import { disguise } from "./disguise.ts";
import { nearMatch } from "./near-match.ts";

export type HostileSource = {
  readonly random: Random;
  readonly payloads: readonly string[];
  readonly patterns: readonly RegexTree[];
};

const METACHARACTERS = [..."\n\r\t '\"`;&|$(){}[]<>\\/%#*-+=!?.,:@^~_0aAxX"];

const UNITS = [
  ...[
    "\n",
    " ",
    "\t",
    "\r\n",
    "'",
    '"',
    "`",
    "(",
    ")",
    "<",
    ">",
    "\\",
    "/",
    "../",
    "..\\",
    "%",
    "%25",
    "&",
    "&#",
  ],
  ...[
    "&#x0",
    "\\u00",
    "\\x",
    "{{",
    "${",
    "$(",
    "/*",
    "*/",
    "--",
    "-- ",
    ";",
    "=",
    ",",
    "0",
    "1",
    "a",
    "aA",
    "a b",
  ],
  ...[
    "' or ",
    "'='",
    "1+1",
    "union ",
    "select ",
    "(select",
    "case when ",
    "and ",
    "||",
    "<a ",
    "<!--",
    "on=",
    "x='",
  ],
  ...[
    "javascript:",
    "data:,",
    "style=",
    "<script",
    "</",
    "&lt;",
    "&colon;",
    "\\\n",
    "^",
    "~",
    "!",
    "@@",
    "$IFS",
  ],
  ...[
    ";cat ",
    "|sh",
    "eval(",
    "system(",
    "base64,",
    "http://",
    "//",
    "file:",
    "php://",
    "\0",
    "\xff",
    "\xc0\xaf",
  ],
  ...[
    "\xe2\x80\xa8",
    "\x0b",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "a=",
    "a;",
    "a:",
    "a.",
    "_",
    "$",
    "$$",
    "#{",
    "%{",
    "?",
    "*",
  ],
];

/** About so many chars. */
export function hostileText(source: HostileSource, chars: number): string {
  const { random } = source;
  switch (random.below(9)) {
    case 0:
      return filled(chars, () => random.pick(UNITS), 1);
    case 1: {
      const unit = random.pick(UNITS) + (random.once(2) ? random.pick(UNITS) : "");
      return unit.repeat(Math.ceil(chars / unit.length)).slice(0, chars);
    }
    case 2:
      return filled(chars, () => random.pick(METACHARACTERS), 1);
    case 3:
      return filled(chars, () => String.fromCharCode(random.below(256)), 1);
    case 4:
      return nested(source, chars);
    case 5:
      return filled(chars, () => near(source), 1);
    case 6: {
      const unit = near(source);
      return unit.repeat(Math.ceil(chars / Math.max(1, unit.length))).slice(0, chars);
    }
    case 7:
      return filled(chars, () => random.pick(source.payloads), 1);
    default:
      return filled(chars, () => disguise(random.pick(source.payloads).slice(0, 200), random), 1);
  }
}

function near({ random, patterns }: HostileSource): string {
  const pattern = patterns[random.below(patterns.length)];
  return pattern === undefined ? "x" : nearMatch(pattern, random);
}

function filled(chars: number, piece: () => string, least: number): string {
  const pieces: string[] = [];
  for (let length = 0; length < chars; ) {
    const text = piece();
    pieces.push(text);
    length += Math.max(least, text.length);
  }
  return pieces.join("").slice(0, chars);
}

const LAYERS: readonly ((inner: string) => string)[] = [
  (inner) => inner.replaceAll("%", "%25"),
  (inner) => inner.replaceAll("&", "&amp;"),
  (inner) => inner.replaceAll("\\", "\\\\"),
  (inner) => `(${inner})`,
  (inner) => `'${inner}'`,
  (inner) => `<a b="${inner}">`,
  (inner) => `/*${inner}*/`,
  (inner) => `$(${inner})`,
  (inner) => `{{${inner}}}`,
];

/** One encoding or bracket within the other. */
function nested({ random }: HostileSource, chars: number): string {
  const layer = LAYERS[random.below(LAYERS.length)];
  const start = random.pick(["%27", "&lt;", "\\u003c", "1", "' or 1=1--", "<script>", "select 1"]);
  if (random.once(2)) {
    const one = Array.from({ length: 12 }).reduce<string>((inner) => layer?.(inner) ?? inner, start);
    return one.repeat(Math.ceil(chars / one.length)).slice(0, chars);
  }
  let text = start;
  while (text.length < chars) {
    const wrapped = layer?.(text) ?? text;
    if (wrapped.length === text.length) break;
    text = wrapped;
    if (text.length > 512 && random.once(2)) text += text;
  }
  return text.slice(0, chars);
}
