// Short words for what C# writes in OracleTrees.cs.

import { type ClrType, named } from "#policy/type/clr-type.ts";
import { intType, objectType } from "#policy/type/well-known.ts";
import { AnonymousObject } from "#policy/value/anonymous-object.ts";
import { Boxed, ClrArray } from "#policy/value/boxed.ts";
import { ClrDictionary } from "#policy/value/collection/dictionary.ts";
import { boxedItems } from "#policy/value/collection/element-of.ts";
import { JToken } from "#policy/value/json/j-token.ts";
import { textOf } from "#policy/value/object-text.ts";
import { callJson, callWith, jsonRun } from "./json-run.ts";

/** A name of table/trees.json → the answer in static representation, and its type where that is no object. */
export type TreeAct = { readonly make: () => unknown; readonly type?: ClrType };

export const linq = (name: string): ClrType => named(`Newtonsoft.Json.Linq.${name}`);
export const generic = (name: string, ...args: ClrType[]): ClrType =>
  named(`System.Collections.Generic.${name}`, ...args);

export const int = (value: number): Boxed => new Boxed(intType, value);
export const objects = (...items: unknown[]): ClrArray => new ClrArray(objectType, items);
export const ints = (...items: number[]): ClrArray => new ClrArray(intType, items);

export function anonymous(...fields: readonly (readonly [string, ClrType, unknown])[]): AnonymousObject {
  const types = fields.map(([name, type]) => ({ name, type }));
  return new AnonymousObject(
    { kind: "anonymous", fields: types },
    fields.map(([, , value]) => value),
  );
}

export function dictionary(
  key: ClrType,
  value: ClrType,
  ...entries: readonly (readonly [unknown, unknown])[]
): ClrDictionary {
  const made = new ClrDictionary(key, value);
  for (const [name, item] of entries) made.add(name, item);
  return made;
}

export const serialized = (value: unknown): unknown =>
  callJson("JsonConvert", "static string SerializeObject(object value)", value);
export const indented = (value: unknown): unknown =>
  callJson("JsonConvert", "static string SerializeObject(object value, Formatting formatting)", value, 1);
export const deserialized = (text: string | null): unknown =>
  callJson("JsonConvert", "static object DeserializeObject(string value)", text);
export const deserializedTo = (type: ClrType, text: string): unknown =>
  callWith([type], "JsonConvert", "static T DeserializeObject<T>(string value)", text);

export const property = (name: string | null, content: unknown): unknown =>
  callJson("JProperty", "new(string name, object content)", name, content);
export const array = (...content: unknown[]): JToken =>
  tokenOf(callJson("JArray", "new(params object[] content)", objects(...content)));
export const object = (...content: unknown[]): JToken =>
  tokenOf(callJson("JObject", "new(params object[] content)", objects(...content)));
export const value = (content: unknown): JToken => tokenOf(callJson("JValue", "new(object value)", content));
export const implicit = (content: number): unknown =>
  callJson("JToken", "static implicit operator JToken(int value)", content);

function tokenOf(result: unknown): JToken {
  if (result instanceof JToken) return result;
  throw new TypeError("a token was expected");
}

export const text = (token: unknown): unknown => callJson("JToken", "string ToString()", token);
export const none = (token: unknown): unknown =>
  callJson("JToken", "string ToString(Formatting formatting)", token, 0);
export const child = (token: unknown, key: unknown): unknown =>
  callJson("JToken", "JToken this[object key]", token, key);
export const setName = (token: unknown, name: string, content: unknown): unknown =>
  callJson("JObject", "set JToken this[string propertyName]", token, name, content);
export const at = (token: unknown, index: number): unknown =>
  callJson("JArray", "JToken this[int index]", token, index);
export const pathOf = (token: unknown): string => String(callJson("JToken", "string Path", token));
export const joined = (sequence: unknown): string =>
  [...boxedItems(jsonRun(), sequence)].map(textOf).join(",");
export const described = (sequence: unknown): string =>
  [...boxedItems(jsonRun(), sequence)]
    .map((token) => `${pathOf(token)}:${tokenOf(token).typeName}`)
    .join(";");

/** Does `change` to a token and tells the token. */
export function after(token: JToken, change: (token: JToken) => unknown): unknown {
  change(token);
  return none(token);
}
