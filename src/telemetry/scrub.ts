// Takes secrets out of URLs before they are logged: values of query, fragment and path parameters whose key
// names a secret, and the user information of an authority. When in doubt it scrubs: a page token lost from
// a log line costs less than an access token left in it.

import { BoundedCache } from "#kernel/bounded-cache.ts";

const SCRUBBED = "[scrubbed]";

// Without one of these there is neither a parameter nor user information.
const MAYBE_PARAMETER = /[=@%]/;
// Without one of these, and without an escape that could spell one, no key can be a secret's.
const MAYBE_SECRET = /[@%]|key|token|secret|pass|pwd|sig|code|session|sess|jwt|auth|cred|otp|sid/i;

/** Keys that name a secret only when nothing else stands in them. */
const exactKeys: ReadonlySet<string> = new Set([
  "key",
  "code",
  "auth",
  "session",
  "sess",
  "sid",
  "sig",
  "otp",
  "pass",
]);

/** Keys that end in one of these name a secret: `client_secret`, `X-Amz-Signature`, `PHPSESSID`. */
const secretEndings: readonly string[] = [
  "token",
  "apikey",
  "accesskey",
  "secretkey",
  "privatekey",
  "subscriptionkey",
  "functionskey",
  "secret",
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "signature",
  "sessionid",
  "sessid",
  "jwt",
  "authorization",
  "authcode",
  "credential",
  "credentials",
];

/** What an operator adds to the above. */
export type ScrubRules = {
  /** Keys whose values are scrubbed: lower case, letters and digits only. */
  readonly parameters: ReadonlySet<string>;
  /** Paths by `pathAsRead`, such as `/invite`: what lies below them is scrubbed. */
  readonly paths: readonly string[];
};

export const noScrubRules: ScrubRules = { parameters: new Set(), paths: [] };

/** A key as `ScrubRules` has it: case, dashes and underscores do not matter. */
export function squeezedKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, "");
}

