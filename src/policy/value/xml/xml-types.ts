// The types of XML, for the catalogue.

import type { TypeDefinition } from "../../type/type-definition.ts";
import { domTypes } from "./dom-types.ts";
import { prefixTypes } from "./known-prefixes.ts";
import { nodeExtensionsType } from "./node-extensions-type.ts";
import { xAttributeType } from "./x-attribute-type.ts";
import { containerTypes } from "./x-element-type.ts";
import { nameTypes } from "./x-name-type.ts";
import { nodeTypes } from "./x-node-type.ts";
import { xmlConvertType } from "./xml-convert-type.ts";
import { xmlEnums } from "./xml-enums.ts";
import { xmlReaderType } from "./xml-reader-type.ts";
import { xpathExtensionsType } from "./xpath-extensions-type.ts";

export const xmlTypes: readonly TypeDefinition[] = [
  ...nameTypes,
  ...nodeTypes,
  ...containerTypes,
  xAttributeType,
  nodeExtensionsType,
  xmlReaderType,
  xmlConvertType,
  ...domTypes,
  ...prefixTypes,
  xpathExtensionsType,
  ...xmlEnums,
];
