// The enums of XML.

import { enumDefinition } from "../../type/enum-definition.ts";
import type { TypeDefinition } from "../../type/type-definition.ts";
import { loadOptions } from "./load-tree.ts";
import { saveOptions, xmlNodeTypes } from "./x-object.ts";
import { readStates } from "./xml-reader.ts";

export const xmlEnums: readonly TypeDefinition[] = [
  enumDefinition("System.Xml.XmlNodeType", xmlNodeTypes),
  enumDefinition("System.Xml.ReadState", readStates),
  enumDefinition("System.Xml.Linq.SaveOptions", saveOptions, true),
  enumDefinition("System.Xml.Linq.LoadOptions", loadOptions, true),
  enumDefinition("System.Xml.XmlDateTimeSerializationMode", {
    Local: 0,
    Utc: 1,
    Unspecified: 2,
    RoundtripKind: 3,
  }),
];
