// Newtonsoft.Json.Linq.JTokenType and Newtonsoft.Json.Formatting.

import { enumDefinition } from "../../type/enum-definition.ts";

/** Name → number, as Newtonsoft numbers them. */
export const tokenTypes = {
  None: 0,
  Object: 1,
  Array: 2,
  Constructor: 3,
  Property: 4,
  Comment: 5,
  Integer: 6,
  Float: 7,
  String: 8,
  Boolean: 9,
  Null: 10,
  Undefined: 11,
  Date: 12,
  Raw: 13,
  Bytes: 14,
  Guid: 15,
  Uri: 16,
  TimeSpan: 17,
} as const;

export type JTokenTypeName = keyof typeof tokenTypes;

export const formattings = { None: 0, Indented: 1 } as const;

export const jTokenTypeType = enumDefinition("Newtonsoft.Json.Linq.JTokenType", tokenTypes);
export const formattingType = enumDefinition("Newtonsoft.Json.Formatting", formattings);
