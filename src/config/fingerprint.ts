// The SHA-256 fingerprint of a certificate, as tools print it: 64 hexadecimal digits, with or without colons.

import type { Format, Parsed } from "./format.ts";

/** Lower case, without colons. */
function parseFingerprint(text: string): Parsed<string> {
  const digits = text.replaceAll(":", "").toLowerCase();
  if (/^[0-9a-f]{64}$/.test(digits)) return { value: digits };
  const hint = "take it from: openssl x509 -in certificate.pem -noout -fingerprint -sha256";
  if (/^[0-9a-f]{40}$/.test(digits)) return { code: "bad-fingerprint", says: "is a SHA-1 fingerprint", hint };
  return { code: "bad-fingerprint", says: "is not 64 hexadecimal digits", hint };
}

export const fingerprint: Format<string> = {
  name: "a SHA-256 fingerprint",
  parse: parseFingerprint,
  print: (value) => value,
  readsNumbers: true,
};
