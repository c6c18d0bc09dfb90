// Forward-confirmed reverse DNS: an address has a name that its operator promises, and that name has the
// address. Whoever owns an address can give it any name; only whoever owns the name can give it the address.

import { parseAddress } from "#kernel/address.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { matchesHost, plainHost } from "./host-pattern.ts";

/** `undecided`: a name server gave no answer. That refutes nothing. */
export type Proof = "verified" | "refuted" | "undecided";

/** Questions to name servers. They reject with an `Error` whose `code` is c-ares' own: `ENOTFOUND`. */
export interface HostNames {
  /** Names of an address (PTR). */
  namesOf(address: string): Promise<readonly string[]>;
  /** Addresses of a name, of one family (A or AAAA). */
  addressesOf(name: string, kind: "ipv4" | "ipv6"): Promise<readonly HostAddress[]>;
}

export type HostAddress = { readonly address: string; readonly ttlS: number };

export type Confirmation = {
  readonly proof: Proof;
  /** How long it may be held true. */
  readonly validMs: number;
  /** What was asked and answered, for people. */
  readonly steps: readonly string[];
};

const limits = defaultLimits.bots;
/** There is no such name, or none of this kind. */
const ABSENT = ["ENOTFOUND", "ENODATA"];
/** Whoever asks was closed. */
const CLOSED = "ECANCELLED";

/** @param patterns of host-pattern.ts. Never rejects, and takes no longer than `confirmationTimeoutMs`. */
export async function confirmHost(
  address: string,
  patterns: readonly string[],
  names: HostNames,
): Promise<Confirmation> {
  const inquiry: Inquiry = { names, steps: [], isOver: false };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      inquiry.isOver = true;
      inquiry.steps.push("there was no time for more");
      resolve({ proof: "undecided" });
    }, limits.confirmationTimeoutMs);
  });
  const { proof, ttlS = 0 } = await Promise.race([confirm(address, patterns, inquiry), late]);
  clearTimeout(timer);
  return { proof, validMs: validityOf(proof, ttlS * 1000), steps: [...inquiry.steps] };
}

type Inquiry = {
  readonly names: HostNames;
  readonly steps: string[];
  /** Nothing more is asked: there is nobody who waits for it. */
  isOver: boolean;
};

type Outcome = { readonly proof: Proof; readonly ttlS?: number };

function validityOf(proof: Proof, ttlMs: number): number {
  if (proof === "refuted") return limits.refutedMs;
  if (proof === "undecided") return limits.undecidedMs;
  return Math.min(Math.max(ttlMs, limits.minVerifiedMs), limits.maxVerifiedMs);
}

async function confirm(address: string, patterns: readonly string[], inquiry: Inquiry): Promise<Outcome> {
  const { names, steps } = inquiry;
  const kind = parseAddress(address)?.kind;
  if (kind === undefined) return { proof: "refuted" };
  const found = await answered(() => names.namesOf(address), `the names of ${address}`, inquiry);
  if (typeof found === "string") return { proof: found };
  const promised = [];
  for (const name of found.slice(0, limits.maxNames).map(plainHost)) {
    const pattern = patterns.find((each) => matchesHost(each, name));
    const says = pattern === undefined ? `no ${patterns.join(", ")}` : `as ${pattern} promises`;
    steps.push(`${address} has the name ${name}: ${says}`);
    if (pattern !== undefined) promised.push(name);
  }
  // The right one may be among those that are not looked at.
  let isOpen = found.length > limits.maxNames;
  if (isOpen) steps.push(`${address} has ${found.length} names: ${limits.maxNames} are looked at`);
  for (const name of promised) {
    if (inquiry.isOver) return { proof: "undecided" };
    const outcome = await confirmName(address, kind, name, inquiry);
    if (outcome.proof === "verified") return outcome;
    isOpen ||= outcome.proof === "undecided";
  }
  return { proof: isOpen ? "undecided" : "refuted" };
}

async function confirmName(
  address: string,
  kind: "ipv4" | "ipv6",
  name: string,
  inquiry: Inquiry,
): Promise<Outcome> {
  const { names, steps } = inquiry;
  const found = await answered(() => names.addressesOf(name, kind), `the addresses of ${name}`, inquiry);
  if (typeof found === "string") return { proof: found };
  const own = found.find((each) => isSame(each.address, address));
  const all = found.map((each) => each.address).join(", ");
  steps.push(`${name} has the address ${all}: ${own === undefined ? "another one" : "confirmed"}`);
  return own === undefined ? { proof: "refuted" } : { proof: "verified", ttlS: own.ttlS };
}

/** What it means where there is nothing, or no answer. */
async function answered<T>(
  ask: () => Promise<readonly T[]>,
  what: string,
  inquiry: Inquiry,
): Promise<readonly T[] | "refuted" | "undecided"> {
  try {
    return await ask();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const isAbsent = ABSENT.includes(code);
    inquiry.isOver ||= code === CLOSED;
    inquiry.steps.push(isAbsent ? `${what}: there are none` : `${what}: no answer (${code})`);
    return isAbsent ? "refuted" : "undecided";
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [parseAddress(one), parseAddress(other)];
  return a !== undefined && b !== undefined && a.kind === b.kind && `${a.words}` === `${b.words}`;
}
