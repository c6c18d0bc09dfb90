// `token[key]` by the class of the token, with what Newtonsoft says to keys that do not fit.

import { Boxed } from "../boxed.ts";
import { argumentException, argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import { clrTypeNameOf } from "../clr-type-name.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { JArray } from "./j-array.ts";
import { JConstructor } from "./j-constructor.ts";
import type { JContainer } from "./j-container.ts";
import { JObject } from "./j-object.ts";
import type { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import { invalidOperation } from "./json-error.ts";

/**
 * @param key in object representation
 * @throws ClrException ArgumentException, ArgumentOutOfRangeException, InvalidOperationException
 */
export function childOf(token: JToken, key: unknown): JToken | null {
  if (token instanceof JObject) return token.get(nameKey(key, "Accessed"));
  if (token instanceof JArray) return itemOf(token, indexKey(key, "Accessed JArray", "Array position index"));
  if (token instanceof JConstructor) {
    return itemOf(token, indexKey(key, "Accessed JConstructor", "Argument position index"));
  }
  throw invalidOperation(`Cannot access child value on ${token.clrName}.`);
}

export function setChildOf(run: Run, token: JToken, key: unknown, value: JToken | null): void {
  if (token instanceof JObject) token.put(run, nameKey(key, "Set"), value);
  else if (token instanceof JArray) {
    token.set(run, indexKey(key, "Set JArray", "Array position index"), value ?? new JValue(null));
  } else if (token instanceof JConstructor) {
    token.set(run, indexKey(key, "Set JConstructor", "Argument position index"), value ?? new JValue(null));
  } else throw invalidOperation(`Cannot set child value on ${token.clrName}.`);
}

export function itemOf(container: JContainer, index: number): JToken {
  const item = index < 0 ? undefined : container.children[index];
  if (item !== undefined) return item;
  const message = "Index was out of range. Must be non-negative and less than the size of the collection.";
  throw argumentOutOfRange("index", message);
}

function nameKey(key: unknown, verb: string): string {
  if (key === null) throw argumentNull("key");
  if (typeof key === "string") return key;
  throw argumentException(
    `${verb} JObject values with invalid key value: ${keyText(key)}. Object property name expected.`,
  );
}

function indexKey(key: unknown, verb: string, expected: string): number {
  if (key === null) throw argumentNull("key");
  if (key instanceof Boxed && clrTypeNameOf(key) === "System.Int32") return Number(key.value);
  throw argumentException(`${verb} values with invalid key value: ${keyText(key)}. ${expected} expected.`);
}

function keyText(key: unknown): string {
  return typeof key === "string" ? `"${key}"` : textOf(key);
}
