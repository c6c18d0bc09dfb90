// Follows what a gateway says of itself: fetches its signed document at the start and at an interval, so that
// a guard knows new keys, certificates and addresses without a restart. What was read last serves until the
// time that it names; then nothing is known, and the guard refuses everything.

import type { KeyObject } from "node:crypto";
import { BlockList } from "node:net";
import { fetchText } from "./fetch-text.ts";
import {
  ed25519Key,
  type GatewayDocument,
  type GatewayPool,
  readGatewayDocument,
} from "./gateway-document.ts";
import { addRange, fail } from "./guard-ranges.ts";
import { ProblemTeller } from "./problem-teller.ts";

export type FollowOptions = {
  /** Where the gateway's document is: `https://edge.example.com/.well-known/gateway-identity`. */
  readonly url: string;
  /** What `portcullis guard identity` prints; two while one key replaces the other. */
  readonly pin: string | readonly string[];
  /** The gateway's pool that this backend is in: only its keys and certificates count. */
  readonly pool?: string;
  /** Seconds between two looks; 60 where it is left out. */
  readonly interval?: number;
  /** PEM of the authority that vouches for the URL's certificate, where the system does not know it. */
  readonly ca?: string;
  /** Hears why the document could not be had or believed; a warning of the process where it is left out. */
  readonly onProblem?: (problem: string) => void;
};

/** What is known of the gateway now. */
export type GatewayFacts = {
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly addresses: BlockList;
  readonly hasAddresses: boolean;
  /** Fingerprints and SPIFFE ids. */
  readonly certificates: ReadonlySet<string>;
};

type Known = GatewayFacts & {
  readonly iat: number;
  readonly expiresAtMs: number;
  /** The document itself. */
  readonly text: string;
};

const PIN = /^[A-Za-z0-9_-]{43}$/;
const DEFAULT_INTERVAL_S = 60;
/** A key that is not known is asked for at once, and not once for each request that shows it. */
const MIN_GAP_MS = 2000;
const MAX_AHEAD_S = 300;

export class FollowedGateway {
  private readonly options: FollowOptions;
  private readonly pins: ReadonlySet<string>;
  private readonly nowMs: () => number;
  private readonly intervalMs: number;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private known: Known | undefined;
  private etag = "";
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private looking: Promise<void> | undefined;
  private readonly teller: ProblemTeller;
  private isReached = false;

  /** To be made by `followGateway`. */
  constructor(options: FollowOptions, nowMs: () => number) {
    const { url, pin, interval = DEFAULT_INTERVAL_S } = options;
    const pins = typeof pin === "string" ? [pin] : pin;
    if (pins.length === 0) fail("`pin` names no key of the gateway");
    for (const one of pins) {
      if (!PIN.test(one)) fail(`\`pin\` is "${one}", and must be what \`portcullis guard identity\` prints`);
    }
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      fail(`\`url\` is "${url}", which is no URL`);
    if (!(interval >= 1 && interval <= 86_400))
      fail(`\`interval\` is ${interval}, and must be from 1 to 86400 s`);
    this.options = options;
    this.teller = new ProblemTeller(url, options.onProblem, "the gateway was not asked yet");
    this.pins = new Set(pins);
    this.nowMs = nowMs;
    this.intervalMs = interval * 1000;
    this.plan();
  }

  /** Undefined where nothing is known, or no more. */
  get facts(): GatewayFacts | undefined {
    return this.known !== undefined && this.nowMs() < this.known.expiresAtMs ? this.known : undefined;
  }

  /** Why nothing newer is known; empty where the last look went well. */
  get trouble(): string {
    return this.teller.problem;
  }

  /** Somebody shows what is not known: it may be new. */
  wonder(): void {
    if (this.nowMs() - this.lookedAtMs >= MIN_GAP_MS) void this.look();
  }

  /** Asks the gateway now. Never rejects. */
  look(): Promise<void> {
    this.looking ??= this.tryLook().finally(() => {
      this.looking = undefined;
      this.plan();
    });
    return this.looking;
  }

