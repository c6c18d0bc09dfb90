// Says of a request whether it came through the gateway: by the assertion that the gateway signed, by its
// certificate, or by its address. What it cannot decide, it refuses.

import { createHmac, timingSafeEqual, verify } from "node:crypto";
import type { FollowedGateway, GatewayFacts } from "./follow-gateway.ts";
import type { Admission } from "./gateway-reporter.ts";
import {
  type GuardOptions,
  type ReadyKey,
  type ReadyOptions,
  type RejectionReason,
  readyOptions,
} from "./guard-options.ts";
import { isInside, plainAddress } from "./guard-ranges.ts";
import { NonceMemory } from "./nonce-memory.ts";
import { type ReadSignature, readSignature } from "./read-signature.ts";
import {
  type Component,
  EMPTY_DIGEST,
  MAX_LIFETIME_S,
  signatureBase,
  TARGET_COMPONENTS,
  targetComponents,
} from "./signature-base.ts";

export type GuardedRequest = {
  readonly method: string;
  /** Path and query, as they stand in the request line. */
  readonly target: string;
  /** Names and values by turns, as they came: `rawHeaders` of Node. */
  readonly rawHeaders: readonly string[];
  /** Of the socket. */
  readonly peerAddress: string;
  readonly isTls: boolean;
  /** What the client of the TLS connection showed; undefined where it showed none, or none that holds. */
  readonly certificate: ShownCertificate | undefined;
};

/** A certificate that one of the server's authorities vouches for. */
export type ShownCertificate = {
  /** SHA-256, in hexadecimal with colons. */
  readonly fingerprint: string;
  /** URIs among its alternative names. */
  readonly uris: readonly string[];
};

export type GuardVerdict =
  | {
      readonly isAdmitted: true;
      /** What the body must come to (RFC 9530); undefined where nobody vouches for it. */
      readonly digest: string | undefined;
    }
  | { readonly isAdmitted: false; readonly reason: RejectionReason; readonly detail: string };

type Refusal = Extract<GuardVerdict, { readonly isAdmitted: false }>;

const refuse = (reason: RejectionReason, detail: string): Refusal => ({ isAdmitted: false, reason, detail });
const ADMITTED: GuardVerdict = { isAdmitted: true, digest: undefined };

/** Fields that only the gateway may write; `_` equals `-`, for some servers cannot tell them apart. */
const isOurs = (name: string): boolean =>
  OWN_FIELDS.has(name) || name.startsWith("x-gw-") || name === "x-request-id" || name === "host";
const OWN_FIELDS: ReadonlySet<string> = new Set(["signature", "signature-input", "content-digest"]);

export class Guard {
  readonly options: ReadyOptions;
  private readonly nonces: NonceMemory;
  private readonly nowMs: () => number;

  /**
   * @param nowMs the wall clock
   * @throws GuardConfigurationError where the options cannot be meant so
   */
  constructor(options: GuardOptions, nowMs: () => number = Date.now) {
    this.options = readyOptions(options);
    this.nowMs = nowMs;
    const windowMs = (MAX_LIFETIME_S + 2 * this.options.skewS) * 1000;
    this.nonces = new NonceMemory(windowMs, this.options.nonceCapacity);
  }

  /** Is what has no proof refused by now? */
  get isEnforcing(): boolean {
    return this.nowMs() >= this.options.enforceFromMs;
  }

  /** An assertion that is admitted is used up by it. */
  check(request: GuardedRequest): GuardVerdict {
    const exempt = this.isExempt(request);
    const verdict = exempt ? ADMITTED : this.checkProofs(request);
    if (verdict.isAdmitted) this.options.reporter?.admitted(admissionOf(exempt, request));
    return verdict;
  }

  private isExempt(request: GuardedRequest): boolean {
    const peer = plainAddress(request.peerAddress);
    const isLocal = this.options.isLoopbackTrusted && (peer === "::1" || peer.startsWith("127."));
    return isLocal || this.isHealthCheck(request);
  }

