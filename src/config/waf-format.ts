// The formats of WAF policies: ids of rules, media types, and what virtual patches have.

import type { Format } from "./format.ts";

const IDS = /^([1-9][0-9]{0,9})(?:-([1-9][0-9]{0,9}))?$/;

/** Ids of rules: one, or both ends of a range. */
export type RuleIds = { readonly from: number; readonly to: number };

export const ruleIds: Format<RuleIds> = {
  name: "the id of a rule, or a range of ids",
  parse: (text) => {
    const match = IDS.exec(text);
    const hint = "write an id such as 942100, or a range such as 942000-942999";
    if (match === null) return { code: "bad-rule-ids", says: "is no id of a rule", hint };
    const from = Number(match[1]);
    const to = Number(match[2] ?? match[1]);
    if (to < from) return { code: "bad-rule-ids", says: "ends before it begins", hint };
    return { value: { from, to } };
  },
  print: ({ from, to }) => (from === to ? String(from) : `${from}-${to}`),
  readsNumbers: true,
};

export const mediaType: Format<string> = {
  name: "a media type",
  parse: (text) => {
    const value = text.toLowerCase();
    if (/^[!#$&^_.+\-a-z0-9]+\/[!#$&^_.+\-a-z0-9]+$/.test(value)) return { value };
    return { code: "bad-media-type", says: "is not a media type", hint: "write it as in application/json" };
  },
  print: (value) => value,
  readsNumbers: false,
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;

/** When something ends, as written and in ms since the epoch. */
export type Expiry = { readonly written: string; readonly atMs: number };

export const expiry: Format<Expiry> = {
  name: "a date",
  parse: (text) => {
    const hint = "write the last day, such as 2027-03-31, or a moment, such as 2027-03-31T18:00:00Z";
    if (!DAY.test(text) && !MOMENT.test(text)) return { code: "bad-date", says: "is not a date", hint };
    const startMs = Date.parse(text);
    // JavaScript takes 2027-02-30 for the second of March.
    const isReal = new Date(`${text.slice(0, 10)}T00:00:00Z`).toJSON()?.slice(0, 10) === text.slice(0, 10);
    if (Number.isNaN(startMs) || !isReal) return { code: "bad-date", says: "is not in the calendar", hint };
    return { value: { written: text, atMs: DAY.test(text) ? startMs + DAY_MS : startMs } };
  },
  print: ({ written }) => written,
  readsNumbers: false,
};

/** When something begins: the start of a day or a moment, in ms since the epoch. */
export const moment: Format<number> = {
  name: "a date",
  parse: (text) => {
    const parsed = expiry.parse(text);
    return "value" in parsed ? { value: Date.parse(text) } : parsed;
  },
  print: (value) => new Date(value).toISOString(),
  readsNumbers: false,
};

export const ticket: Format<string> = {
  name: "a ticket",
  parse: (text) => {
    if (/^[\x21-\x7e]{1,200}$/.test(text) && !/["'\\]/.test(text)) return { value: text };
    const hint =
      "write a URL or a key such as SEC-17: ASCII without blanks and quotes, at most 200 characters";
    return { code: "bad-ticket", says: "cannot stand in a log line", hint };
  },
  print: (value) => value,
  readsNumbers: true,
};
