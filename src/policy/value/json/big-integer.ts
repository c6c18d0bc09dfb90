// System.Numerics.BigInteger, as far as JSON brings it: an integer beyond 64 bits keeps its digits.

import { ClrObject } from "../clr-object.ts";

export class BigInteger extends ClrObject {
  readonly clrName = "System.Numerics.BigInteger";
  readonly value: bigint;

  constructor(value: bigint) {
    super();
    this.value = value;
  }

  override toString(): string {
    return this.value.toString();
  }

  override equals(other: unknown): boolean {
    return other instanceof BigInteger && other.value === this.value;
  }

  override hashKey(): unknown {
    return this.value;
  }
}
