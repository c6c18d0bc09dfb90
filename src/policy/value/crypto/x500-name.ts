// X500DistinguishedName: a name as .NET prints it, the most specific part first.

import { ClrObject } from "../clr-object.ts";
import { childrenOf, type DerNode, derString, oidText } from "./der.ts";

const keys: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "CN"],
  ["2.5.4.4", "SN"],
  ["2.5.4.5", "SERIALNUMBER"],
  ["2.5.4.6", "C"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "S"],
  ["2.5.4.9", "STREET"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["2.5.4.12", "T"],
  ["2.5.4.42", "G"],
  ["2.5.4.43", "I"],
  ["1.2.840.113549.1.9.1", "E"],
  ["0.9.2342.19200300.100.1.25", "DC"],
]);

export type NamePart = { readonly oid: string; readonly value: string };

export class X500DistinguishedName extends ClrObject {
  readonly clrName = "System.Security.Cryptography.X509Certificates.X500DistinguishedName";
  /** In the order of the certificate: the country first. */
  readonly parts: readonly NamePart[];
  readonly raw: Uint8Array;

  constructor(node: DerNode) {
    super();
    this.raw = node.whole;
    this.parts = childrenOf(node).flatMap((set) => childrenOf(set).map(partOf));
  }

  get name(): string {
    return this.parts
      .toReversed()
      .map(({ oid, value }) => `${keys.get(oid) ?? `OID.${oid}`}=${quoted(value)}`)
      .join(", ");
  }

  /** The most specific value of that kind. */
  last(oid: string): string | undefined {
    return this.parts.findLast((part) => part.oid === oid)?.value;
  }
}

function partOf(node: DerNode): NamePart {
  const [oid, value] = childrenOf(node);
  return {
    oid: oid === undefined ? "" : oidText(oid.content),
    value: value === undefined ? "" : derString(value),
  };
}

function quoted(value: string): string {
  if (value !== "" && !/[,+"\n<>#;=]|^\s|\s$/.test(value)) return value;
  return `"${value.replaceAll('"', '""')}"`;
}
