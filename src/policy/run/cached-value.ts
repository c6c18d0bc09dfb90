// Values as a cache keeps them: with their type, and apart from the call that made them, so that no call
// changes what another one is given. Azure writes values down and reads them again; here they are copied.

import { Boxed, ClrArray } from "../value/boxed.ts";
import { ClrException } from "../value/clr-exception.ts";
import { clrTypeNameOf } from "../value/clr-type-name.ts";
import { ClrDictionary } from "../value/collection/dictionary.ts";
import { ClrHashSet } from "../value/collection/hash-set.ts";
import { ClrList } from "../value/collection/list.ts";
import { Guid } from "../value/core/guid.ts";
import { freeRun } from "../value/free-run.ts";
import { BigInteger } from "../value/json/big-integer.ts";
import { JToken, TOKEN_BYTES } from "../value/json/j-token.ts";
import { Uri } from "../value/net/uri.ts";
import { ClrDecimal } from "../value/number/decimal.ts";
import { DateTime } from "../value/time/date-time.ts";
import { DateTimeOffset } from "../value/time/date-time-offset.ts";
import { TimeSpan } from "../value/time/time-span.ts";

const VALUE_BYTES = 32;
const MAX_DEPTH = 64;

const immutableClasses = [Boxed, BigInteger, ClrDecimal, DateTime, DateTimeOffset, Guid, TimeSpan, Uri];

/**
 * A copy that shares nothing that could be changed.
 * @throws ClrException InvalidOperationException for what cannot be kept: messages, XML, functions
 */
export function copyForCache(value: unknown, depth = 0): unknown {
  if (isImmutable(value)) return value;
  if (value instanceof Uint8Array) return value.slice();
  if (value instanceof JToken) return value.clone(freeRun());
  if (depth < MAX_DEPTH) {
    const copyOf = (item: unknown): unknown => copyForCache(item, depth + 1);
    if (value instanceof ClrArray) return new ClrArray(value.element, value.items.map(copyOf));
    if (value instanceof ClrList) return new ClrList(value.element, value.items.map(copyOf));
    if (value instanceof ClrDictionary) return value.copy(copyOf);
    if (value instanceof ClrHashSet) return copyOfSet(value, copyOf);
  }
  const message = `A value of type ${clrTypeNameOf(value)} cannot be kept in a cache.`;
  throw new ClrException("System.InvalidOperationException", message);
}

function copyOfSet(set: ClrHashSet, copyOf: (item: unknown) => unknown): ClrHashSet {
  const copy = new ClrHashSet(set.element, set.keyOf);
  for (const item of set) copy.add(copyOf(item));
  return copy;
}

function isImmutable(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "number":
    case "bigint":
      return true;
    default:
      return value === null || immutableClasses.some((one) => value instanceof one);
  }
}

/** The size of a copied value in memory, roughly. */
export function bytesOfValue(value: unknown): number {
  if (typeof value === "string") return VALUE_BYTES + 2 * value.length;
  if (value instanceof Uint8Array) return VALUE_BYTES + value.length;
  if (value instanceof JToken) return bytesOfToken(value);
  if (value instanceof ClrDictionary) {
    let bytes = VALUE_BYTES;
    for (const [key, item] of value.entries()) bytes += bytesOfValue(key) + bytesOfValue(item);
    return bytes;
  }
  if (value instanceof ClrArray || value instanceof ClrList || value instanceof ClrHashSet) {
    let bytes = VALUE_BYTES;
    for (const item of value) bytes += bytesOfValue(item);
    return bytes;
  }
  return VALUE_BYTES;
}

/** Texts cost what they are long, nodes what the budget of expressions takes for one. */
function bytesOfToken(token: JToken): number {
  const { children } = token;
  if (children.length === 0) return TOKEN_BYTES + 2 * token.toString().length;
  return children.reduce((sum, child) => sum + bytesOfToken(child), TOKEN_BYTES);
}
