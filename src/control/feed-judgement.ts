// Whether what a feed brought may take the place of what is in force: it verifies, is of an age, can be read
// whole, names nobody whom it must not, and is not a remnant of the list before.

import { networkInterfaces } from "node:os";
import { type Prefix, parsePrefix } from "#kernel/address.ts";
import { privatePrefixes } from "#kernel/private-address.ts";
import { prefixesOfRanges } from "#kernel/range-algebra.ts";
import { runInTurns } from "#kernel/run-steps.ts";
import { AddressDataError } from "#network/address-data.ts";
import { manifestFlaw, readManifest } from "#network/feed-manifest.ts";
import { type FeedContent, type Forbidden, readFeed } from "#network/read-feed.ts";
import type { FeedPlace, FeedSpec } from "#snapshot/feed-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import type { FetchedFeed } from "./feed-source.ts";

export type JudgedFeed =
  | {
      readonly kind: "taken";
      readonly content: FeedContent;
      readonly asOfMs: number;
      /** A manifest says that it is of then; else its place does, or it is as of when it was read. */
      readonly isVouched: boolean;
    }
  /** For the operator; begins with the place where there is one. */
  | { readonly kind: "refused"; readonly why: string };

/** What is in force; undefined where nothing is. */
export type FeedInForce = { readonly entries: number; readonly asOfMs: number };

const DAY_MS = 86_400_000;

export async function judgeFeed(
  spec: FeedSpec,
  fetched: FetchedFeed,
  before: FeedInForce | undefined,
  forbidden: readonly Forbidden[],
  nowMs: number,
): Promise<JudgedFeed> {
  const vouched = vouchedFor(spec, fetched);
  if (typeof vouched === "string") return refused(vouched);
  const asOfMs = vouched.asOfMs ?? fetched.changedMs ?? nowMs;
  const isVouched = vouched.asOfMs !== undefined;
  const age = ageFlaw(spec, { asOfMs, isVouched }, before, nowMs);
  if (age !== "") return refused(age);
  let content: FeedContent;
  try {
    content = await runInTurns(readFeed(fetched.bytes, spec, forbidden));
  } catch (error) {
    if (!(error instanceof AddressDataError)) throw error;
    const { line, column, message } = error;
    return refused(`${placeText(spec.place)}${line > 0 ? `:${line}:${column}` : ""}: ${message}`);
  }
  const left = content.entries;
  if (before !== undefined && before.entries > 0 && left * 2 <= before.entries && !spec.mayShrink)
    return refused(
      `it has ${left} entries, and had ${before.entries}: set \`mayShrink\` where that is meant`,
    );
  return { kind: "taken", content, asOfMs, isVouched };
}

const refused = (why: string): JudgedFeed => ({ kind: "refused", why });

export const placeText = (place: FeedPlace): string => (place.kind === "file" ? place.path : place.url);

function vouchedFor(
  spec: FeedSpec,
  { bytes, manifest }: FetchedFeed,
): { asOfMs: number | undefined } | string {
  if (spec.manifest === undefined) return { asOfMs: undefined };
  const read = readManifest(manifest);
  if (typeof read === "string") return read;
  const flaw = manifestFlaw(read, bytes, spec.publicKey);
  return flaw !== "" ? flaw : { asOfMs: read.asOf === "" ? undefined : Date.parse(read.asOf) };
}

/**
 * An old list is better than none, and is told of; it takes no newer one's place. Only a manifest's word is
 * enough to call a list older that is not past its age.
 */
function ageFlaw(
  spec: FeedSpec,
  { asOfMs, isVouched }: { readonly asOfMs: number; readonly isVouched: boolean },
  before: FeedInForce | undefined,
  nowMs: number,
): string {
  const asOf = new Date(asOfMs).toISOString();
  if (asOfMs > nowMs + DAY_MS) return `it is of ${asOf}, which is to come`;
  if (before === undefined || asOfMs >= before.asOfMs) return "";
  if (isVouched) return `it is of ${asOf}, older than the one in force`;
  return nowMs - asOfMs > spec.maxAgeMs ? `it is of ${asOf}, which is older than \`maxAge\`` : "";
}

/** Nobody is banned by a list of others for being us, a hop before us, or on a network of ours. */
export function forbiddenFor(snapshot: Snapshot): Forbidden[] {
  const { ipv4, ipv6 } = snapshot.trustedHops;
  const hops = [...prefixesOfRanges(1, ipv4), ...prefixesOfRanges(4, ipv6)].map(({ prefix }) => prefix);
  const interfaces = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const own = [
    ...interfaces.map(({ address }) => address),
    ...snapshot.listeners.map(({ address }) => address),
  ];
  return [
    ...privatePrefixes.map((prefix) => ({ prefix, what: "a private address" })),
    ...own.flatMap(addressOf).map((prefix) => ({ prefix, what: "an address of this node" })),
    ...hops.map((prefix) => ({ prefix, what: "a trusted hop" })),
  ];
}

function addressOf(text: string): Prefix[] {
  const prefix = parsePrefix(text.replace(/%.*$/, ""));
  return "error" in prefix || prefix.address.words.every((word) => word === 0) ? [] : [prefix];
}
