// What networks are written by beside addresses: countries, and the places of feeds.

import type { Format } from "./format.ts";
import { httpUrl } from "./http-url.ts";

export const country: Format<string> = {
  name: "a country",
  parse: (text) => {
    if (/^[A-Z]{2}$/.test(text)) return { value: text };
    const hint = "write the two capital letters of ISO 3166-1, such as BR, or ZZ for what is not known";
    const flaw = { code: "bad-country", says: "is no code of a country", hint };
    return /^[A-Za-z]{2}$/.test(text) ? { ...flaw, hintFromText: `write ${text.toUpperCase()}` } : flaw;
  },
  print: (value) => value,
  readsNumbers: false,
};

/** True where a place of the configuration is a URL rather than a path. */
export const isUrl = (place: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(place);

export const feedUrl = httpUrl("https://lists.example.com/drop.txt");
