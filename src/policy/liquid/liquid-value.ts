// Values of the CLR as templates see them: texts, JavaScript's numbers, booleans, null, dates and the like as
// they are, lists as arrays, and everything with names as a LiquidObject.

import { Boxed, ClrArray } from "../value/boxed.ts";
import { ClrObject } from "../value/clr-object.ts";
import { boxedItems } from "../value/collection/element-of.ts";
import { ClrList } from "../value/collection/list.ts";
import { ReadOnlyMap } from "../value/collection/read-only-map.ts";
import { JArray } from "../value/json/j-array.ts";
import { JObject } from "../value/json/j-object.ts";
import { JToken } from "../value/json/j-token.ts";
import { JValue } from "../value/json/j-value.ts";
import { formatDouble } from "../value/number/format-number.ts";
import { textOf } from "../value/object-text.ts";
import type { Run } from "../value/run.ts";
import { LiquidObject } from "./liquid-object.ts";

/** @param value in object representation */
export function liquidValue(run: Run, value: unknown): unknown {
  run.spend(1);
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Boxed) return numberOf(value);
  if (value instanceof JToken) return tokenValue(run, value);
  if (value instanceof ReadOnlyMap) return mapObject(run, value);
  if (value instanceof ClrArray || value instanceof ClrList) {
    return Array.from(boxedItems(run, value), (item) => liquidValue(run, item));
  }
  return value instanceof ClrObject ? value : textOf(value);
}

/** Chars and enums, and integers that JavaScript would round, are their texts. */
function numberOf(boxed: Boxed): number | string {
  const text = textOf(boxed);
  const number = Number(text);
  const isExact = !Number.isInteger(number) || Number.isSafeInteger(number);
  return text !== "" && Number.isFinite(number) && isExact ? number : text;
}

function tokenValue(run: Run, token: JToken): unknown {
  if (token instanceof JValue) return liquidValue(run, token.value ?? null);
  if (token instanceof JArray) return token.children.map((item) => tokenValue(run, item));
  if (!(token instanceof JObject)) return textOf(token);
  const find = (name: string): JToken | null =>
    token.get(name) ?? token.properties.find((one) => isSame(run, one.name, name))?.value ?? null;
  return new LiquidObject(
    (name) => {
      const found = find(name);
      return found === null ? undefined : tokenValue(run, found);
    },
    () => token.properties.map((one) => [one.name, one.value && tokenValue(run, one.value)] as const),
  );
}

function isSame(run: Run, one: string, other: string): boolean {
  run.spend(1);
  return one.toLowerCase() === other.toLowerCase();
}

function mapObject(run: Run, map: ReadOnlyMap): LiquidObject {
  const read = (value: unknown): unknown => liquidValue(run, boxedOf(map, value));
  return new LiquidObject(
    (name) => {
      const found = map.find(name);
      return found === undefined ? undefined : read(found);
    },
    () => Array.from(map.entries(), ([key, value]) => [textOf(key), read(value)] as const),
  );
}

function boxedOf(map: ReadOnlyMap, value: unknown): unknown {
  return typeof value === "number" || typeof value === "bigint" ? new Boxed(map.value, value) : value;
}

/** As DotLiquid writes a value: booleans small, lists without anything between their items. */
export function liquidText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? String(value) : formatDouble(value, 15, null);
  }
  if (Array.isArray(value)) return value.map(liquidText).join("");
  if (value instanceof LiquidObject) {
    return Array.from(value.entries(), ([key, item]) => `[${key}, ${liquidText(item)}]`).join("");
  }
  return value instanceof ClrObject ? textOf(value) : "";
}
