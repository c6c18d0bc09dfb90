// The types of texts, for the catalogue.

import type { TypeDefinition } from "../../type/type-definition.ts";
import { charDefinition } from "./char-type.ts";
import { cultureInfoDefinition, formatProviderDefinition } from "./culture-info.ts";
import { encodingDefinition } from "./encoding-type.ts";
import { stringBuilderDefinition } from "./string-builder-type.ts";
import { stringComparerDefinition } from "./string-comparer-type.ts";
import { stringIoTypes } from "./string-io-types.ts";
import { stringDefinition } from "./string-type.ts";
import { textEnums } from "./text-enums.ts";

export const textTypes: readonly TypeDefinition[] = [
  charDefinition,
  stringDefinition,
  stringBuilderDefinition,
  stringComparerDefinition,
  encodingDefinition,
  formatProviderDefinition,
  cultureInfoDefinition,
  ...stringIoTypes,
  ...textEnums,
];
