// KeyValuePair<K, V>: what dictionaries are made of when they are gone through.

import type { ClrType } from "../../type/clr-type.ts";
import { box } from "../boxed.ts";
import { ClrObject } from "../clr-object.ts";
import { equalObjects, hashKeyOf } from "../equality.ts";
import { textOf } from "../object-text.ts";

export class KeyValuePair extends ClrObject {
  readonly clrName = "System.Collections.Generic.KeyValuePair`2";
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

  override toString(): string {
    return `[${textOf(box(this.keyType, this.key))}, ${textOf(box(this.valueType, this.value))}]`;
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof KeyValuePair &&
      equalObjects(box(this.keyType, this.key), box(other.keyType, other.key)) &&
      equalObjects(box(this.valueType, this.value), box(other.valueType, other.value))
    );
  }

  override hashKey(): unknown {
    return `${String(hashKeyOf(this.key))}=${String(hashKeyOf(this.value))}`;
  }
}
