// The enums of strings.

import { enumDefinition } from "../../type/enum-definition.ts";
import type { TypeDefinition } from "../../type/type-definition.ts";
import { stringComparisons } from "./string-comparison.ts";

export const textEnums: readonly TypeDefinition[] = [
  enumDefinition("System.StringComparison", stringComparisons),
  enumDefinition("System.StringSplitOptions", { None: 0, RemoveEmptyEntries: 1 }),
  enumDefinition("System.Text.NormalizationForm", { FormC: 1, FormD: 2, FormKC: 5, FormKD: 6 }),
  enumDefinition("System.Base64FormattingOptions", { None: 0, InsertLineBreaks: 1 }),
];
