// Objects → tree: JToken.FromObject and, written out, JsonConvert.SerializeObject.

import { AnonymousObject } from "../anonymous-object.ts";
import { Boxed, box } from "../boxed.ts";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { ClrException, notSupported } from "../clr-exception.ts";
import { clrTypeNameOf } from "../clr-type-name.ts";
import { boxedItems } from "../collection/element-of.ts";
import { KeyValuePair } from "../collection/key-value-pair.ts";
import { ReadOnlyMap } from "../collection/read-only-map.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { JArray } from "./j-array.ts";
import { isSequence, tokenOf } from "./j-container.ts";
import { JObject } from "./j-object.ts";
import { JToken } from "./j-token.ts";
import { JsonTextWriter } from "./json-text-writer.ts";

/** Arrays may hold themselves. */
const MAX_DEPTH = 1_000;

/** @param value in object representation */
export function serialize(run: Run, value: unknown, isIndented: boolean): string {
  const writer = new JsonTextWriter(isIndented, run);
  const token = value instanceof JToken ? value : tokenFrom(run, value);
  token.writeTo(writer);
  return writer.text;
}

/** A tree of its own: tokens in `value` are copied. */
export function tokenFrom(run: Run, value: unknown, depth = 0): JToken {
  if (depth > MAX_DEPTH) throw new BudgetExceeded("depth");
  if (value instanceof JToken) return value.clone(run);
  if (value instanceof AnonymousObject) return objectFrom(run, value.fields(), depth);
  if (value instanceof KeyValuePair) return objectFrom(run, pairFields(value), depth);
  if (value instanceof ReadOnlyMap) return objectFrom(run, entriesOf(run, value), depth);
  if (isSequence(value)) {
    const array = new JArray();
    for (const item of boxedItems(run, value)) {
      array.insert(run, array.children.length, tokenFrom(run, item, depth + 1));
    }
    return array;
  }
  return tokenOf(run, scalarOf(value));
}

function objectFrom(run: Run, entries: Iterable<[string, unknown]>, depth: number): JObject {
  const object = new JObject();
  for (const [name, value] of entries) {
    run.spend(1);
    object.put(run, name, tokenFrom(run, value, depth + 1));
  }
  return object;
}

function pairFields(pair: KeyValuePair): [string, unknown][] {
  return [
    ["Key", box(pair.keyType, pair.key)],
    ["Value", box(pair.valueType, pair.value)],
  ];
}

/** Keys that are no strings are written as their text. */
function* entriesOf(run: Run, map: ReadOnlyMap): Generator<[string, unknown], void> {
  for (const [key, value] of map.entries()) {
    run.spend(1);
    yield [textOf(box(map.key, key)), box(map.value, value)];
  }
}

/** A char is written as a string; what has no JSON value is refused with its name. */
function scalarOf(value: unknown): unknown {
  if (value instanceof Boxed) return clrTypeNameOf(value) === "System.Char" ? textOf(value) : value;
  if (value instanceof ClrException || typeof value === "function") throw cannotSerialize(value);
  return value;
}

function cannotSerialize(value: unknown): ClrException {
  const message = `Objects of type ${clrTypeNameOf(value)} cannot be serialized in a policy expression.`;
  return notSupported(message);
}
