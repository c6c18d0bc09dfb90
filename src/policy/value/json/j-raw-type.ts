// Newtonsoft.Json.Linq.JRaw for expressions.

import { defineType } from "../../type/type-definition.ts";
import { JRaw } from "./j-raw.ts";

export const jRawType = defineType({
  name: "Newtonsoft.Json.Linq.JRaw",
  kind: "class",
  bases: ["JValue"],
  isInstance: (value) => value instanceof JRaw,
  members: {
    "new(object rawJson)": (_run, text: unknown) => new JRaw(text),
  },
});
