// The types of numbers, for the catalogue.

import type { TypeDefinition } from "../../type/type-definition.ts";
import { decimalDefinition } from "./decimal-type.ts";
import { midpointRoundingDefinition, numberStylesDefinition } from "./enum-definitions.ts";
import { floatingDefinition } from "./floating-definition.ts";
import { integerDefinition } from "./integer-definition.ts";
import {
  byteRange,
  intRange,
  longRange,
  sbyteRange,
  shortRange,
  uintRange,
  ulongRange,
  ushortRange,
} from "./integer-type.ts";
import { mathDefinition } from "./math-type.ts";

export const numberTypes: readonly TypeDefinition[] = [
  integerDefinition(sbyteRange, "sbyte"),
  integerDefinition(byteRange, "byte"),
  integerDefinition(shortRange, "short"),
  integerDefinition(ushortRange, "ushort"),
  integerDefinition(intRange, "int"),
  integerDefinition(uintRange, "uint"),
  integerDefinition(longRange, "long"),
  integerDefinition(ulongRange, "ulong"),
  floatingDefinition(true),
  floatingDefinition(false),
  decimalDefinition,
  mathDefinition,
  midpointRoundingDefinition,
  numberStylesDefinition,
];
