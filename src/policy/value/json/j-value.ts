// Newtonsoft.Json.Linq.JValue: a value that is no container. It holds what C# would hold: the value in object
// representation, so that `(int)` of a long and of a string differ where they differ there.

import { Boxed } from "../boxed.ts";
import { argumentException } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { clrTypeNameOf } from "../clr-type-name.ts";
import { hashKeyOf } from "../equality.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { compareJson } from "./compare-json.ts";
import { JToken, TOKEN_BYTES } from "./j-token.ts";
import type { JTokenTypeName } from "./json-enums.ts";
import type { JsonTextWriter } from "./json-text-writer.ts";
import { scalarText } from "./scalar-text.ts";

export class JValue extends JToken {
  override readonly clrName: string = "Newtonsoft.Json.Linq.JValue";
  #value: unknown;
  #typeName: JTokenTypeName;

  /** @throws ClrException ArgumentException for what JSON has no value for */
  constructor(value: unknown, typeName: JTokenTypeName = jsonTypeOf(value)) {
    super();
    this.#value = value;
    this.#typeName = typeName;
  }

  override get typeName(): JTokenTypeName {
    return this.#typeName;
  }

  get value(): unknown {
    return this.#value;
  }

  /** A string stays raw or a comment where it was one. */
  set value(value: unknown) {
    const isText = this.#typeName === "Comment" || this.#typeName === "Raw";
    if (typeof value !== "string" || !isText) this.#typeName = jsonTypeOf(value);
    this.#value = value;
  }

  override writeTo(writer: JsonTextWriter): void {
    if (this.#typeName === "Comment") writer.comment(textOf(this.#value));
    else writer.value(scalarText(this.#typeName, this.#value));
  }

  override clone(run: Run): JToken {
    run.allocate(TOKEN_BYTES);
    return new JValue(this.#value, this.#typeName);
  }

  override deepEquals(run: Run, other: JToken): boolean {
    run.spend(1);
    return other instanceof JValue && this.#hasSameValue(other);
  }

  override equals(other: unknown): boolean {
    return other instanceof JValue && this.#hasSameValue(other);
  }

  #hasSameValue(other: JValue): boolean {
    if (this === other) return true;
    return this.#typeName === other.typeName && compareJson(this.#typeName, this.#value, other.value) === 0;
  }

  override hashKey(): unknown {
    return this.#value === null ? "null" : hashKeyOf(this.#value);
  }

  override toString(): string {
    return textOf(this.#value);
  }
}

const objectTypes: ReadonlyMap<string, JTokenTypeName> = new Map([
  ["System.Numerics.BigInteger", "Integer"],
  ["System.Decimal", "Float"],
  ["System.DateTime", "Date"],
  ["System.DateTimeOffset", "Date"],
  ["System.Guid", "Guid"],
  ["System.Uri", "Uri"],
  ["System.TimeSpan", "TimeSpan"],
]);

/**
 * The JTokenType of a value in object representation.
 * @throws ClrException ArgumentException
 */
function jsonTypeOf(value: unknown): JTokenTypeName {
  if (value === null) return "Null";
  if (typeof value === "string") return "String";
  if (typeof value === "boolean") return "Boolean";
  if (value instanceof Uint8Array) return "Bytes";
  const name = clrTypeNameOf(value);
  const found = value instanceof Boxed ? boxedType(name) : objectTypes.get(name);
  if (found !== undefined && (value instanceof Boxed || value instanceof ClrObject)) return found;
  throw argumentException(`Could not determine JSON object type for type ${name}.`);
}

/** Enums are integers; a char has no place in JSON. */
function boxedType(name: string): JTokenTypeName | undefined {
  if (name === "System.Double" || name === "System.Single") return "Float";
  if (name === "System.Char") return undefined;
  return "Integer";
}