  private checkProofs(request: GuardedRequest): GuardVerdict {
    const { options } = this;
    const peer = plainAddress(request.peerAddress);
    const told = factsOf(options.gateways);
    if ("reason" in told) return this.unknown(told.reason, told.detail);
    const { require: required } = options;
    if (required.has("ip")) {
      const isKnown = [options, ...told].some(({ addresses }) => isInside(addresses, peer));
      if (!isKnown) return this.unknown("address-foreign", `${peer} is none of the gateway's addresses`);
    }
    if (required.has("mtls")) {
      const known = [options, ...told].map(({ certificates }) => certificates);
      const stranger = strangerOf(request.certificate, known);
      if (stranger !== undefined) return this.unknown(stranger.reason, stranger.detail);
    }
    return required.has("signature") ? this.checkAssertion(request, told) : ADMITTED;
  }

  /** What is not known may be new: the gateway is asked, for the next request. */
  private unknown(reason: RejectionReason, detail: string): Refusal {
    for (const gateway of this.options.gateways) gateway.wonder();
    return refuse(reason, detail);
  }

  private isHealthCheck({ method, target, rawHeaders, peerAddress }: GuardedRequest): boolean {
    const { health } = this.options;
    if (health === undefined || method !== health.method || target !== health.path) return false;
    return !mayHaveBody(rawHeaders) && isInside(health.from, peerAddress);
  }

  private checkAssertion(request: GuardedRequest, told: readonly GatewayFacts[]): GuardVerdict {
    const fields = ownFields(request.rawHeaders);
    if ("reason" in fields) return fields;
    const [input, signature] = [fields.get("signature-input"), fields.get("signature")];
    if (input === undefined || signature === undefined) {
      return refuse("assertion-missing", "the request has no signature of the gateway");
    }
    const read = readSignature(input, signature);
    if (read === undefined)
      return refuse("assertion-malformed", "the signature is none of the gateway's form");
    const named = keysNamed(read.keyId, this.options.keys, told);
    const [first] = named;
    if (first === undefined) return this.unknown("key-unknown", `there is no key ${read.keyId}`);
    const keys = named.filter(({ algorithm }) => algorithm === read.algorithm);
    if (keys.length === 0) {
      return refuse("algorithm-wrong", `key ${read.keyId} is for ${first.algorithm}, not ${read.algorithm}`);
    }
    const components = coveredBy(read, fields, request);
    if ("reason" in components) return components;
    const base = signatureBase(components, read.text);
    if (!keys.some((key) => isSignedBy(key, base, read.signature))) {
      return refuse("signature-wrong", "the signature is not that of this request");
    }
    return this.untimely(read) ?? this.usedUp(read) ?? this.vouched(request, fields.get("content-digest"));
  }

  private untimely({ created, expires }: ReadSignature): Refusal | undefined {
    const now = this.nowMs() / 1000;
    const { skewS } = this.options;
    if (expires < created || expires - created > MAX_LIFETIME_S) {
      return refuse("assertion-too-long", `it would hold for ${expires - created} s`);
    }
    if (created > now + skewS)
      return refuse("assertion-not-yet-valid", `it is of ${Math.ceil(created - now)} s from now`);
    if (expires < now - skewS)
      return refuse("assertion-expired", `it expired ${Math.ceil(now - expires)} s ago`);
    return undefined;
  }

  private usedUp({ nonce }: ReadSignature): Refusal | undefined {
    switch (this.nonces.note(nonce, this.nowMs())) {
      case "new":
        return undefined;
      case "seen":
        return refuse("nonce-seen", "the signature was used before");
      case "full":
        return refuse("nonce-memory-full", "more requests came than can be told from repeated ones");
    }
  }

  /** What is covered of the body: an empty one is known at once. */
  private vouched({ rawHeaders }: GuardedRequest, digest: string | undefined): GuardVerdict {
    if (digest === undefined) {
      if (!this.options.requiresDigest) return ADMITTED;
      return refuse("digest-missing", "the signature does not cover the body");
    }
    if (mayHaveBody(rawHeaders)) return { isAdmitted: true, digest };
    if (digest === EMPTY_DIGEST) return ADMITTED;
    return refuse("digest-wrong", "the body that was signed did not come");
  }
}

function admissionOf(isExempt: boolean, { rawHeaders }: GuardedRequest): Admission {
  if (isExempt) return "exempt";
  // Names and values by turns.
  const isAudit = rawHeaders.some((text, at) => at % 2 === 0 && text.toLowerCase() === "x-bypass-audit");
  return isAudit ? "audit" : "proof";
}

