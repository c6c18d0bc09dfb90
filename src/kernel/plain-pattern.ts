// Patterns as most schemas have them: anchored at both ends, of characters and classes, with at most one
// repetition that can take more or less. The length of a text says how much it takes, so each character is
// looked at once: a twentieth of what an engine for all patterns needs. Every other form is none of ours.

/** Whether a text matches. */
export type PlainPattern = (text: string) => boolean;

/** A character's code → 1 where it is in the class. ASCII: no class of ours has others. */
type Class = Uint8Array;

type Repeated = { readonly members: Class; readonly least: number; readonly most: number };

/** What means the same to ECMAScript (flag `u`) and to RE2. */
const ITEM =
  /(?<atom>[A-Za-z0-9_ ,:;@#%&=~!"'<>/-]|\\[.+*?()[\]{}|$^/\\]|\\d|\[(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_.,;@#%=+/ ])+-?\])(?<count>\{\d{1,3}(?:,\d{0,3})?\}|[+*?])?/y;

/** Undefined for a pattern of another form. @param pattern that the engine for all patterns takes */
export function compilePlainPattern(pattern: string): PlainPattern | undefined {
  const items = itemsOf(pattern);
  const at = items?.findIndex(({ least, most }) => least !== most) ?? -1;
  if (items === undefined || items.some(({ least, most }, i) => i > at && least !== most)) return undefined;
  const before = inSequence(at < 0 ? items : items.slice(0, at));
  const after = inSequence(at < 0 ? [] : items.slice(at + 1));
  const between = items[at] ?? nothing;
  return (text) => isMatch(text, before, between, after);
}

const nothing: Repeated = { members: new Uint8Array(128), least: 0, most: 0 };

function isMatch(
  text: string,
  before: readonly Class[],
  { members, least, most }: Repeated,
  after: readonly Class[],
): boolean {
  const taken = text.length - before.length - after.length;
  if (taken < least || taken > most) return false;
  const end = before.length + taken;
  for (let i = 0; i < text.length; i++) {
    const set = i < before.length ? before[i] : i < end ? members : after[i - end];
    const code = text.charCodeAt(i);
    if (code > 127 || set?.[code] !== 1) return false;
  }
  return true;
}

const inSequence = (items: readonly Repeated[]): readonly Class[] =>
  items.flatMap(({ members, least }) => Array.from({ length: least }, () => members));

function itemsOf(pattern: string): readonly Repeated[] | undefined {
  const end = pattern.length - 1;
  if (end < 1 || !pattern.startsWith("^") || !pattern.endsWith("$")) return undefined;
  const items: Repeated[] = [];
  ITEM.lastIndex = 1;
  while (ITEM.lastIndex < end) {
    const { atom, count } = ITEM.exec(pattern)?.groups ?? {};
    if (atom === undefined) return undefined;
    items.push({ members: classOf(atom), ...countOf(count) });
  }
  // Past the end is who took the dollar for an escaped one: it anchors nothing.
  return ITEM.lastIndex === end ? items : undefined;
}

function countOf(text: string | undefined): { readonly least: number; readonly most: number } {
  switch (text) {
    case undefined:
      return { least: 1, most: 1 };
    case "?":
      return { least: 0, most: 1 };
    case "*":
    case "+":
      return { least: text === "+" ? 1 : 0, most: Number.POSITIVE_INFINITY };
    default: {
      const [least = "", most = least] = text.slice(1, -1).split(",");
      return { least: Number(least), most: most === "" ? Number.POSITIVE_INFINITY : Number(most) };
    }
  }
}

function classOf(atom: string): Class {
  const members = new Uint8Array(128);
  const add = (first: string, last: string): void => {
    members.fill(1, first.charCodeAt(0), last.charCodeAt(0) + 1);
  };
  if (atom === "\\d") add("0", "9");
  else if (!atom.startsWith("[")) add(atom.slice(-1), atom.slice(-1));
  else for (const [range] of atom.slice(1, -1).matchAll(/.-.|./g)) add(range.slice(0, 1), range.slice(-1));
  return members;
}
