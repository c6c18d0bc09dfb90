// The texts by which the node gets tokens of its own: addresses of token endpoints, and secrets of clients.

import { bareHost, parsePrefix } from "#kernel/address.ts";
import { buildPrefixTable, PrefixSet } from "#kernel/prefix-set.ts";
import type { Format, Parsed } from "./format.ts";
import { httpUrl } from "./http-url.ts";

export const tokenUrl = httpUrl("https://login.example.com/oauth2/token");

const metadata = httpUrl("http://169.254.169.254/metadata/identity/oauth2/token");

/** What never leaves the machine or its host: RFC 1122, RFC 3927, RFC 4291. */
const NEAR = ["127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10"].flatMap((text) => {
  const prefix = parsePrefix(text);
  return "error" in prefix ? [] : [{ prefix, value: 1 }];
});
const nearby = new PrefixSet(buildPrefixTable(NEAR));

/** Tokens of the machine come from there: in clear only from where nobody is in between. */
export const metadataUrl: Format<string> = {
  ...metadata,
  parse: (text) => {
    const parsed = metadata.parse(text);
    if (!("value" in parsed)) return parsed;
    const written = new URL(parsed.value);
    const host = bareHost(written);
    if (written.protocol === "https:" || host === "localhost" || nearby.lookupText(host) >= 0) return parsed;
    const hint = "write https://, or an address of this machine or its host, such as http://169.254.169.254";
    return { code: "not-encrypted", says: "is not encrypted", hint };
  },
};

/** Whoever issued it says how long it is; white space around it is most likely the file's. */
function parseClientSecret(text: string): Parsed<string> {
  const value = text.trim();
  if (value !== "") return { value };
  const hint = "write a reference to a file or variable that holds it: ${env:NAME}";
  return { code: "no-secret", says: "is empty", hint, hidesText: true };
}

export const clientSecret: Format<string> = {
  name: "a secret",
  parse: parseClientSecret,
  print: () => "a secret",
  readsNumbers: false,
};
