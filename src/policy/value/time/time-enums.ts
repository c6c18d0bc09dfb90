// The enums of time.

import { enumDefinition } from "../../type/enum-definition.ts";
import type { TypeDefinition } from "../../type/type-definition.ts";
import type { DateTimeKind } from "./date-time.ts";

/** Their numbers are their places. */
export const dateTimeKinds: readonly DateTimeKind[] = ["unspecified", "utc", "local"];

export const dateTimeStyles = {
  None: 0,
  AllowLeadingWhite: 1,
  AllowTrailingWhite: 2,
  AllowInnerWhite: 4,
  AllowWhiteSpaces: 7,
  NoCurrentDateDefault: 8,
  AdjustToUniversal: 16,
  AssumeLocal: 32,
  AssumeUniversal: 64,
  RoundtripKind: 128,
} as const;

export const timeEnums: readonly TypeDefinition[] = [
  enumDefinition("System.DateTimeKind", { Unspecified: 0, Utc: 1, Local: 2 }),
  enumDefinition("System.DayOfWeek", {
    Sunday: 0,
    Monday: 1,
    Tuesday: 2,
    Wednesday: 3,
    Thursday: 4,
    Friday: 5,
    Saturday: 6,
  }),
  enumDefinition("System.Globalization.DateTimeStyles", dateTimeStyles, true),
  enumDefinition("System.Globalization.TimeSpanStyles", { None: 0, AssumeNegative: 1 }, true),
];
