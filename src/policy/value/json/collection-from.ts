// JSON arrays and objects → C#'s arrays, lists and dictionaries.

import { arrayOf, type ClrType, isSameType } from "../../type/clr-type.ts";
import { byteType, stringType } from "../../type/well-known.ts";
import type { ClrException } from "../clr-exception.ts";
import { reflectionName } from "../clr-type-name.ts";
import { ClrDictionary } from "../collection/dictionary.ts";
import { ClrHashSet } from "../collection/hash-set.ts";
import { ClrList } from "../collection/list.ts";
import { makeTypedArray } from "../collection/make-typed-array.ts";
import { fromBase64 } from "../core/base64.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { JArray } from "./j-array.ts";
import { JObject } from "./j-object.ts";
import type { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import { type JsonPlace, jsonSerializationError } from "./json-error.ts";

/** What a type collects, and how. */
export type CollectionShape = {
  readonly kind: "array" | "list" | "set" | "dictionary";
  readonly element: ClrType;
};

export type ConvertItem = (token: JToken, type: ClrType) => unknown;

const generic = "System.Collections.Generic.";

/** Interfaces are filled by the classes that Newtonsoft makes for them. */
const kinds: ReadonlyMap<string, CollectionShape["kind"]> = new Map([
  [`${generic}List`, "list"],
  [`${generic}IList`, "list"],
  [`${generic}ICollection`, "list"],
  [`${generic}IEnumerable`, "list"],
  [`${generic}IReadOnlyList`, "list"],
  [`${generic}IReadOnlyCollection`, "list"],
  [`${generic}HashSet`, "set"],
  [`${generic}Dictionary`, "dictionary"],
  [`${generic}IDictionary`, "dictionary"],
  [`${generic}IReadOnlyDictionary`, "dictionary"],
]);

/** Undefined for what is no collection, and for dictionaries by another key than a string. */
export function collectionShape(type: ClrType): CollectionShape | undefined {
  if (type.kind === "array") return { kind: "array", element: type.element };
  if (type.kind !== "named") return undefined;
  const kind = kinds.get(type.name);
  const element = type.args[kind === "dictionary" ? 1 : 0];
  if (kind === undefined || element === undefined) return undefined;
  const isByText = kind !== "dictionary" || isSameType(type.args[0] ?? element, stringType);
  return isByText ? { kind, element } : undefined;
}

/**
 * In static representation; null for JSON's null.
 * @throws ClrException JsonSerializationException where JSON has another form than the type needs
 */
export function collectionFrom(
  run: Run,
  token: JToken,
  type: ClrType,
  shape: CollectionShape,
  place: JsonPlace,
  convert: ConvertItem,
): unknown {
  if (token instanceof JValue && token.value === null) return null;
  if (token instanceof JValue && isSameType(type, arrayOf(byteType))) {
    return token.value instanceof Uint8Array ? token.value : fromBase64(run, textOf(token.value));
  }
  if (shape.kind === "dictionary") {
    if (!(token instanceof JObject)) throw wrongForm(token, type, place, "object");
    return dictionaryFrom(token, shape.element, convert);
  }
  if (!(token instanceof JArray)) throw wrongForm(token, type, place, "array");
  const items = token.children.map((item) => convert(item, shape.element));
  if (shape.kind === "array") return makeTypedArray(shape.element, items);
  if (shape.kind === "list") return new ClrList(shape.element, items);
  const set = new ClrHashSet(shape.element);
  for (const item of items) set.add(item);
  return set;
}

function dictionaryFrom(object: JObject, element: ClrType, convert: ConvertItem): ClrDictionary {
  const dictionary = new ClrDictionary(stringType, element);
  for (const { name, value } of object.properties) {
    dictionary.set(name, value === null ? null : convert(value, element));
  }
  return dictionary;
}

const forms = {
  array: { name: "array", example: "[1,2,3]" },
  object: { name: "object", example: '{"name":"value"}' },
} as const;

function wrongForm(token: JToken, type: ClrType, place: JsonPlace, needed: "array" | "object"): ClrException {
  const name = reflectionName(type);
  if (token instanceof JValue) {
    const shown = typeof token.value === "string" ? `"${token.value}"` : textOf(token.value);
    return jsonSerializationError(place, `Error converting value ${shown} to type '${name}'.`);
  }
  const found = token instanceof JArray ? forms.array : forms.object;
  const wanted = forms[needed];
  const message =
    `Cannot deserialize the current JSON ${found.name} (e.g. ${found.example}) into type '${name}' because the type ` +
    `requires a JSON ${wanted.name} (e.g. ${wanted.example}) to deserialize correctly.\nTo fix this error either ` +
    `change the JSON to a JSON ${wanted.name} (e.g. ${wanted.example}) or change the deserialized type.\n`;
  return jsonSerializationError(place, message);
}
