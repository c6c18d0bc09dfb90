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
    const byName = text === null ? null : oidValue(text);
    this.value = byName ?? text;
    this.friendlyName = friendlyName ?? (byName === null && text !== null ? oidName(text) : text);
  }
}
