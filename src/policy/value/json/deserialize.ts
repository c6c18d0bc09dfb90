// JSON → objects: JsonConvert.DeserializeObject<T> and JToken.ToObject<T>. Texts are read into a tree first:
// messages tell the path of what does not fit, and line and position only of a value that stands alone.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import { argumentException, argumentNull, ClrException, notSupported } from "../clr-exception.ts";
import { reflectionName } from "../clr-type-name.ts";
import { integerTypeNamed } from "../number/integer-type.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { changeType } from "./change-type.ts";
import { collectionFrom, collectionShape } from "./collection-from.ts";
import { castToNullable, castToString, castToValue } from "./convert-token.ts";
import type { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import { type JsonPlace, jsonReaderError, jsonSerializationError } from "./json-error.ts";
import { JsonTextReader } from "./json-text-reader.ts";
import { tokenAt } from "./load-token.ts";
import { pathOf } from "./token-path.ts";

const stringName = "System.String";

/**
 * JsonConvert.DeserializeObject<T>; for `object` containers come as tokens and values as themselves.
 * @returns in static representation of `type`
 * @throws ClrException ArgumentNullException, JsonReaderException, JsonSerializationException
 */
export function deserialize(run: Run, text: string | null, type: ClrType): unknown {
  if (text === null) throw argumentNull("value");
  const reader = new JsonTextReader(run, text, typeName(innermost(type)) !== stringName);
  do {
    if (!reader.read()) return nothingRead(run, reader, type);
  } while (reader.token === "Comment");
  const token = tokenAt(run, reader, () =>
    jsonSerializationError(reader.place, "Unexpected end when deserializing object."),
  );
  const place = token instanceof JValue ? reader.place : undefined;
  const value = convert(run, token, type, place);
  while (reader.read()) {
    // The reader itself throws for more content.
  }
  return value;
}

function nothingRead(run: Run, reader: JsonTextReader, type: ClrType): unknown {
  if (!isValueType(run, type)) return null;
  const message = `No JSON content found and type '${reflectionName(type)}' is not nullable.`;
  throw jsonSerializationError(reader.place, message);
}

/** Strings that look like dates stay as they are where strings are asked for. */
function innermost(type: ClrType): ClrType {
  const shape = collectionShape(type);
  return shape === undefined ? type : innermost(shape.element);
}

function isValueType(run: Run, type: ClrType): boolean {
  return type.kind !== "nullable" && run.types.zeroOf(type) !== null;
}

/** JToken.ToObject<T>: for simple types what the cast does. */
export function tokenToObject(run: Run, token: JToken, type: ClrType): unknown {
  if (type.kind === "nullable") return castToNullable(token, type.underlying);
  if (typeName(type) === stringName) return castToString(token);
  if (isValueType(run, type)) return castToValue(run, token, type);
  return convert(run, token, type, undefined);
}

function convert(run: Run, token: JToken, type: ClrType, place: JsonPlace | undefined): unknown {
  run.spend(1);
  const full = typeName(type);
  const at = place ?? { path: pathOf(run, token) };
  if (full === "System.Object") return token instanceof JValue ? token.value : token;
  if (full.startsWith("Newtonsoft.Json.Linq.J")) return asToken(run, token, type, at);
  const shape = collectionShape(type);
  if (shape !== undefined)
    return collectionFrom(run, token, type, shape, at, (item, to) => convert(run, item, to, undefined));
  if (type.kind === "nullable") return isEmpty(token) ? null : scalar(run, token, type.underlying, at);
  return scalar(run, token, type, at);
}

function isEmpty(token: JToken): boolean {
  return token instanceof JValue && token.value === null;
}

function asToken(run: Run, token: JToken, type: ClrType, place: JsonPlace): JToken | null {
  if (run.types.isInstance(type, token)) return token;
  if (token.typeName === "Null") return null;
  const message = `Deserialized JSON type '${token.clrName}' is not compatible with expected type '${reflectionName(type)}'.`;
  throw jsonSerializationError(place, message);
}

function scalar(run: Run, token: JToken, type: ClrType, place: JsonPlace): unknown {
  if (!isValueType(run, type) && typeName(type) !== stringName) throw cannotMake(type);
  if (!(token instanceof JValue)) {
    const opener = token.typeName === "Array" ? "[" : "{";
    throw jsonReaderError(place, `Unexpected character encountered while parsing value: ${opener}.`);
  }
  if (token.value === null) {
    if (!isValueType(run, type)) return null;
    throw jsonSerializationError(place, `Error converting value {null} to type '${reflectionName(type)}'.`);
  }
  return typeName(type) === stringName ? textOf(token.value) : changed(token.value, type, place);
}

const words: ReadonlyMap<string, string> = new Map([
  ["System.Int32", "integer"],
  ["System.Double", "double"],
  ["System.Decimal", "decimal"],
  ["System.Boolean", "boolean"],
  ["System.DateTime", "DateTime"],
]);

function changed(value: unknown, type: ClrType, place: JsonPlace): unknown {
  const full = typeName(type);
  if (isFraction(value) && integerTypeNamed(full) !== undefined) {
    throw jsonReaderError(place, `Input string '${textOf(value)}' is not a valid integer.`);
  }
  try {
    return changeType(value, type);
  } catch (error) {
    if (!(error instanceof ClrException)) throw error;
    const word = words.get(full);
    if (typeof value === "string" && word !== undefined) {
      throw jsonReaderError(place, `Could not convert string to ${word}: ${value}.`);
    }
    const shown = typeof value === "string" ? `"${value}"` : textOf(value);
    throw jsonSerializationError(place, `Error converting value ${shown} to type '${reflectionName(type)}'.`);
  }
}

function isFraction(value: unknown): boolean {
  return textOf(value).includes(".") && typeof value !== "string";
}

function cannotMake(type: ClrType): ClrException {
  const message = `JSON cannot be deserialized to ${typeName(type)} in a policy expression.`;
  return notSupported(message);
}

/** JObject.FromObject and JArray.FromObject take only what becomes one. */
export function expectKind(token: JToken, kind: "Object" | "Array"): JToken {
  if (token.typeName === kind) return token;
  throw argumentException(`Object serialized to ${token.typeName}. J${kind} instance expected.`);
}
