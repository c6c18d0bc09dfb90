// System.Security.Cryptography.Oid.

import { ClrObject } from "../clr-object.ts";
import { oidName, oidValue } from "./oid-names.ts";

export class Oid extends ClrObject {
  readonly clrName = "System.Security.Cryptography.Oid";
  readonly value: string | null;
  readonly friendlyName: string | null;

  /** A number with dots, or a name. */
  constructor(text: string | null, friendlyName?: string | null) {
    super();
    this.value = text === null ? null : (oidValue(text) ?? text);
    this.friendlyName = friendlyName ?? (this.value === null ? null : oidName(this.value));
  }
}
