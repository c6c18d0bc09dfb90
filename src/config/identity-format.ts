// The texts by which the node gets tokens of its own: addresses of token endpoints, and secrets of clients.

import type { Format, Parsed } from "./format.ts";
import { httpUrl } from "./http-url.ts";

export const tokenUrl = httpUrl("https://login.example.com/oauth2/token");

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
