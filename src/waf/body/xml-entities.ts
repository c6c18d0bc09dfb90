// References in XML text: the five entities that need no declaration, and characters by number. There are no
// others, because no document type is read: they stay as they came, and are an error.

import { utf8 } from "./json-string.ts";

export type DecodedText = {
  readonly text: string;
  readonly error: string;
};

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Longer than any reference that there is; numbers may have some zeros before them. */
const MAX_REFERENCE = 32;

export function decodeReferences(raw: string): DecodedText {
  let text = "";
  let error = "";
  let kept = 0;
  for (let at = raw.indexOf("&"); at >= 0; at = raw.indexOf("&", at + 1)) {
    const name = /^&([^;&\s]{1,32});/u.exec(raw.slice(at, at + MAX_REFERENCE + 2))?.[1];
    const character = name === undefined ? undefined : characterOf(name);
    if (name === undefined || character === undefined) {
      error = "a reference to an unknown entity";
      continue;
    }
    text += raw.slice(kept, at) + character;
    kept = at + name.length + 2;
  }
  return { text: kept === 0 ? raw : text + raw.slice(kept), error };
}

function characterOf(name: string): string | undefined {
  if (!name.startsWith("#")) return Object.hasOwn(entities, name) ? entities[name] : undefined;
  const isHex = name.startsWith("#x");
  const digits = name.slice(isHex ? 2 : 1);
  if (!(isHex ? /^[0-9A-Fa-f]+$/u : /^[0-9]+$/u).test(digits)) return undefined;
  const point = Number.parseInt(digits, isHex ? 16 : 10);
  return isXmlCharacter(point) ? utf8(point) : undefined;
}

/** XML 1.0, section 2.2. */
function isXmlCharacter(point: number): boolean {
  if (point < 32) return point === 9 || point === 10 || point === 13;
  return point < 0xd800 || (point >= 0xe000 && point <= 0xfffd) || (point >= 0x1_0000 && point <= 0x10_ffff);
}