  /** True where a document came and is not believed: that does not mend itself. */
  get isMistaken(): boolean {
    return this.isReached && this.known === undefined;
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  /** The next look: more than once before what is known expires. */
  private plan(): void {
    clearTimeout(this.timer);
    if (this.isClosed) return;
    const leftMs = (this.known?.expiresAtMs ?? 0) - this.nowMs();
    const soonMs = leftMs > 0 ? Math.max(MIN_GAP_MS, leftMs / 2) : this.intervalMs;
    this.timer = setTimeout(() => void this.look(), Math.min(this.intervalMs, soonMs));
    this.timer.unref();
  }

  private async tryLook(): Promise<void> {
    this.lookedAtMs = this.nowMs();
    const { url, ca } = this.options;
    const answer = await fetchText({ url, ca, etag: this.etag });
    this.isReached = !("failure" in answer);
    const problem = "failure" in answer ? answer.failure : this.take(answer.text, answer.etag);
    this.teller.tell(problem);
  }

  /** Why it was not taken; empty where it was, or is the one that is known. */
  private take(text: string | undefined, etag: string): string {
    if (text === undefined) return "";
    const document = readGatewayDocument(text, this.pins);
    if (typeof document === "string") return document;
    const nowS = this.nowMs() / 1000;
    if (document.exp <= nowS) return `it expired ${Math.ceil(nowS - document.exp)} s ago`;
    if (document.iat > nowS + MAX_AHEAD_S) return `it is of ${Math.ceil(document.iat - nowS)} s from now`;
    // An old one that still holds would bring back a key that was taken away.
    if (document.iat < (this.known?.iat ?? 0)) return "it is older than one that was seen";
    if (document.iat === this.known?.iat && text !== this.known.text) {
      return "it is of the same second as one that was seen, and says something else";
    }
    const { pool } = this.options;
    const own =
      pool === undefined ? NO_POOL : Object.hasOwn(document.pools, pool) ? document.pools[pool] : undefined;
    if (own === undefined) return `the gateway has no pool ${pool} that shows a proof`;
    const known = knownFrom(document, own, text);
    if (typeof known === "string") return known;
    this.known = known;
    this.etag = etag;
    return "";
  }
}

const NO_POOL: GatewayPool = { addresses: [], certificates: [], keys: [] };

function knownFrom(
  { iat, exp, addresses }: GatewayDocument,
  pool: GatewayPool,
  text: string,
): Known | string {
  const ranges = new BlockList();
  const all = [...addresses, ...pool.addresses];
  const wrong = all.find((range) => !addRange(ranges, range));
  if (wrong !== undefined) return `it has the address "${wrong}", which is none`;
  const keys = new Map<string, KeyObject>();
  for (const one of pool.keys) {
    const key = one.alg === "ed25519" ? ed25519Key(one.x) : undefined;
    if (key !== undefined) keys.set(one.kid, key);
  }
  const certificates = pool.certificates.flatMap(({ sha256, spiffeId = sha256 }) => [sha256, spiffeId]);
  return {
    keys,
    addresses: ranges,
    hasAddresses: all.length > 0,
    certificates: new Set(certificates),
    iat,
    text,
    expiresAtMs: exp * 1000,
  };
}

/**
 * Follows a gateway. Resolves when it was asked for the first time: where it cannot be reached, the guard
 * refuses everything until it can.
 * @param nowMs the wall clock
 * @throws GuardConfigurationError where the options cannot be meant so, or what answers is not believed
 */
export async function followGateway(
  options: FollowOptions,
  nowMs: () => number = Date.now,
): Promise<FollowedGateway> {
  const gateway = new FollowedGateway(options, nowMs);
  await gateway.look();
  if (!gateway.isMistaken) return gateway;
  gateway.close();
  return fail(`${options.url} is not believed: ${gateway.trouble}`);
}
