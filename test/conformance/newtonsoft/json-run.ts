// Calls members of Newtonsoft's types by their signature, as a bound expression does, and shows what comes
// back as Oracle.cs shows it.

import assert from "node:assert/strict";
import { type ClrType, typeName } from "#policy/type/clr-type.ts";
import type { TypeDefinition } from "#policy/type/type-definition.ts";
import { box } from "#policy/value/boxed.ts";
import { ClrException } from "#policy/value/clr-exception.ts";
import { clrTypeNameOf } from "#policy/value/clr-type-name.ts";
import { collectionTypes } from "#policy/value/collection/collection-types.ts";
import { JToken } from "#policy/value/json/j-token.ts";
import { JsonTextWriter } from "#policy/value/json/json-text-writer.ts";
import { jsonTypes } from "#policy/value/json/json-types.ts";
import { numberTypes } from "#policy/value/number/number-types.ts";
import { textOf } from "#policy/value/object-text.ts";
import { Run } from "#policy/value/run.ts";
import { DateTime } from "#policy/value/time/date-time.ts";

const definitions: ReadonlyMap<string, TypeDefinition> = new Map(
  [...jsonTypes, ...numberTypes, ...collectionTypes].map((definition) => [definition.name, definition]),
);

/** What the catalogue tells of types; of those that have no definition here, what they are. */
const types = {
  zeroOf: (type: ClrType): unknown => {
    if (typeName(type) === "System.Boolean") return false;
    if (typeName(type) === "System.DateTime") return new DateTime(0n, "unspecified");
    return definitions.get(typeName(type))?.zero ?? null;
  },
  isInstance: (type: ClrType, value: unknown): boolean => {
    if (typeName(type) === "System.Object") return value !== null;
    return definitions.get(typeName(type))?.isInstance?.(value, []) ?? false;
  },
};

const world = { now: () => 0, random: () => 0, randomBytes: (count: number) => new Uint8Array(count) };

export function jsonRun(fuel = 1e7, bytes = 1e8): Run {
  return new Run(world, types, fuel, bytes);
}

/** `type` is the short name of one of Newtonsoft's. */
export function callJson(type: string, signature: string, ...operands: readonly unknown[]): unknown {
  return callWith([], type, signature, ...operands);
}

/** A generic member, with its type arguments. */
export function callWith(
  typeArguments: readonly ClrType[],
  type: string,
  signature: string,
  ...operands: readonly unknown[]
): unknown {
  const definition = jsonTypes.find(({ name }) => name.endsWith(`.${type}`));
  const body = definition?.members[signature];
  assert.ok(body !== undefined, `${type} has ${signature}`);
  if (typeof body === "function") return Reflect.apply(body, undefined, [jsonRun(), ...operands]);
  assert.ok(body.kind === "reified", `${signature} can be called`);
  return Reflect.apply(body.body, undefined, [jsonRun(), typeArguments, ...operands]);
}

export function parseJson(text: string): JToken {
  const token = callJson("JToken", "static JToken Parse(string json)", text);
  assert.ok(token instanceof JToken);
  return token;
}

/** Compact JSON. */
export function compact(token: JToken): string {
  const writer = new JsonTextWriter(false);
  token.writeTo(writer);
  return writer.text;
}

/** What `answer` gives, in static representation of `type`, or the exception that it throws. */
export function shown(answer: () => unknown, type?: ClrType): string {
  try {
    return show(answer(), type);
  } catch (error) {
    if (error instanceof ClrException) return `${error.typeName}: ${error.message}`;
    throw error;
  }
}

function show(result: unknown, type: ClrType | undefined): string {
  if (result === null) return "null";
  if (result instanceof Uint8Array) return `bytes ${Buffer.from(result).toString("base64")}`;
  if (result instanceof JToken) return `${shortName(result.clrName)} ${compact(result)}`;
  const boxed = type === undefined ? result : box(type, result);
  return `${clrTypeNameOf(boxed)} ${textOf(boxed)}`;
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
