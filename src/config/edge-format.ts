// The formats of edge rules: times of day, the zones that they are in, and tags.

import { isTag } from "#kernel/tag.ts";
import type { Format } from "./format.ts";

const TIME = /^([01][0-9]|2[0-3]):([0-5][0-9])$|^24:00$/;
const DAY_MINUTES = 24 * 60;

/** In minutes since midnight: from 0 to 1440. */
export const timeOfDay: Format<number> = {
  name: "a time of day",
  parse: (text) => {
    const match = TIME.exec(text);
    if (match === null) {
      return {
        code: "bad-time",
        says: "is not a time of day",
        hint: 'write it as "08:30", from 00:00 to 24:00',
      };
    }
    return { value: text === "24:00" ? DAY_MINUTES : Number(match[1]) * 60 + Number(match[2]) };
  },
  print: (minutes) =>
    [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":"),
  // YAML 1.1 reads 8:30 as a number in base 60; what is read here is told how to write it.
  readsNumbers: true,
};

export const timeZone: Format<string> = {
  name: "a time zone",
  parse: (text) => {
    try {
      return { value: new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone };
    } catch {
      const hint = "write a name of the IANA database, such as Europe/Berlin, or UTC";
      return { code: "bad-time-zone", says: "is not a time zone", hint };
    }
  },
  print: (zone) => zone,
  readsNumbers: false,
};

/** Stands in access lines, and is searched for there. */
export const tag: Format<string> = {
  name: "a tag",
  parse: (text) => {
    if (isTag(text)) return { value: text };
    const hint = "write letters, digits, _ . : and -, starting with a letter or digit, at most 64 characters";
    return { code: "bad-tag", says: "is not a tag", hint };
  },
  print: (text) => text,
  readsNumbers: true,
};
