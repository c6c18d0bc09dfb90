// The catalogue's part of System.Text.RegularExpressions.

import { enumDefinition } from "../../type/enum-definition.ts";
import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { matchTypes } from "./match-type.ts";
import { regexOptions } from "./regex-options.ts";
import { regexDefinition } from "./regex-type.ts";

export const regexTypes: readonly TypeDefinition[] = [
  regexDefinition,
  ...matchTypes,
  enumDefinition("System.Text.RegularExpressions.RegexOptions", regexOptions, true),
  defineType({
    name: "System.Text.RegularExpressions.MatchEvaluator",
    kind: "delegate",
    invoke: "string Invoke(Match match)",
    isInstance: (value) => typeof value === "function",
    members: {},
  }),
];