const MAX_DECODINGS = 3;
// Each class leaves out its own delimiters, so a failed attempt ends at the next one: linear time. One slash
// is enough after a colon: a normalised path has lost the other.
const USER_INFORMATION = /(:\/+|^\/\/)[^/?#\s]*@/g;
const PATH_PARAMETER = /;([^;/=]*)=([^;/]*)/g;

/** The URL (or request target) with its secrets replaced by `[scrubbed]`. The common one costs two tests. */
export function scrubUrl(url: string, rules: ScrubRules = noScrubRules): string {
  const below = rules.paths.length === 0 ? url : scrubPaths(url, rules.paths);
  if (!MAYBE_PARAMETER.test(below)) return below;
  if (rules.parameters.size === 0) {
    if (!MAYBE_SECRET.test(below)) return below;
    if (below.includes("%") && !MAYBE_SECRET.test(decodeEscapes(below))) return below;
  }
  return scrubDecodable(below, 0, rules);
}

const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

function scrubPaths(url: string, paths: readonly string[]): string {
  const from = AUTHORITY.exec(url)?.[0].length ?? 0;
  const mark = url.slice(from).search(/[?#]/);
  const end = mark < 0 ? url.length : from + mark;
  const read = pathAsRead(url.slice(from, end));
  const rule = paths.find((path) => read.startsWith(`${path}/`) && read.length > path.length + 1);
  return rule === undefined ? url : `${url.slice(0, from)}${rule}/${SCRUBBED}${url.slice(end)}`;
}

/** A path as some server could read it: decoded, in lower case, without empty or dot segments. */
export function pathAsRead(path: string): string {
  const segments: string[] = [];
  for (const written of decodeFully(path).toLowerCase().split(/[/\\]/)) {
    const segment = written.replace(/;[^]*/, "");
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

function scrubDecodable(url: string, depth: number, rules: ScrubRules): string {
  const bare = url.includes("@") ? url.replace(USER_INFORMATION, `$1${SCRUBBED}@`) : url;
  const mark = bare.search(/[?#]/);
  const path = mark < 0 ? bare : bare.slice(0, mark);
  const scrubbedPath = path.includes(";") ? scrubPathParameters(path, rules) : path;
  const safePath = hidesSecret(scrubbedPath, depth, rules) ? SCRUBBED : scrubbedPath;
  return mark < 0 ? safePath : safePath + scrubParameters(bare.slice(mark), depth, rules);
}

function scrubPathParameters(path: string, rules: ScrubRules): string {
  return path.replace(PATH_PARAMETER, (whole: string, key: string) =>
    isSecretKey(key, rules) ? `;${key}=${SCRUBBED}` : whole,
  );
}

/** `text` begins with its first delimiter; every `?`, `&`, `;` and `#` may begin a parameter. */
function scrubParameters(text: string, depth: number, rules: ScrubRules): string {
  let out = "";
  let at = 0;
  while (at < text.length) {
    const end = nextDelimiter(text, at + 1);
    const equals = text.indexOf("=", at);
    if (equals >= 0 && equals < end && isSecretKey(text.slice(at + 1, equals), rules)) {
      // A secret may hold `;` or `?` itself: only what surely ends a value ends it here.
      out += text.slice(at, equals + 1) + SCRUBBED;
      at = endOfValue(text, equals);
      continue;
    }
    const parameter = text.slice(at, end);
    if (!hidesSecret(parameter, depth, rules)) out += parameter;
    else out += equals >= 0 && equals < end ? text.slice(at, equals + 1) + SCRUBBED : text[at] + SCRUBBED;
    at = end;
  }
  return out;
}

function nextDelimiter(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x26 || code === 0x3b || code === 0x3f || code === 0x23) return i; // & ; ? #
  }
  return text.length;
}

function endOfValue(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x26 || code === 0x23) return i; // & #
  }
  return text.length;
}

/** Does the text, once decoded, hold a secret? So a URL inside a parameter is looked into as well. */
function hidesSecret(text: string, depth: number, rules: ScrubRules): boolean {
  if (!text.includes("%")) return false;
  if (depth >= MAX_DECODINGS) return true;
  const decoded = decodeEscapes(text);
  if (decoded === text || !MAYBE_PARAMETER.test(decoded)) return false;
  // A parameter's own first delimiter stays; a bare `token=…` inside a value counts like `?token=…`.
  const inner = /^[?&;#]/.test(decoded) ? decoded : `?${decoded}`;
  return scrubDecodable(inner, depth + 1, rules) !== inner || opensWithSecret(decoded, rules);
}

/** `state=token%3Dabc`: the value is itself a parameter. */
function opensWithSecret(parameter: string, rules: ScrubRules): boolean {
  const first = parameter.indexOf("=");
  const second = first < 0 ? -1 : parameter.indexOf("=", first + 1);
  return second >= 0 && isSecretKey(parameter.slice(first + 1, second), rules);
}

const MAX_REMEMBERED_CHARS = 32;
/** What was said of keys without an operator's rules: the same ones come with every request. */
const judged = new BoundedCache<string, boolean>(1024);

/** True for the key of a parameter whose value must not be logged. Takes the key as received. */
export function isSecretKey(key: string, rules: ScrubRules = noScrubRules): boolean {
  if (key.length > MAX_REMEMBERED_CHARS || rules.parameters.size > 0) return judge(key, rules);
  const known = judged.get(key);
  if (known !== undefined) return known;
  const isSecret = judge(key, rules);
  // A slice would keep the whole head that it was cut from alive.
  judged.set(Buffer.from(key, "utf16le").toString("utf16le"), isSecret);
  return isSecret;
}

function judge(key: string, rules: ScrubRules): boolean {
  const decoded = decodeFully(key).toLowerCase();
  const squeezed = squeezedKey(decoded);
  if (
    exactKeys.has(squeezed) ||
    rules.parameters.has(squeezed) ||
    secretEndings.some((ending) => squeezed.endsWith(ending))
  )
    return true;
  // `user[key]`, `login.code`: the last component names it.
  const component = decoded.split(/[[\].]+/).findLast((part) => part !== "");
  return component !== undefined && exactKeys.has(component.replace(/[^a-z0-9]/g, ""));
}

function decodeFully(text: string): string {
  let decoded = text;
  for (let round = 0; round < MAX_DECODINGS && decoded.includes("%"); round++)
    decoded = decodeEscapes(decoded);
  return decoded;
}

function decodeEscapes(text: string): string {
  let decoded = "";
  let from = 0;
  for (let at = text.indexOf("%"); at >= 0; ) {
    const high = hexValue(text.charCodeAt(at + 1));
    const low = hexValue(text.charCodeAt(at + 2));
    const isEscape = high >= 0 && low >= 0;
    if (isEscape) {
      decoded += text.slice(from, at) + String.fromCharCode(high * 16 + low);
      from = at + 3;
    }
    at = text.indexOf("%", isEscape ? from : at + 1);
  }
  return from === 0 ? text : decoded + text.slice(from);
}

/** Below 0 for what is no hexadecimal digit. */
function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
