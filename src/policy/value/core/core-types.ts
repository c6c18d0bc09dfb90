// The types that belong to no other area, for the catalogue.

import type { TypeDefinition } from "../../type/type-definition.ts";
import { bitConverterDefinition } from "./bit-converter-type.ts";
import { booleanDefinition } from "./boolean-type.ts";
import { convertDefinition, typeCodeDefinition } from "./convert-type.ts";
import { exceptionTypes } from "./exception-types.ts";
import { guidDefinition } from "./guid-type.ts";
import { nullableDefinition } from "./nullable-type.ts";
import { objectTypes } from "./object-types.ts";
import { randomDefinition } from "./random-type.ts";
import { tupleTypes } from "./tuple-types.ts";

export const coreTypes: readonly TypeDefinition[] = [
  ...objectTypes,
  booleanDefinition,
  nullableDefinition,
  convertDefinition,
  typeCodeDefinition,
  bitConverterDefinition,
  guidDefinition,
  randomDefinition,
  ...tupleTypes,
  ...exceptionTypes,
];
