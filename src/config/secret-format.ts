// Addresses of those who give the node secrets, or certificates: over the network by TLS alone. And a key by
// which they know it.

import { bareHost } from "#kernel/address.ts";
import { loopback } from "./address-format.ts";
import type { Format } from "./format.ts";
import { httpUrl } from "./http-url.ts";

const url = httpUrl("https://vault.internal:8200");

export const secretUrl: Format<string> = {
  ...url,
  parse: (text) => {
    const parsed = url.parse(text);
    if (!("value" in parsed)) return parsed;
    const written = new URL(parsed.value);
    const { protocol, hostname, search, hash } = written;
    if (search !== "" || hash !== "")
      return { code: "bad-url", says: "has a query", hint: "write the address alone", hidesText: true };
    if (protocol === "https:" || hostname === "localhost" || "value" in loopback.parse(bareHost(written)))
      return { value: parsed.value.replace(/\/$/, "") };
    const hint = "write https://: what is said would cross the network for all to read and change";
    return { code: "not-encrypted", says: "is not encrypted", hint };
  },
};

/** Of an HMAC, as authorities hand it out. */
export const macKey: Format<string> = {
  name: "a key",
  parse: (text) => {
    const value = text.trim().replace(/=+$/, "");
    if (/^[A-Za-z0-9_-]{22,512}$/.test(value)) return { value };
    const hint = "write it as the authority shows it, in base64url";
    return { code: "bad-key", says: "is no key of 128 bits or more in base64url", hint, hidesText: true };
  },
  print: () => "a key",
  readsNumbers: false,
};
