// What an expression can do with a JObject. `foreach` over it yields pairs; everything that takes an
// IEnumerable<JToken> sees its properties.

import { named } from "../../type/clr-type.ts";
import { defineType } from "../../type/type-definition.ts";
import { stringType } from "../../type/well-known.ts";
import type { Ref } from "../boxed.ts";
import { argumentNull } from "../clr-exception.ts";
import { KeyValuePair } from "../collection/key-value-pair.ts";
import { Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";
import { compareCulture, compareOrdinalIgnoreCase } from "../text/culture-compare.ts";
import { expectKind } from "./deserialize.ts";
import { JObject } from "./j-object.ts";
import type { JProperty } from "./j-property.ts";
import type { JToken } from "./j-token.ts";
import { propertyType, tokenType } from "./json-class-types.ts";
import { parseObject } from "./load-token.ts";
import { tokenFrom } from "./token-from.ts";

const pairType = named("System.Collections.Generic.KeyValuePair", stringType, tokenType);

export const jObjectType = defineType({
  name: "Newtonsoft.Json.Linq.JObject",
  kind: "class",
  bases: ["JContainer"],
  isInstance: (value) => value instanceof JObject,
  members: {
    "new()": () => new JObject(),
    "new(JObject other)": (run, other: JObject | null) => {
      if (other === null) throw argumentNull("other");
      return other.clone(run);
    },
    "new(params object[] content)": make,
    "new(object content)": make,
    "static JObject Parse(string json)": parseObject,
    "static JObject FromObject(object o)": (run, value: unknown) => {
      if (value === null) throw argumentNull("o");
      return expectKind(tokenFrom(run, value), "Object");
    },
    "JToken this[string propertyName]": (_run, object: JObject, name: string | null) => {
      if (name === null) throw argumentNull("propertyName");
      return object.get(name);
    },
    "set JToken this[string propertyName]": (
      run,
      object: JObject,
      name: string | null,
      value: JToken | null,
    ) => {
      if (name === null) throw argumentNull("name");
      object.put(run, name, value);
    },
    "void Add(string propertyName, JToken value)": (
      run,
      object: JObject,
      name: string | null,
      value: JToken,
    ) => {
      object.addProperty(run, name, value);
    },
    "bool Remove(string propertyName)": (run, object: JObject, name: string | null) =>
      name !== null && object.removeProperty(run, name),
    "bool ContainsKey(string propertyName)": (_run, object: JObject, name: string | null) => {
      if (name === null) throw argumentNull("propertyName");
      return object.property(name) !== null;
    },
    "IEnumerable<JProperty> Properties()": (_run, object: JObject) =>
      new Sequence(propertyType, () => object.properties.values()),
    "IJEnumerable<JToken> PropertyValues()": (_run, object: JObject) =>
      new Sequence(tokenType, () => object.properties.values().map((property) => property.value)),
    "JProperty Property(string name)": (_run, object: JObject, name: string | null) =>
      name === null ? null : object.property(name),
    "JProperty Property(string name, StringComparison comparison)": find,
    "JToken GetValue(string propertyName)": (_run, object: JObject, name: string | null) =>
      name === null ? null : object.get(name),
    "JToken GetValue(string propertyName, StringComparison comparison)": namedValue,
    "bool TryGetValue(string propertyName, out JToken value)": (
      _run,
      object: JObject,
      name: string | null,
      value: Ref,
    ) => {
      value.value = name === null ? null : object.get(name);
      return value.value !== null;
    },
    "bool TryGetValue(string propertyName, StringComparison comparison, out JToken value)": (
      run,
      object: JObject,
      name: string | null,
      comparison: number,
      value: Ref,
    ) => {
      value.value = namedValue(run, object, name, comparison);
      return value.value !== null;
    },
    "IEnumerable<KeyValuePair<string, JToken>> GetEnumerator()": (_run, object: JObject) =>
      new Sequence(pairType, () => pairsOf(object)),
  },
});

function make(run: Run, content: unknown): JObject {
  const object = new JObject();
  object.add(run, content);
  return object;
}

function* pairsOf(object: JObject): Generator<KeyValuePair, void> {
  for (const { name, value } of object.properties) yield new KeyValuePair(stringType, tokenType, name, value);
}

function namedValue(run: Run, object: JObject, name: string | null, comparison: number): JToken | null {
  return find(run, object, name, comparison)?.value ?? null;
}

/** The very name first, then the first that is equal by the comparison. */
function find(run: Run, object: JObject, name: string | null, comparison: number): JProperty | null {
  if (name === null) return null;
  const exact = object.property(name);
  if (exact !== null) return exact;
  run.spend(object.children.length);
  return object.properties.find((property) => isSameName(property.name, name, comparison)) ?? null;
}

/** StringComparison by number: 0–3 cultural, 4 and 5 ordinal; odd ones ignore case. */
function isSameName(a: string, b: string, comparison: number): boolean {
  if (comparison === 5) return compareOrdinalIgnoreCase(a, b) === 0;
  return comparison < 4 && compareCulture(a, b, comparison % 2 === 1) === 0;
}
