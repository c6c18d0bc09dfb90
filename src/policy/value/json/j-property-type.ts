// What an expression can do with a JProperty.

import { defineType } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import { JProperty, makeProperty } from "./j-property.ts";
import type { JToken } from "./j-token.ts";

export const jPropertyType = defineType({
  name: "Newtonsoft.Json.Linq.JProperty",
  kind: "class",
  bases: ["JContainer"],
  isInstance: (value) => value instanceof JProperty,
  members: {
    "new(string name, object content)": makeProperty,
    "new(string name, params object[] content)": makeProperty,
    "new(JProperty other)": (run, other: JProperty | null) => {
      if (other === null) throw argumentNull("other");
      return other.clone(run);
    },
    "string Name": (_run, property: JProperty) => property.name,
    "JToken Value": (_run, property: JProperty) => property.value,
    "set JToken Value": (run, property: JProperty, value: JToken | null) => {
      property.setValue(run, value);
    },
  },
});
