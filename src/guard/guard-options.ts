// What a backend says when it takes up the guard, and everything that is wrong with it: a guard that is
// misconfigured does not start.

import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import type { BlockList } from "node:net";
import type { FollowedGateway } from "./follow-gateway.ts";
import type { GatewayReporter } from "./gateway-reporter.ts";
import { fail, rangesOf } from "./guard-ranges.ts";
import type { AssertionAlgorithm } from "./signature-base.ts";

/** One of the keys that assertions may be signed with. Two at a time while one replaces the other. */
export type GuardKey = { readonly id: string } & (
  | { /** The text that the gateway's pool has as `secret`. */ readonly secret: string }
  | { /** Of Ed25519, in PEM. */ readonly publicKey: string }
);

export type GuardProof = "signature" | "mtls" | "ip";

/** A request that may come without a proof, as the health check of a platform does. */
export type HealthExemption = {
  /** The whole path, as it is asked for; a request with a query is none. */
  readonly path: string;
  /** GET where it is left out. */
  readonly method?: string;
  /** Addresses and CIDR ranges that it may come from. */
  readonly from: readonly string[];
};

export type GuardOptions = {
  /** What `followGateway` gives: its keys, addresses and certificates count beside those that stand here. */
  readonly gateway?: FollowedGateway | readonly FollowedGateway[];
  readonly keys?: readonly GuardKey[];
  /** All that are named must hold; `["signature"]` where it is left out. */
  readonly require?: readonly GuardProof[];
  /** For `ip`: addresses and CIDR ranges of the gateway. */
  readonly addresses?: readonly string[];
  /**
   * For `mtls`: the gateway's own certificates, by SHA-256 fingerprint (`AB:CD:…`) or by a URI among their
   * alternative names. That an authority vouches for a certificate does not make it the gateway's.
   */
  readonly certificates?: readonly string[];
  /** `report` lets pass what it would refuse, and tells of it. */
  readonly mode?: "enforce" | "report";
  /** From when on `report` is over. */
  readonly enforceFrom?: Date;
  /** Seconds by which the clocks may differ; 5 where it is left out. */
  readonly clockSkew?: number;
  readonly health?: HealthExemption;
  /** What is refused gets; `403` where it is left out, `abort` closes the connection without an answer. */
  readonly deny?: "abort" | 401 | 403 | 404;
  /** Requests from the machine itself pass without proof. */
  readonly loopback?: boolean;
  /** Requests whose body no signature covers are refused: those that the gateway passes on in parts. */
  readonly requireDigest?: boolean;
  /** Assertions remembered for each window of some 40 s; 1,000,000 where it is left out. */
  readonly nonceCapacity?: number;
  readonly onReject?: (rejection: Rejection) => void;
  /** What `reportToGateway` gives: it hears of each refusal, and counts what is let in. */
  readonly reporter?: GatewayReporter;
};

/** What the guard refused, or would have. */
export type Rejection = {
  readonly reason: RejectionReason;
  /** For people. */
  readonly detail: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** Of the socket: the only address that is known. */
  readonly peerAddress: string;
  /** False where it passed, because the guard only reports. */
  readonly isEnforced: boolean;
};

