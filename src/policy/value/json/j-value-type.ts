// What an expression can do with a JValue.

import { named } from "../../type/clr-type.ts";
import { defineType, type Implementation, type Members } from "../../type/type-definition.ts";
import { keywordTypes } from "../../type/well-known.ts";
import { box } from "../boxed.ts";
import { argumentNull } from "../clr-exception.ts";
import { formatText, textOf } from "../object-text.ts";
import { TOKEN_BYTES } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import { order } from "./path-test.ts";

/** A boxed value keeps the type that its constructor names: `new JValue(5)` holds a long. */
const constructed = [
  "long",
  "ulong",
  "decimal",
  "float",
  "double",
  "bool",
  "DateTime",
  "DateTimeOffset",
  "TimeSpan",
  "Guid",
];

function makeOf(keyword: string): Implementation {
  const type = keywordTypes.get(keyword) ?? named(`System.${keyword}`);
  return (run, value: unknown) => {
    run.allocate(TOKEN_BYTES);
    return new JValue(box(type, value));
  };
}

const constructors: Members = {
  ...Object.fromEntries(constructed.map((keyword) => [`new(${keyword} value)`, makeOf(keyword)])),
  "new(char value)": (_run, value: number) => new JValue(String.fromCharCode(value)),
  "new(string value)": (_run, value: string | null) => new JValue(value, "String"),
  "new(object value)": (_run, value: unknown) => new JValue(value),
  "new(JValue other)": (run, other: JValue | null) => {
    if (other === null) throw argumentNull("other");
    return other.clone(run);
  },
  "static JValue CreateComment(string value)": (_run, value: string | null) => new JValue(value, "Comment"),
  "static JValue CreateString(string value)": (_run, value: string | null) => new JValue(value, "String"),
  "static JValue CreateNull()": () => new JValue(null),
  "static JValue CreateUndefined()": () => new JValue(null, "Undefined"),
};

export const jValueType = defineType({
  name: "Newtonsoft.Json.Linq.JValue",
  kind: "class",
  bases: ["JToken"],
  isInstance: (value) => value instanceof JValue,
  members: {
    ...constructors,
    "object Value": (_run, token: JValue) => token.value,
    "set object Value": (_run, token: JValue, value: unknown) => {
      token.value = value;
    },
    "string ToString()": (_run, token: JValue) => token.toString(),
    "string ToString(string format)": (_run, token: JValue, format: string | null) =>
      formatText(token.value, format),
    "string ToString(IFormatProvider formatProvider)": (_run, token: JValue) => textOf(token.value),
    "string ToString(string format, IFormatProvider formatProvider)": (
      _run,
      token: JValue,
      format: string | null,
    ) => formatText(token.value, format),
    "int CompareTo(JValue obj)": (_run, token: JValue, other: JValue | null) =>
      other === null ? 1 : order(token, other),
    "bool Equals(JValue other)": (_run, token: JValue, other: JValue | null) =>
      other !== null && token.equals(other),
  },
});
