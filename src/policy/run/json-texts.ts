// The texts of a JSON document, read off its tokens: those of a name that stands twice too, and of any depth.

/** Members whose values say what something is, not what a model reads, while they are single words. */
const structural: ReadonlySet<string> = new Set([
  ...["role", "type", "model", "id", "object", "format", "detail", "media_type", "tool_call_id"],
]);
/** Members whose values are data in base64. */
const binary: ReadonlySet<string> = new Set(["data", "file_data", "b64_json", "partial_image_b64"]);
const WORD = /^[\w.:/$-]{1,64}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const BASE64_URL = /^data:[\w.+-]+\/[\w.+-]+;base64,[A-Za-z0-9+/]*={0,2}$/;

const noMembers: ReadonlySet<string> = new Set();

/**
 * Texts in their order, names that are no plain words included; pictures and other data in base64 are not.
 * @param about members beside the usual ones whose single words are no texts
 * @throws SyntaxError for what is no JSON
 */
export function textsOfJson(json: string, about = noMembers): readonly string[] {
  JSON.parse(json);
  const texts: string[] = [];
  let name = "";
  for (let start = json.indexOf('"'); start >= 0; ) {
    const end = endOfString(json, start);
    const text: unknown = JSON.parse(json.slice(start, end));
    const isName = isFollowedByColon(json, end);
    if (typeof text === "string" && isReadText(text, isName ? undefined : name, about)) texts.push(text);
    name = isName ? String(text) : "";
    start = json.indexOf('"', end);
  }
  return texts;
}

/** @param name of the member that the text stands in; undefined where the text is such a name itself */
export function isReadText(text: string, name: string | undefined, about: ReadonlySet<string>): boolean {
  if (text.trim() === "") return false;
  if (name === undefined || structural.has(name) || about.has(name)) return !WORD.test(text);
  if (binary.has(name)) return !(BASE64.test(text) || BASE64_URL.test(text));
  return !BASE64_URL.test(text);
}

/** Behind the closing quote: the next one that no odd number of backslashes stands before. */
function endOfString(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); ; at = json.indexOf('"', at + 1)) {
    let first = at;
    while (json.charCodeAt(first - 1) === 0x5c) first--;
    if ((at - first) % 2 === 0) return at + 1;
  }
}

function isFollowedByColon(json: string, at: number): boolean {
  let next = at;
  while (next < json.length && json.charCodeAt(next) <= 0x20) next++;
  return json.charCodeAt(next) === 0x3a;
}