export const REJECTION_REASONS = [
  "gateway-unknown",
  "address-foreign",
  "certificate-missing",
  "certificate-foreign",
  "assertion-missing",
  "assertion-malformed",
  "assertion-ambiguous",
  "assertion-incomplete",
  "key-unknown",
  "algorithm-wrong",
  "signature-wrong",
  "assertion-expired",
  "assertion-not-yet-valid",
  "assertion-too-long",
  "nonce-seen",
  "nonce-memory-full",
  "digest-missing",
  "digest-wrong",
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

export type ReadyKey = { readonly algorithm: AssertionAlgorithm; readonly key: KeyObject };

/** The options with what they leave out, and their keys and ranges ready. */
export type ReadyOptions = {
  readonly gateways: readonly FollowedGateway[];
  readonly keys: ReadonlyMap<string, ReadyKey>;
  readonly require: ReadonlySet<GuardProof>;
  readonly addresses: BlockList;
  readonly certificates: ReadonlySet<string>;
  /** Milliseconds since 1970 from when on what has no proof is refused. */
  readonly enforceFromMs: number;
  readonly skewS: number;
  readonly health: { readonly path: string; readonly method: string; readonly from: BlockList } | undefined;
  readonly deny: "abort" | 401 | 403 | 404;
  readonly isLoopbackTrusted: boolean;
  readonly requiresDigest: boolean;
  readonly nonceCapacity: number;
  readonly onReject: (rejection: Rejection) => void;
  readonly reporter: GatewayReporter | undefined;
};

const MIN_SECRET_CHARS = 32;
const MAX_SKEW_S = 30;
const PROOFS: readonly string[] = ["signature", "mtls", "ip"];
const DENIALS: readonly unknown[] = ["abort", 401, 403, 404];

/** @throws GuardConfigurationError */
export function readyOptions(options: GuardOptions): ReadyOptions {
  const { keys = [], addresses = [], certificates = [], clockSkew = 5, deny = 403, health } = options;
  const required = new Set<GuardProof>(options.require ?? ["signature"]);
  if (required.size === 0) fail("`require` names no proof, so that everybody would be let in");
  for (const proof of required) {
    if (!PROOFS.includes(proof)) fail(`\`require\` has "${proof}", which is none of ${PROOFS.join(", ")}`);
  }
  const gateways = [options.gateway ?? []].flat();
  checkProofs(required, { keys, addresses, certificates }, gateways);
  if (!DENIALS.includes(deny)) fail(`\`deny\` is "${deny}", which is none of ${DENIALS.join(", ")}`);
  if (!(clockSkew >= 0 && clockSkew <= MAX_SKEW_S)) {
    fail(`\`clockSkew\` is ${clockSkew}, and must be from 0 to ${MAX_SKEW_S} seconds`);
  }
  const nonceCapacity = options.nonceCapacity ?? 1_000_000;
  if (!(Number.isInteger(nonceCapacity) && nonceCapacity > 0)) fail("`nonceCapacity` must be above 0");
  return {
    gateways,
    keys: readyKeys(keys),
    require: required,
    addresses: rangesOf("addresses", addresses),
    certificates: new Set(certificates),
    enforceFromMs: enforceFrom(options),
    skewS: clockSkew,
    health: health === undefined ? undefined : readyHealth(health),
    deny,
    isLoopbackTrusted: options.loopback === true,
    requiresDigest: options.requireDigest === true,
    nonceCapacity,
    onReject: rejectionSink(options),
    reporter: options.reporter,
  };
}

/** What a gateway does not say yet it may say later: of one that was heard it is known. */
function checkProofs(
  required: ReadonlySet<GuardProof>,
  own: Required<Pick<GuardOptions, "keys" | "addresses" | "certificates">>,
  gateways: readonly FollowedGateway[],
): void {
  const told = gateways.flatMap(({ facts }) => facts ?? []);
  const mayCome = told.length < gateways.length;
  const says = gateways.length === 0 ? "" : ", and the gateway publishes none";
  const hasKey = own.keys.length > 0 || told.some(({ keys }) => keys.size > 0);
  if (required.has("signature") && !hasKey && !mayCome) {
    fail(`\`keys\` has no key to check signatures with${says}`);
  }
  const hasAddress = own.addresses.length > 0 || told.some((facts) => facts.hasAddresses);
  if (required.has("ip") && !hasAddress && !mayCome) {
    fail(`\`addresses\` names no address of the gateway${says}`);
  }
  const hasCertificate = own.certificates.length > 0 || told.some((facts) => facts.certificates.size > 0);
  if (required.has("mtls") && !hasCertificate && !mayCome) {
    fail(`\`certificates\` names no certificate of the gateway${says}`);
  }
}

function rejectionSink({ onReject, reporter }: GuardOptions): ReadyOptions["onReject"] {
  return (rejection) => {
    reporter?.refused(rejection);
    onReject?.(rejection);
  };
}

function enforceFrom({ mode = "enforce", enforceFrom: date }: GuardOptions): number {
  if (mode === "enforce") {
    if (date !== undefined)
      fail("`enforceFrom` is for `mode: report`: with `enforce` nothing is only reported");
    return Number.NEGATIVE_INFINITY;
  }
  if (mode !== "report") fail(`\`mode\` is "${String(mode)}", and must be enforce or report`);
  if (date === undefined) return Number.POSITIVE_INFINITY;
  if (Number.isNaN(date.getTime())) fail("`enforceFrom` is no date");
  return date.getTime();
}

function readyKeys(keys: readonly GuardKey[]): ReadonlyMap<string, ReadyKey> {
  const ready = new Map<string, ReadyKey>();
  for (const key of keys) {
    if (!/^[A-Za-z0-9._:-]{1,64}$/.test(key.id)) {
      fail(`a key's id is "${key.id}", and must have 1 to 64 letters, digits and . _ : -`);
    }
    if (ready.has(key.id)) fail(`there are two keys with the id ${key.id}`);
    ready.set(key.id, "secret" in key ? secretKey(key) : publicKey(key));
  }
  return ready;
}

function secretKey({ id, secret }: { readonly id: string; readonly secret: string }): ReadyKey {
  if (typeof secret !== "string" || secret.length < MIN_SECRET_CHARS) {
    fail(`the secret of key ${id} has fewer than ${MIN_SECRET_CHARS} characters`);
  }
  return { algorithm: "hmac-sha256", key: createSecretKey(Buffer.from(secret, "utf8")) };
}

function publicKey({ id, publicKey: pem }: { readonly id: string; readonly publicKey: string }): ReadyKey {
  const key = readPem(pem);
  if (key?.asymmetricKeyType !== "ed25519") fail(`the public key ${id} is no Ed25519 key in PEM`);
  return { algorithm: "ed25519", key };
}

function readPem(pem: string): KeyObject | undefined {
  try {
    // Of a private key it would take the public part: one that stands here has gone astray.
    return pem.includes("PRIVATE") ? undefined : createPublicKey(pem);
  } catch {
    return undefined;
  }
}

function readyHealth({ path, method = "GET", from }: HealthExemption): NonNullable<ReadyOptions["health"]> {
  if (!/^\/[^?#]*$/.test(path)) fail(`\`health.path\` is "${path}", and must be a path such as /healthz`);
  if (from.length === 0) fail("`health.from` names no address that the health check comes from");
  return { path, method, from: rangesOf("health.from", from) };
}
