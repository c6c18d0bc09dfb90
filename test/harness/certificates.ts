// Certificates for tests, made on the spot (RFC 5280, ECDSA on P-256): an authority, and what it issues.

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

export type Issued = {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
};

export type TestAuthority = {
  readonly certificate: string;
  /** A certificate for these names and addresses; the first is its common name too. */
  issue(names: readonly string[], validity?: Validity): Issued;
};

export type Validity = { readonly from: Date; readonly to: Date };

const DAY_MS = 86_400_000;
const ofToday = (): Validity => ({
  from: new Date(Date.now() - DAY_MS),
  to: new Date(Date.now() + 30 * DAY_MS),
});

/** A validity that ended yesterday. */
export const expired = (): Validity => ({
  from: new Date(Date.now() - 30 * DAY_MS),
  to: new Date(Date.now() - DAY_MS),
});

export function createTestAuthority(name: string): TestAuthority {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const isAuthority = extension("551d13", true, sequence(Buffer.from("0101ff", "hex")));
  const issuer = { name, key: keys.privateKey };
  const certificate = make(issuer, name, keys.publicKey, ofToday(), [isAuthority]);
  return {
    certificate,
    issue: (names, validity = ofToday()) => {
      const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const alternative = extension("551d11", false, sequence(...names.map(generalName)));
      return {
        certificate: make(issuer, names[0] ?? "", own.publicKey, validity, [alternative]),
        key: own.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      };
    },
  };
}

function make(
  issuer: { readonly name: string; readonly key: KeyObject },
  subject: string,
  publicKey: KeyObject,
  { from, to }: Validity,
  extensions: readonly Buffer[],
): string {
  const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    commonName(issuer.name),
    sequence(time(from), time(to)),
    commonName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", toBeSigned, issuer.key);
  const whole = sequence(
    toBeSigned,
    ecdsaWithSha256,
    der(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const lines = whole.toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(name)))));
const time = (date: Date): Buffer =>
  der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.[0-9]+/g, "")));

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  const critical = isCritical ? [Buffer.from("0101ff", "hex")] : [];
  return sequence(oid(id), ...critical, der(0x04, value));
}

/** A DNS name, or an IPv4 address. */
function generalName(name: string): Buffer {
  if (isIP(name) === 4) return der(0x87, Buffer.from(name.split(".").map(Number)));
  return der(0x82, Buffer.from(name));
}
