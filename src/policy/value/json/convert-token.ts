// The conversions of JToken: `(string)token` and its like (explicit operators), `Value<T>` and what they have
// in common. Newtonsoft keeps a list for each target of the token types that it converts.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import { argumentException, argumentNull, invalidCast } from "../clr-exception.ts";
import { fromBase64 } from "../core/base64.ts";
import { Guid, guidOfBytes, parseGuid } from "../core/guid.ts";
import { integerTypeNamed, intRange } from "../number/integer-type.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { BigInteger } from "./big-integer.ts";
import { changeToDecimal, changeToDouble, changeToInteger, changeType } from "./change-type.ts";
import { JProperty } from "./j-property.ts";
import type { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import type { JTokenTypeName } from "./json-enums.ts";
import { bytesText } from "./scalar-text.ts";

const texts = ["String", "Comment", "Raw"] as const;
const numbers: readonly JTokenTypeName[] = ["Integer", "Float", ...texts, "Boolean"];
const strings: readonly JTokenTypeName[] = ["Date", ...numbers, "Bytes", "Guid", "TimeSpan", "Uri"];

/** Short name of the target → the types of token that convert to it. Everything else is a number. */
const convertible: ReadonlyMap<string, readonly JTokenTypeName[]> = new Map<
  string,
  readonly JTokenTypeName[]
>([
  ["String", strings],
  ["DateTime", ["Date", ...texts]],
  ["Char", ["Integer", "Float", ...texts]],
  ["Guid", ["Guid", "Bytes", ...texts]],
]);

/**
 * `(int)token`, `(DateTime)token` and the like: null is ArgumentNullException.
 * @throws ClrException ArgumentException, FormatException, OverflowException
 */
export function castToValue(run: Run, token: JToken | null, type: ClrType): unknown {
  if (token === null) throw argumentNull("value");
  const name = shortName(type);
  const value = valueFor(token, name, false);
  // A string token may hold null: Convert.ToInt32(null) is 0.
  return value === null ? run.types.zeroOf(type) : change(value, type);
}

/** `(int?)token`: null, JSON's null and undefined are null. */
export function castToNullable(token: JToken | null, type: ClrType): unknown {
  if (token === null) return null;
  const value = valueFor(token, shortName(type), true);
  return value === null ? null : change(value, type);
}

/** `(string)token`: null for null; bytes as Base64. */
export function castToString(token: JToken | null): string | null {
  if (token === null) return null;
  const value = valueFor(token, "String", true);
  if (value === null) return null;
  return value instanceof Uint8Array ? bytesText(value) : textOf(value);
}

/** `(byte[])token`: bytes, or a string of Base64. */
export function castToBytes(run: Run, token: JToken | null): Uint8Array | null {
  if (token === null) return null;
  const inner = unwrap(token);
  const value = inner instanceof JValue ? inner.value : null;
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return fromBase64(run, value);
  if (value instanceof BigInteger) return bytesOfInteger(value.value);
  throw argumentException(`Can not convert ${inner?.typeName ?? "Null"} to byte array.`);
}

/** `(Guid)token`, and `(Guid?)token` where null is allowed: a Guid, its text, or its 16 bytes. */
export function castToGuid(token: JToken | null, allowsNull: boolean): Guid | null {
  if (token === null && allowsNull) return null;
  if (token === null) throw argumentNull("value");
  const value = valueFor(token, "Guid", allowsNull);
  if (value instanceof Guid) return value;
  if (value instanceof Uint8Array) return guidOfBytes(value);
  return value === null && allowsNull ? null : parseGuid(textOf(value), "g");
}

/** BigInteger.ToByteArray(): two's complement, the lowest byte first, as few as keep the sign. */
function bytesOfInteger(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(Number(rest & 0xffn));
    rest >>= 8n;
  } while ((rest !== 0n || (bytes.at(-1) ?? 0) > 127) && (rest !== -1n || (bytes.at(-1) ?? 0) < 128));
  return Uint8Array.from(bytes);
}

/** The short name in messages and tables: `Int32`. */
function shortName(type: ClrType): string {
  const name = typeName(type);
  return name.slice(name.lastIndexOf(".") + 1);
}

function unwrap(token: JToken): JToken | null {
  return token instanceof JProperty ? token.value : token;
}

function valueFor(token: JToken, target: string, allowsNull: boolean): unknown {
  const inner = unwrap(token);
  const types = convertible.get(target) ?? numbers;
  const isEmpty = inner?.typeName === "Null" || inner?.typeName === "Undefined";
  if (inner instanceof JValue && (types.includes(inner.typeName) || (allowsNull && isEmpty)))
    return inner.value;
  throw argumentException(`Can not convert ${inner?.typeName ?? "Null"} to ${target}.`);
}

/** Big integers convert by their own operators, whose ranges are checked like any other's. */
function change(value: unknown, type: ClrType): unknown {
  if (!(value instanceof BigInteger)) return changeType(value, type);
  const name = typeName(type);
  if (name === "System.Boolean") return changeToInteger(value, intRange) !== 0;
  if (name === "System.Double" || name === "System.Single") return changeToDouble(value);
  if (name === "System.Decimal") return changeToDecimal(value);
  return changeToInteger(value, integerTypeNamed(name) ?? intRange);
}

/**
 * `token.Value<T>()` where `token` is not null: a token of that type as it is, else the value changed to it.
 * @throws ClrException InvalidCastException, FormatException, OverflowException
 */
export function valueAs(run: Run, token: JToken, type: ClrType): unknown {
  if (run.types.isInstance(type, token)) return token;
  if (!(token instanceof JValue)) {
    throw invalidCast(`Cannot cast ${token.clrName} to Newtonsoft.Json.Linq.JToken.`);
  }
  const { value } = token;
  if (value === null) return nullAs(run, type);
  return changeType(value, type.kind === "nullable" ? type.underlying : type);
}

function nullAs(run: Run, type: ClrType): null {
  if (type.kind === "nullable" || run.types.zeroOf(type) === null) return null;
  throw invalidCast("Null object cannot be converted to a value type.");
}