/** What the gateways say that hold; refused where none does, for then nobody knows what was taken back. */
function factsOf(gateways: readonly FollowedGateway[]): readonly GatewayFacts[] | Refusal {
  if (gateways.length === 0) return NO_FACTS;
  const told: GatewayFacts[] = [];
  for (const { facts } of gateways) if (facts !== undefined) told.push(facts);
  if (told.length > 0) return told;
  const why = gateways.map(({ trouble }) => trouble || "its document has expired").join("; ");
  return refuse("gateway-unknown", `nothing is known of the gateway: ${why}`);
}

const NO_FACTS: readonly GatewayFacts[] = [];

/** Gateways that know nothing of each other may name their keys alike. */
function keysNamed(
  id: string,
  own: ReadonlyMap<string, ReadyKey>,
  told: readonly GatewayFacts[],
): readonly ReadyKey[] {
  const found: ReadyKey[] = [];
  const configured = own.get(id);
  if (configured !== undefined) found.push(configured);
  for (const { keys } of told) {
    const key = keys.get(id);
    if (key !== undefined) found.push({ algorithm: "ed25519", key });
  }
  return found;
}

/** Undefined where the certificate is the gateway's. */
function strangerOf(
  shown: ShownCertificate | undefined,
  known: readonly ReadonlySet<string>[],
): Refusal | undefined {
  if (shown === undefined)
    return refuse("certificate-missing", "the client showed no certificate that holds");
  const { fingerprint, uris } = shown;
  for (const each of known) {
    if (each.has(fingerprint) || uris.some((uri) => each.has(uri))) return undefined;
  }
  return refuse("certificate-foreign", "the client's certificate is another's than the gateway's");
}

/** By lower-case name. Refused where one stands there twice, or in a spelling that is read as another. */
function ownFields(rawHeaders: readonly string[]): ReadonlyMap<string, string> | Refusal {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const given = (rawHeaders[i] ?? "").toLowerCase();
    // HTTP/2 names the authority by itself (RFC 9113 §8.3.1).
    const spelled = given === ":authority" ? "host" : given;
    const name = spelled.includes("_") ? spelled.replaceAll("_", "-") : spelled;
    if (!isOurs(name)) continue;
    if (spelled !== name) return refuse("assertion-ambiguous", `${spelled} could be read as ${name}`);
    if (fields.has(name)) return refuse("assertion-ambiguous", `${name} stands there twice`);
    fields.set(name, (rawHeaders[i + 1] ?? "").trim());
  }
  return fields;
}

/** The components that the signature covers, or why they are not what it must cover. */
function coveredBy(
  { covered }: ReadSignature,
  fields: ReadonlyMap<string, string>,
  { method, target, isTls }: GuardedRequest,
): readonly Component[] | Refusal {
  const targets = targetComponents(method, fields.get("host") ?? "", target, isTls);
  if (TARGET_COMPONENTS.some((name, at) => covered[at] !== name)) {
    return refuse("assertion-incomplete", `the signature does not cover ${TARGET_COMPONENTS.join(", ")}`);
  }
  const components: Component[] = [...targets];
  for (const name of covered.slice(TARGET_COMPONENTS.length)) {
    const value = fields.get(name);
    if (value === undefined) return refuse("assertion-incomplete", `${name} is covered and did not come`);
    components.push([name, value]);
  }
  for (const name of fields.keys()) {
    const isBare = name.startsWith("x-gw-") || name === "content-digest" || name === "x-request-id";
    if (isBare && !covered.includes(name)) return refuse("assertion-incomplete", `${name} is not covered`);
  }
  return components;
}

/** Fields are bytes: one char each. */
function isSignedBy({ algorithm, key }: ReadyKey, base: string, signature: Buffer): boolean {
  if (algorithm === "ed25519") return verify(null, Buffer.from(base, "latin1"), key, signature);
  const own = createHmac("sha256", key).update(base, "latin1").digest();
  return own.length === signature.length && timingSafeEqual(own, signature);
}

/** Can content follow the head? In HTTP/2, whose heads have `:path` and the like, no field announces it. */
function mayHaveBody(rawHeaders: readonly string[]): boolean {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? "").toLowerCase();
    if (name === "transfer-encoding" || name.startsWith(":")) return true;
    if (name === "content-length" && (rawHeaders[i + 1] ?? "").trim() !== "0") return true;
  }
  return false;
}
