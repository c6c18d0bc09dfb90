// Requests for certificates (PKCS #10, RFC 2986), and certificates that sign themselves: the one of
// TLS-ALPN-01 (RFC 8737), and the one that stands in until an authority has issued the first.

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { always, bits, der, integer, objectId, octets, sequence, set, time, utf8 } from "./der-writer.ts";

export const keyTypes = ["ecdsa-p256", "ecdsa-p384", "rsa-2048"] as const;
export type KeyType = (typeof keyTypes)[number];

const DAY_MS = 86_400_000;

export function newKey(type: KeyType): KeyObject {
  if (type === "rsa-2048") return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const namedCurve = type === "ecdsa-p384" ? "P-384" : "P-256";
  return generateKeyPairSync("ec", { namedCurve }).privateKey;
}

export const keyPem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

/** The public half of a key, as certificates hold it. */
export type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

/** DER. The names stand in the subject alternative name alone: nobody reads them elsewhere. */
export function certificateRequest(names: readonly string[], { privateKey, publicKey }: KeyPair): Buffer {
  const extensions = sequence(alternativeNames(names));
  const attribute = sequence(objectId("1.2.840.113549.1.9.14"), set(extensions));
  const info = sequence(integer(Buffer.from([0])), sequence(), spki(publicKey), der(0xa0, attribute));
  return signed(info, privateKey);
}

/** PEM, with its key's. */
export type OwnCertificate = { readonly certificate: string; readonly key: string };

/**
 * One that signs itself. Clients do not trust it.
 *
 * @param acmeDigest of a key authorization: makes it the answer of TLS-ALPN-01 (RFC 8737 §3)
 */
export function selfSigned(names: readonly string[], nowMs: number, acmeDigest?: Uint8Array): OwnCertificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const commonName = sequence(objectId("2.5.4.3"), utf8("Portcullis"));
  const name = sequence(set(commonName));
  const acme = acmeDigest === undefined ? [] : [extension("1.3.6.1.5.5.7.1.31", octets(acmeDigest), true)];
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithmOf(privateKey),
    name,
    sequence(time(nowMs - DAY_MS), time(nowMs + 7 * DAY_MS)),
    name,
    spki(publicKey),
    der(0xa3, sequence(alternativeNames(names), ...acme)),
  );
  const body = signed(toBeSigned, privateKey).toString("base64").replace(/.{64}/g, "$&\n");
  const certificate = `-----BEGIN CERTIFICATE-----\n${body.trimEnd()}\n-----END CERTIFICATE-----\n`;
  return { certificate, key: keyPem(privateKey) };
}

const spki = (key: KeyObject): Buffer => key.export({ type: "spki", format: "der" });

function extension(id: string, value: Buffer, isCritical: boolean): Buffer {
  return sequence(objectId(id), ...(isCritical ? [always()] : []), octets(value));
}

/** RFC 5280 §4.2.1.6: `dNSName` is [2]. */
function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) => der(0x82, Buffer.from(name, "latin1")));
  return extension("2.5.29.17", sequence(...entries), false);
}

function signed(content: Buffer, key: KeyObject): Buffer {
  return sequence(content, algorithmOf(key), bits(sign(digestOf(key), content, key)));
}

const isP384 = (key: KeyObject): boolean => key.asymmetricKeyDetails?.namedCurve === "secp384r1";

const digestOf = (key: KeyObject): string => (isP384(key) ? "sha384" : "sha256");

/** RFC 5758 §3.2, RFC 4055 §5: RSA's has a NULL, those of ECDSA have nothing. */
function algorithmOf(key: KeyObject): Buffer {
  if (key.asymmetricKeyType === "rsa") return sequence(objectId("1.2.840.113549.1.1.11"), der(0x05));
  return sequence(objectId(isP384(key) ? "1.2.840.10045.4.3.3" : "1.2.840.10045.4.3.2"));
}
