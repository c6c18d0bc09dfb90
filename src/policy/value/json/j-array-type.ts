// What an expression can do with a JArray.

import { defineType } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { itemOf } from "./child-of.ts";
import { expectKind } from "./deserialize.ts";
import { JArray } from "./j-array.ts";
import type { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import { parseArray } from "./load-token.ts";
import { tokenFrom } from "./token-from.ts";
import { placeOf } from "./token-path.ts";

export const jArrayType = defineType({
  name: "Newtonsoft.Json.Linq.JArray",
  kind: "class",
  bases: ["JContainer"],
  isInstance: (value) => value instanceof JArray,
  members: {
    "new()": () => new JArray(),
    "new(JArray other)": (run, other: JArray | null) => {
      if (other === null) throw argumentNull("other");
      return other.clone(run);
    },
    "new(params object[] content)": make,
    "new(object content)": make,
    "static JArray Parse(string json)": parseArray,
    "static JArray FromObject(object o)": (run, value: unknown) => {
      if (value === null) throw argumentNull("o");
      return expectKind(tokenFrom(run, value), "Array");
    },
    "JToken this[int index]": (_run, array: JArray, index: number) => itemOf(array, index),
    "set JToken this[int index]": (run, array: JArray, index: number, value: JToken | null) => {
      array.set(run, index, value ?? new JValue(null));
    },
    "void Add(JToken item)": (run, array: JArray, item: JToken | null) => {
      array.add(run, item);
    },
    "void Insert(int index, JToken item)": (run, array: JArray, index: number, item: JToken | null) => {
      array.insert(run, index, item ?? new JValue(null));
    },
    "void RemoveAt(int index)": (_run, array: JArray, index: number) => {
      array.removeAt(index);
    },
    "bool Remove(JToken item)": (run, array: JArray, item: JToken | null) =>
      item !== null && array.remove(run, item),
    "void Clear()": (_run, array: JArray) => {
      array.removeAll();
    },
    "int IndexOf(JToken item)": (run, array: JArray, item: JToken | null) =>
      item === null ? -1 : placeOf(run, array, item),
    "bool Contains(JToken item)": (run, array: JArray, item: JToken | null) =>
      item !== null && placeOf(run, array, item) >= 0,
    "bool IsReadOnly": () => false,
  },
});

function make(run: Run, content: unknown): JArray {
  const array = new JArray();
  array.add(run, content);
  return array;
}
