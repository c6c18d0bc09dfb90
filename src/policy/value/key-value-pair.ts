// System.Collections.Generic.KeyValuePair<K, V>: what enumerating a dictionary, or a JObject, yields. Key and
// value are in static representation of their types.

import { type ClrType, isSameType } from "../type/clr-type.ts";
import { box } from "./boxed.ts";
import { ClrObject } from "./clr-object.ts";
import { reflectionName } from "./clr-type-name.ts";
import { equalObjects, hashKeyOf } from "./equality.ts";
import { textOf } from "./object-text.ts";

export class KeyValuePair extends ClrObject {
  readonly keyType: ClrType;
  readonly valueType: ClrType;
  readonly key: unknown;
  readonly value: unknown;

  constructor(keyType: ClrType, valueType: ClrType, key: unknown, value: unknown) {
    super();
    this.keyType = keyType;
    this.valueType = valueType;
    this.key = key;
    this.value = value;
  }

  get clrName(): string {
    const types = [this.keyType, this.valueType].map(reflectionName).join(",");
    return `System.Collections.Generic.KeyValuePair\`2[${types}]`;
  }

  /** `[key, value]`. */
  override toString(): string {
    return `[${textOf(box(this.keyType, this.key))}, ${textOf(box(this.valueType, this.value))}]`;
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof KeyValuePair &&
      isSameType(this.keyType, other.keyType) &&
      isSameType(this.valueType, other.valueType) &&
      equalObjects(this.key, other.key) &&
      equalObjects(this.value, other.value)
    );
  }

  override hashKey(): unknown {
    return hashKeyOf(this.key);
  }
}
