// The five entities of XML and character references, decoded so that every character still knows its offset.

const named: ReadonlyMap<string, string> = new Map([
  ["quot", '"'],
  ["apos", "'"],
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
]);

const LONGEST_ENTITY = 10;

export type Decoded = {
  readonly text: string;
  /** Offset in the decoded text → offset in what it was decoded from. */
  readonly originalOffset: (offset: number) => number;
};

/** What is no entity stays as it is. */
export function decodeEntities(text: string): Decoded {
  if (!text.includes("&")) return { text, originalOffset: (offset) => offset };
  let decoded = "";
  // Where in the decoded text an entity stood, and how many characters it was longer, in all so far.
  const shifts: { readonly at: number; readonly by: number }[] = [];
  let shift = 0;
  for (let at = 0; at < text.length; ) {
    const entity = text[at] === "&" ? entityAt(text, at) : undefined;
    if (entity === undefined) {
      decoded += text[at] ?? "";
      at++;
      continue;
    }
    decoded += entity.text;
    at += entity.length;
    shift += entity.length - entity.text.length;
    shifts.push({ at: decoded.length, by: shift });
  }
  return {
    text: decoded,
    originalOffset: (offset) => offset + (shifts.findLast((one) => one.at <= offset)?.by ?? 0),
  };
}

function entityAt(text: string, at: number): { readonly text: string; readonly length: number } | undefined {
  const end = text.indexOf(";", at);
  if (end === -1 || end - at > LONGEST_ENTITY) return undefined;
  const name = text.slice(at + 1, end);
  const value = named.get(name) ?? characterReference(name);
  return value === undefined ? undefined : { text: value, length: end - at + 1 };
}

function characterReference(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
  if (digits === null) return undefined;
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}
