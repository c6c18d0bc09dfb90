// Newtonsoft.Json.JsonConvert for expressions.

import { defineType, refused, reified } from "../../type/type-definition.ts";
import { objectType } from "../../type/well-known.ts";
import { deserialize } from "./deserialize.ts";
import { formattings } from "./json-enums.ts";
import { serialize } from "./token-from.ts";

const withoutSettings = refused(
  "serializer settings and converters are not supported: build the JSON that you want with JObject",
);

export const jsonConvertType = defineType({
  name: "Newtonsoft.Json.JsonConvert",
  kind: "static",
  members: {
    "static string SerializeObject(object value)": (run, value: unknown) => serialize(run, value, false),
    "static string SerializeObject(object value, Formatting formatting)": (
      run,
      value: unknown,
      formatting: number,
    ) => serialize(run, value, formatting === formattings.Indented),
    "static string SerializeObject(object value, params object[] settings)": withoutSettings,
    "static object DeserializeObject(string value)": (run, text: string | null) =>
      deserialize(run, text, objectType),
    "static T DeserializeObject<T>(string value)": reified((run, [type], text: string | null) =>
      deserialize(run, text, type ?? objectType),
    ),
    "static T DeserializeObject<T>(string value, params object[] settings)": withoutSettings,
    "static string ToString(object value)": (run, value: unknown) => serialize(run, value, false),
    "static string ToString(string value)": (run, value: unknown) => serialize(run, value, false),
  },
});
