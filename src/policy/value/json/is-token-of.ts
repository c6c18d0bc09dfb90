// Whether a token is of one of Newtonsoft's classes, by the class's full name.

import { JArray } from "./j-array.ts";
import { JConstructor } from "./j-constructor.ts";
import { JContainer } from "./j-container.ts";
import { JObject } from "./j-object.ts";
import { JProperty } from "./j-property.ts";
import { JRaw } from "./j-raw.ts";
import type { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";

const prefix = "Newtonsoft.Json.Linq.";

const tests: ReadonlyMap<string, (token: JToken) => boolean> = new Map<string, (token: JToken) => boolean>([
  ["System.Object", () => true],
  [`${prefix}JToken`, () => true],
  [`${prefix}JContainer`, (token) => token instanceof JContainer],
  [`${prefix}JObject`, (token) => token instanceof JObject],
  [`${prefix}JArray`, (token) => token instanceof JArray],
  [`${prefix}JProperty`, (token) => token instanceof JProperty],
  [`${prefix}JConstructor`, (token) => token instanceof JConstructor],
  [`${prefix}JValue`, (token) => token instanceof JValue],
  [`${prefix}JRaw`, (token) => token instanceof JRaw],
]);

export function isTokenOf(token: JToken, fullName: string): boolean {
  return tests.get(fullName)?.(token) ?? false;
}

export function isTokenType(fullName: string): boolean {
  return fullName.startsWith(prefix) && tests.has(fullName);
}
