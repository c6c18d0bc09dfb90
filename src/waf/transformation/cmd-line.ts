// The transformation cmdLine.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const SPACE = 0x20;
const SLASH = 0x2f;
const PARENTHESIS = 0x28;
const TRIGGERS = /[A-Z"'\\^,;\t\n\r ]/;
const TRIGGERS_BUT_CASE = /["'\\^,;\t\n\r ]/;
/** Where it does more than make letters small: single spaces stay, and of them texts have many. */
const CHANGES_BUT_CASE = /["'\\^,;\t\n\r]| [ /(]/;
const NOT_ASCII = /[^\0-\x7f]/;

const DROPPED = 1;
const SPACED = 2;
const TIGHT = 3;
/** What is done with a byte: nothing, or one of the above. */
const actions = new Uint8Array(256);
for (const char of "\"'\\^") actions[char.charCodeAt(0)] = DROPPED;
for (const char of ",;\t\n\r ") actions[char.charCodeAt(0)] = SPACED;
actions[SLASH] = TIGHT;
actions[PARENTHESIS] = TIGHT;

/** By byte: what is written of it, small letters for capital ones; and with case kept. */
const small = new Uint8Array(256);
const asItIs = new Uint8Array(256);
for (let code = 0; code < 256; code++) {
  small[code] = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
  asItIs[code] = code;
}

function change(input: string, written: Uint8Array): string {
  const bytes = scratchBytes(input.length);
  const end = bytes.write(input, 0, "latin1");
  // In place: no more is written than was read.
  let length = 0;
  let afterSpace = false;
  for (let i = 0; i < end; i++) {
    const code = bytes[i] ?? 0;
    const action = actions[code];
    if (action === DROPPED) continue;
    if (action === SPACED) {
      if (!afterSpace) bytes[length++] = SPACE;
      afterSpace = true;
      continue;
    }
    if (action === TIGHT && afterSpace) length--;
    afterSpace = false;
    bytes[length++] = written[code] ?? 0;
  }
  return textOf(bytes, length, input);
}

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  if (CHANGES_BUT_CASE.test(input) || NOT_ASCII.test(input)) return change(input, small);
  return input.toLowerCase();
}

/**
 * Undoes the ways in which shells let a command be written: drops `\ " ' ^`, turns `,` and `;` into spaces,
 * makes runs of white space one space, drops it before `/` and `(`, makes letters small.
 *
 * Invalid input: there is none.
 * Example: `C^M"D" ,;/c` becomes `cmd/c`
 */
export const cmdLine: TransformationDefinition = {
  name: "cmdLine",
  apply,
  triggers: TRIGGERS,
  onWords: "case",
};

/** What cmdLine does besides making letters small: for scans. No rule can write its name. */
export const cmdLineKeepingCase: TransformationDefinition = {
  name: "cmdLine, case kept",
  apply: (input) => (CHANGES_BUT_CASE.test(input) ? change(input, asItIs) : input),
  triggers: TRIGGERS_BUT_CASE,
};
