// The enums of strings.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { isBoxedAs } from "../number/is-boxed-as.ts";
import { stringComparisons } from "./string-comparison.ts";

function enumDefinition(name: string, values: Readonly<Record<string, number>>): TypeDefinition {
  return defineType({
    name,
    kind: "enum",
    members: {},
    values,
    zero: 0,
    isInstance: (value) => isBoxedAs(value, name),
  });
}

export const textEnums: readonly TypeDefinition[] = [
  enumDefinition("System.StringComparison", stringComparisons),
  enumDefinition("System.StringSplitOptions", { None: 0, RemoveEmptyEntries: 1 }),
  enumDefinition("System.Text.NormalizationForm", { FormC: 1, FormD: 2, FormKC: 5, FormKD: 6 }),
  enumDefinition("System.Base64FormattingOptions", { None: 0, InsertLineBreaks: 1 }),
];
