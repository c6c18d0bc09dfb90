// The types of Newtonsoft.Json that the catalogue offers to expressions.

import type { TypeDefinition } from "../../type/type-definition.ts";
import { jArrayType } from "./j-array-type.ts";
import { jConstructorType } from "./j-constructor-type.ts";
import { jContainerType } from "./j-container-type.ts";
import { jObjectType } from "./j-object-type.ts";
import { jPropertyType } from "./j-property-type.ts";
import { jRawType } from "./j-raw-type.ts";
import { jTokenType } from "./j-token-type.ts";
import { jValueType } from "./j-value-type.ts";
import { jsonConvertType } from "./json-convert-type.ts";
import { formattingType, jTokenTypeType } from "./json-enums.ts";
import { ijEnumerableType, jsonExtensionsType } from "./json-extensions-type.ts";
import { jsonMergeSettingsType, mergeArrayHandlingType, mergeNullValueHandlingType } from "./merge-token.ts";

export const jsonTypes: readonly TypeDefinition[] = [
  jTokenType,
  jContainerType,
  jObjectType,
  jArrayType,
  jPropertyType,
  jValueType,
  jRawType,
  jConstructorType,
  jTokenTypeType,
  formattingType,
  ijEnumerableType,
  jsonExtensionsType,
  jsonConvertType,
  jsonMergeSettingsType,
  mergeArrayHandlingType,
  mergeNullValueHandlingType,
];
