// The enums of numbers.

import { enumDefinition } from "../../type/enum-definition.ts";
import { numberStyles } from "./parse-digits.ts";

export const midpointRoundingDefinition = enumDefinition("System.MidpointRounding", {
  ToEven: 0,
  AwayFromZero: 1,
});

export const numberStylesDefinition = enumDefinition("System.Globalization.NumberStyles", numberStyles, true);
