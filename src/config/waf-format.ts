// The formats of WAF policies: ids of rules, media types.

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
