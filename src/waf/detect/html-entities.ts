// Decodes the character references of HTML that can hide a scheme or a call, as a browser does in
// attribute values: numbers with or without a semicolon, and the named ones whose characters JavaScript
// or CSS needs.

const NAMED: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["apos", "'"],
  ["ast", "*"],
  ["bsol", "\\"],
  ["colon", ":"],
  ["comma", ","],
  ["equals", "="],
  ["excl", "!"],
  ["grave", "`"],
  ["gt", ">"],
  ["lbrace", "{"],
  ["lbrack", "["],
  ["lcub", "{"],
  ["lowbar", "_"],
  ["lpar", "("],
  ["lsqb", "["],
  ["lt", "<"],
  ["nbsp", " "],
  ["newline", "\n"],
  ["num", "#"],
  ["period", "."],
  ["plus", "+"],
  ["quot", '"'],
  ["rpar", ")"],
  ["semi", ";"],
  ["sol", "/"],
  ["tab", "\t"],
]);

const REFERENCE = /&(?:#x([0-9a-f]{1,12})|#(\d{1,12})|([a-z]{2,8}););?/gi;

/** `text` with its character references decoded. What is beyond latin1 becomes `?`: none matters here. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(REFERENCE, decodeReference);
}

function decodeReference(whole: string, hex?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return NAMED.get(name.toLowerCase()) ?? whole;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code < 256 ? String.fromCharCode(code) : "?";
}
