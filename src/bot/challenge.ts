// The challenge for what may be no browser: some hashing that a page does by itself, and the clearance that
// it earns. Nothing is kept here: what a client shows was signed by the node, for that client.

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { formatAddress, maskAddress, parseAddress } from "#kernel/address.ts";
import { CLIENT_NETWORK_BITS } from "#kernel/client-network.ts";

export { challengePage } from "./challenge/challenge-page.ts";

/** Whom a challenge and a clearance are for: shown by another, they are worth nothing. */
export type ChallengeSubject = {
  readonly site: string;
  readonly clientAddress: string;
  /** Empty where the connection is plain. */
  readonly ja4: string;
};

export type ChallengeTerms = {
  /** Zero bits at the begin of the hash that is looked for: 2 to their power hashes on average. */
  readonly difficultyBits: number;
  /** Of the clearance. */
  readonly validMs: number;
};

/** The time for the work. */
const WORK_MS = 5 * 60_000;
const MAX_CHARS = 256;

/** The key of challenges, in Base64; empty for a node without a key, where nobody passes. */
export function challengeKeyOf(nodeKey: string): string {
  return nodeKey === "" ? "" : createHmac("sha256", nodeKey).update("portcullis challenges").digest("base64");
}

/** @returns ASCII without anything that needs escaping, in HTML or in a query */
export function issueChallenge(
  key: string,
  subject: ChallengeSubject,
  { difficultyBits, validMs }: ChallengeTerms,
  nowMs: number,
): string {
  const nonce = randomBytes(12).toString("base64url");
  const terms = [nowMs + WORK_MS, difficultyBits, validMs].map(numberText);
  return signed("challenge", [...terms, nonce], subject, key);
}

export type Judgement =
  | { readonly kind: "passed"; readonly terms: ChallengeTerms }
  | { readonly kind: "failed"; readonly why: string };

/**
 * @param challenge as it was issued
 * @param work a number in decimal: SHA-256 of the challenge, a colon and the number has the zero bits
 */
export function judgeWork(
  key: string,
  subject: ChallengeSubject,
  challenge: string,
  work: string,
  nowMs: number,
): Judgement {
  const parts = verified("challenge", challenge, 4, subject, key);
  if (parts === undefined)
    return { kind: "failed", why: "the challenge is none of this node for this client" };
  const [endMs = 0, difficultyBits = 0, validMs = 0] = parts.map((part) => Number.parseInt(part, 36));
  if (nowMs >= endMs) return { kind: "failed", why: "the challenge is too old" };
  if (!/^[0-9]{1,16}$/.test(work)) return { kind: "failed", why: "the work is no number" };
  const hash = createHash("sha256").update(`${challenge}:${work}`, "latin1").digest();
  if (leadingZeroBits(hash) < difficultyBits) return { kind: "failed", why: "the work is not done" };
  return { kind: "passed", terms: { difficultyBits, validMs } };
}

/** @returns the value of a cookie */
export function issueClearance(
  key: string,
  subject: ChallengeSubject,
  { difficultyBits, validMs }: ChallengeTerms,
  nowMs: number,
): string {
  const terms = [nowMs + validMs, difficultyBits].map(numberText);
  return signed("clearance", terms, subject, key);
}

/** Whether the client has earned its way by work of at least this difficulty, not too long ago. */
export function isCleared(
  key: string,
  subject: ChallengeSubject,
  clearance: string,
  difficultyBits: number,
  nowMs: number,
): boolean {
  const parts = verified("clearance", clearance, 2, subject, key);
  if (parts === undefined) return false;
  const [endMs = 0, workedBits = 0] = parts.map((part) => Number.parseInt(part, 36));
  return nowMs < endMs && workedBits >= difficultyBits;
}

/** Whole: a point would part it. */
const numberText = (value: number): string => Math.trunc(value).toString(36);

function signed(use: string, parts: readonly string[], subject: ChallengeSubject, key: string): string {
  const content = parts.join(".");
  return `${content}.${macOf(use, content, subject, key).toString("base64url")}`;
}

/** The parts of what this node signed; undefined for everything else. */
function verified(
  use: string,
  text: string,
  count: number,
  subject: ChallengeSubject,
  key: string,
): readonly string[] | undefined {
  if (key === "" || text.length > MAX_CHARS) return undefined;
  const parts = text.split(".");
  const mac = Buffer.from(parts.pop() ?? "", "base64url");
  const expected = macOf(use, parts.join("."), subject, key);
  const isOurs = parts.length === count && mac.length === expected.length && timingSafeEqual(mac, expected);
  return isOurs ? parts : undefined;
}

function macOf(use: string, content: string, { site, clientAddress, ja4 }: ChallengeSubject, key: string) {
  const about = [use, content, site, networkOf(clientAddress), ja4].join("\n");
  return createHmac("sha256", key).update(about, "latin1").digest();
}

/** Phones change their address, and mostly stay in their network. */
const NETWORK_BITS = { ipv4: 24, ipv6: CLIENT_NETWORK_BITS };

function networkOf(text: string): string {
  const address = parseAddress(text);
  return address === undefined ? text : formatAddress(maskAddress(address, NETWORK_BITS[address.kind]));
}

function leadingZeroBits(hash: Buffer): number {
  let bits = 0;
  for (const byte of hash) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}
