// System.Security.Cryptography.X509Certificates.X509Certificate2, read from DER. Whether a chain leads to
// somebody who is trusted, the gateway's TLS found out before; a certificate that an expression makes itself
// is trusted by nobody.

import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { ClrObject } from "../clr-object.ts";
import {
  childAt,
  childrenOf,
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

export class Certificate extends ClrObject {
  readonly clrName = "System.Security.Cryptography.X509Certificates.X509Certificate2";
  readonly raw: Uint8Array;
  readonly privateKey: KeyObject | undefined;
  /** What the gateway's TLS says of its chain; false where it did not see it. */
  readonly isTrusted: boolean;
  readonly friendlyName: string;
  readonly #parts: readonly DerNode[];
  readonly #hasVersion: boolean;
  readonly #signatureAlgorithm: string;

  /** @throws DerError for what is no certificate */
  constructor(
    der: Uint8Array,
    known: {
      readonly privateKey?: KeyObject;
      readonly isTrusted?: boolean;
      readonly friendlyName?: string;
    } = {},
  ) {
    super();
    const node = readDer(der);
    this.raw = node.whole.slice();
    this.privateKey = known.privateKey;
    this.isTrusted = known.isTrusted ?? false;
    this.friendlyName = known.friendlyName ?? "";
    this.#parts = childrenOf(childAt(node, 0, derTags.sequence));
    this.#hasVersion = this.#parts[0]?.tag === 0xa0;
    this.#signatureAlgorithm = oidText(childAt(childAt(node, 1, derTags.sequence), 0, derTags.oid).content);
    // Read now, so that what is wrong is found here.
    derTime(childAt(this.#part(3), 1));
    this.#part(5);
  }

  /** Fields of TBSCertificate behind the version. */
  #part(index: number): DerNode {
    return childAt(
      { tag: 0x30, content: concat(this.#parts), whole: this.raw },
      index + (this.#hasVersion ? 1 : 0),
    );
  }

  get version(): number {
    const [first] = this.#parts;
    return this.#hasVersion && first !== undefined ? (childAt(first, 0).content[0] ?? 0) + 1 : 1;
  }

  get serialNumber(): string {
    const { content } = this.#part(0);
    return hexOf(content.length > 1 && content[0] === 0 ? content.subarray(1) : content);
  }

  get signatureAlgorithm(): string {
    return this.#signatureAlgorithm;
  }

  get issuer(): X500DistinguishedName {
    return new X500DistinguishedName(this.#part(2));
  }

  get subject(): X500DistinguishedName {
    return new X500DistinguishedName(this.#part(4));
  }

  /** Milliseconds since 1970. */
  get notBefore(): number {
    return derTime(childAt(this.#part(3), 0));
  }

  get notAfter(): number {
    return derTime(childAt(this.#part(3), 1));
  }

  /** Of the public key. */
  get keyAlgorithm(): string {
    return oidText(childAt(childAt(this.#part(5), 0), 0, derTags.oid).content);
  }

  /** The BIT STRING's content. */
  get publicKeyBytes(): Uint8Array {
    return childAt(this.#part(5), 1, derTags.bitString).content.slice(1);
  }

  get publicKey(): KeyObject {
    return createPublicKey({ key: Buffer.from(this.#part(5).whole), format: "der", type: "spki" });
  }

  /** SHA-1 of the whole. */
  get thumbprint(): string {
    return hexOf(createHash("sha1").update(this.raw).digest());
  }

  get alternativeNames(): AlternativeName[] {
    const extensions = this.#parts.find((part) => part.tag === 0xa3);
    if (extensions === undefined) return [];
    for (const extension of childrenOf(childAt(extensions, 0))) {
      const fields = childrenOf(extension);
      const value = fields.at(-1);
      if (fields[0] === undefined || value === undefined) continue;
      if (oidText(fields[0].content) === "2.5.29.17") return alternativeNames(readDer(value.content));
    }
    return [];
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

function concat(nodes: readonly DerNode[]): Uint8Array {
  return Buffer.concat(nodes.map((node) => node.whole));
}
