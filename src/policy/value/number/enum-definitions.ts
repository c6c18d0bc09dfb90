// The enums of numbers.

import { defineType } from "../../type/type-definition.ts";
import { isBoxedAs } from "./is-boxed-as.ts";
import { numberStyles } from "./parse-digits.ts";

export const midpointRoundingDefinition = defineType({
  name: "System.MidpointRounding",
  kind: "enum",
  members: {},
  values: { ToEven: 0, AwayFromZero: 1 },
  zero: 0,
  isInstance: (value) => isBoxedAs(value, "System.MidpointRounding"),
});

export const numberStylesDefinition = defineType({
  name: "System.Globalization.NumberStyles",
  kind: "enum",
  members: {},
  values: numberStyles,
  isFlags: true,
  zero: 0,
  isInstance: (value) => isBoxedAs(value, "System.Globalization.NumberStyles"),
});
