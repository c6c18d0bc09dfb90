// What documents in tests ask of the identity module: the gateway's own binding of keys over providers that
// the test gives, and whatever else it says itself.

import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { KeyRings } from "#gateway/policy/key-rings.ts";
import { PolicyCertificates } from "#gateway/policy/policy-certificates.ts";
import type { OutgoingCall } from "#identity/outgoing-call.ts";
import { TokenVerifier } from "#identity/token-verifier.ts";
import { systemClock } from "#kernel/clock.ts";
import type { IdentityPorts } from "#policy/plans.ts";
import type { PolicyCertificateSpec } from "#snapshot/identity-spec.ts";

export type DocumentIdentity = Partial<IdentityPorts> & {
  /** Address → what is there. */
  readonly published?: Readonly<Record<string, unknown>>;
  readonly certificates?: readonly PolicyCertificateSpec[];
  /** Filled with every call. */
  readonly calls?: OutgoingCall[];
};

export function documentIdentity(setting: DocumentIdentity = {}): IdentityPorts {
  const { published = {}, certificates = [], calls = [], ...own } = setting;
  const call = async (each: OutgoingCall): Promise<{ status: number; body: Buffer }> => {
    calls.push(each);
    return Object.hasOwn(published, each.url)
      ? { status: 200, body: Buffer.from(JSON.stringify(published[each.url])) }
      : { status: 404, body: Buffer.alloc(0) };
  };
  const ports = { call, clock: systemClock, warn: () => {} };
  const rings = new KeyRings(ports, new PolicyCertificates(certificates));
  const verifier = new TokenVerifier(systemClock);
  return {
    verifyToken: (shown, keys, rule) => verifier.verify(shown, rings.find(keys), rule),
    judgeCertificate: () => ({ kind: "accepted" }),
    ownToken: () => Promise.reject(new Error("no tokens in this test")),
    authorization: () => Promise.reject(new Error("no authorizations in this test")),
    ...own,
  };
}

/** 256 bits, in Base64: for `issuer-signing-keys`. */
export const testSecret: string = Buffer.alloc(32, "shared by two").toString("base64");

const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600;
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signed with the secret; good for an hour where the claims say nothing else. */
export function macToken(claims: object, header: object = {}): string {
  const input = `${part({ alg: "HS256", typ: "JWT", ...header })}.${part({ exp: inAnHour(), ...claims })}`;
  const mac = createHmac("sha256", Buffer.from(testSecret, "base64")).update(input).digest("base64url");
  return `${input}.${mac}`;
}

/** An issuer with a key of its own: what it publishes, and tokens of it. */
export class TestIssuer {
  readonly issuer: string;
  readonly #key: KeyObject;
  readonly #public: KeyObject;

  constructor(issuer: string) {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.issuer = issuer;
    this.#key = privateKey;
    this.#public = publicKey;
  }

  configuration(keysUrl: string): object {
    return { issuer: this.issuer, jwks_uri: keysUrl };
  }

  get keys(): object {
    return { keys: [{ ...this.#public.export({ format: "jwk" }), kid: "k1", use: "sig", alg: "RS256" }] };
  }

  /** Good for an hour where the claims say nothing else. */
  token(claims: object = {}): string {
    const header = { alg: "RS256", typ: "JWT", kid: "k1" };
    const input = `${part(header)}.${part({ iss: this.issuer, exp: inAnHour(), ...claims })}`;
    return `${input}.${sign("sha256", Buffer.from(input), this.#key).toString("base64url")}`;
  }
}
