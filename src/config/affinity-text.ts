// The texts of what pools sign: name and path of the affinity's cookie, names of keys, and secrets.

import { isToken } from "#http/field.ts";
import type { Format, Parsed } from "./format.ts";

function parseToken(text: string): Parsed<string> {
  if (isToken(text)) return { value: text };
  const hint = "write letters, digits and - (RFC 6265 §4.1.1)";
  return { code: "bad-cookie", says: "is not the name of a cookie", hint };
}

function parseCookiePath(text: string): Parsed<string> {
  if (/^\/[\x21-\x3a\x3c-\x7e]*$/.test(text)) return { value: text };
  const hint = "write / or a path such as /shop, without ; and white space";
  return { code: "bad-cookie", says: "is not the path of a cookie", hint };
}

function parseKeyId(text: string): Parsed<string> {
  if (/^[A-Za-z0-9._:-]{1,64}$/.test(text)) return { value: text };
  return { code: "bad-key-id", says: "cannot name a key", hint: "write 1 to 64 letters, digits and . _ : -" };
}

const MIN_CHARS = 32;

function parseSecret(text: string): Parsed<string> {
  if (text.length >= MIN_CHARS) return { value: text };
  const hint = `write at least ${MIN_CHARS} random characters, such as those of openssl rand -hex 32, in a file or variable`;
  return { code: "weak-secret", says: "is too short to sign with", hint, hidesText: true };
}

const base = { print: (value: string): string => value, readsNumbers: false };
export const token: Format<string> = { ...base, name: "the name of a cookie", parse: parseToken };
export const cookiePath: Format<string> = { ...base, name: "a path", parse: parseCookiePath };
export const assertionKeyId: Format<string> = { ...base, name: "the name of a key", parse: parseKeyId };
export const secret: Format<string> = {
  ...base,
  print: () => "a secret",
  name: "a secret",
  parse: parseSecret,
};
