// The texts by which the node gets tokens of its own: addresses of token endpoints, and secrets of clients.

import type { Format, Parsed } from "./format.ts";

function parseTokenUrl(text: string): Parsed<string> {
  const hint = "write it as https://login.example.com/oauth2/token";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return { code: "bad-url", says: "is not an http:// or https:// URL", hint };
  if (url.username !== "" || url.password !== "")
    return { code: "bad-url", says: "holds a user name or password", hint, hidesText: true };
  return { value: url.href };
}

export const tokenUrl: Format<string> = {
  name: "a URL",
  parse: parseTokenUrl,
  print: (value) => value,
  readsNumbers: false,
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
