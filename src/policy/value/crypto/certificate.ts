// System.Security.Cryptography.X509Certificates.X509Certificate2, read from DER. Whether a chain leads to
// somebody who is trusted, the gateway's TLS found out before; a certificate that an expression makes itself
// is trusted by nobody.

import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { ClrObject } from "../clr-object.ts";
import {
  childAt,
  childrenOf,
  DerError,
  type DerNode,
  derString,
  derTags,
  derTime,
  hexOf,
  oidText,
  readDer,
} from "./der.ts";
import { X500DistinguishedName } from "./x500-name.ts";

export type AlternativeName = { readonly kind: "email" | "dns" | "url"; readonly value: string };

/** What is known beside the certificate itself. */
export type KnownOfCertificate = {
  readonly privateKey?: KeyObject;
  readonly isTrusted?: boolean;
  readonly friendlyName?: string;
};

export class Certificate extends ClrObject {
  readonly clrName = "System.Security.Cryptography.X509Certificates.X509Certificate2";
  readonly raw: Uint8Array;
  readonly privateKey: KeyObject | undefined;
  /** What the gateway's TLS says of its chain; false where it did not see it. */
  readonly isTrusted: boolean;
  readonly friendlyName: string;
  readonly version: number;
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly signatureAlgorithm: string;
  readonly issuer: X500DistinguishedName;
  readonly subject: X500DistinguishedName;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Of the public key. */
  readonly keyAlgorithm: string;
  /** The content of its BIT STRING. */
  readonly publicKeyBytes: Uint8Array;
  readonly alternativeNames: readonly AlternativeName[];
  readonly #publicKey: Uint8Array;

  /** @throws DerError for what is no certificate */
  constructor(der: Uint8Array, known: KnownOfCertificate = {}) {
    super();
    const node = readDer(der);
    this.raw = node.whole.slice();
    this.privateKey = known.privateKey;
    this.isTrusted = known.isTrusted ?? false;
    this.friendlyName = known.friendlyName ?? "";
    this.signatureAlgorithm = oidText(childAt(childAt(node, 1, derTags.sequence), 0, derTags.oid).content);
    // TBSCertificate (RFC 5280, 4.1); a version stands only from the second on.
    const parts = childrenOf(childAt(node, 0, derTags.sequence));
    const version = parts[0]?.tag === 0xa0 ? parts.shift() : undefined;
    this.version = version === undefined ? 1 : (childAt(version, 0).content[0] ?? 0) + 1;
    const [serial, , issuer, validity, subject, publicKey, ...others] = parts;
    if (serial === undefined || issuer === undefined || validity === undefined)
      throw new DerError("no certificate");
    if (subject === undefined || publicKey === undefined) throw new DerError("no certificate");
    this.serialNumber = serialText(serial.content);
    this.issuer = new X500DistinguishedName(issuer);
    this.subject = new X500DistinguishedName(subject);
    this.notBefore = derTime(childAt(validity, 0));
    this.notAfter = derTime(childAt(validity, 1));
    this.keyAlgorithm = oidText(childAt(childAt(publicKey, 0), 0, derTags.oid).content);
    this.publicKeyBytes = childAt(publicKey, 1, derTags.bitString).content.slice(1);
    this.#publicKey = publicKey.whole;
    this.alternativeNames = namesIn(others.find((part) => part.tag === 0xa3));
  }

  /** @throws DerError for a key that is none */
  get publicKey(): KeyObject {
    try {
      return createPublicKey({ key: Buffer.from(this.#publicKey), format: "der", type: "spki" });
    } catch {
      throw new DerError("no public key");
    }
  }

  /** SHA-1 of the whole. */
  get thumbprint(): string {
    return hexOf(createHash("sha1").update(this.raw).digest());
  }

  override equals(other: unknown): boolean {
    return other instanceof Certificate && other.thumbprint === this.thumbprint;
  }

  override hashKey(): unknown {
    return `certificate ${this.thumbprint}`;
  }
}

const nameKinds: ReadonlyMap<number, AlternativeName["kind"]> = new Map([
  [0x81, "email"],
  [0x82, "dns"],
  [0x86, "url"],
]);

function alternativeNames(list: DerNode): AlternativeName[] {
  return childrenOf(list).flatMap((node): AlternativeName[] => {
    const kind = nameKinds.get(node.tag);
    return kind === undefined ? [] : [{ kind, value: derString({ ...node, tag: 0x16 }) }];
  });
}

function namesIn(extensions: DerNode | undefined): AlternativeName[] {
  if (extensions === undefined) return [];
  for (const extension of childrenOf(childAt(extensions, 0))) {
    const fields = childrenOf(extension);
    const [oid, value] = [fields[0], fields.at(-1)];
    if (oid === undefined || value === undefined || oidText(oid.content) !== "2.5.29.17") continue;
    return alternativeNames(readDer(value.content));
  }
  return [];
}

/** Without the zero that only says that the number is positive. */
function serialText(content: Uint8Array): string {
  return hexOf(content.length > 1 && content[0] === 0 ? content.subarray(1) : content);
}
