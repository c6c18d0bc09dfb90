// The types of time, for the catalogue.

import type { TypeDefinition } from "../../type/type-definition.ts";
import { dateTimeOffsetType } from "./date-time-offset-type.ts";
import { dateTimeType } from "./date-time-type.ts";
import { timeEnums } from "./time-enums.ts";
import { timeSpanType } from "./time-span-type.ts";
import { timeZoneTypes } from "./time-zone-type.ts";

export const timeTypes: readonly TypeDefinition[] = [
  dateTimeType,
  dateTimeOffsetType,
  timeSpanType,
  ...timeZoneTypes,
  ...timeEnums,
];
