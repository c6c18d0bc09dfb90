// Tells the gateway of the direct calls that a guard refused, and of how many requests it took: in batches,
// at an interval, and never more than fits. What cannot be told is told later, or not at all: a guard never
// waits for it.

import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import type { Rejection } from "./guard-options.ts";
import { fail, plainAddress } from "./guard-ranges.ts";
import { postText } from "./post-text.ts";
import { ProblemTeller } from "./problem-teller.ts";
import {
  type CallWindow,
  type GuardReport,
  MAX_METHOD_CHARS,
  MAX_PATH_CHARS,
  MAX_REFUSED,
  MAX_WINDOWS,
  type RefusedCalls,
  reportCredentials,
} from "./report-message.ts";

export type ReportOptions = {
  /** Where the gateway takes reports: a route with the target `{ guard: reports }`. */
  readonly url: string;
  /** The pool that this backend is in. */
  readonly pool: string;
  /** The text that the pool has as `guardReports.secret`. */
  readonly secret: string;
  /** Seconds between two reports; 30 where it is left out. */
  readonly interval?: number;
  /** Seconds that requests are counted for; 300 where it is left out. */
  readonly window?: number;
  /** PEM of the authority that vouches for the URL's certificate, where the system does not know it. */
  readonly ca?: string;
  /** Hears why a report could not be given; a warning of the process where it is left out. */
  readonly onProblem?: (problem: string) => void;
};

type Counted = { -readonly [K in keyof RefusedCalls]: RefusedCalls[K] };
type Window = { -readonly [K in keyof CallWindow]: CallWindow[K] };

/** `audit`: by the proofs, and it says that it is of the bypass audit, whose signatures no node counts. */
export type Admission = "proof" | "audit" | "exempt";

const MIN_SECRET_CHARS = 32;

export class GatewayReporter {
  private readonly options: ReportOptions;
  private readonly nowMs: () => number;
  private readonly windowMs: number;
  private readonly timer: NodeJS.Timeout;
  private readonly guard = randomUUID();
  private calls = new Map<string, Counted>();
  private unlisted = 0;
  private window: Window | undefined;
  private over: CallWindow[] = [];
  private sending: Promise<void> | undefined;
  /** What was made and is not given yet: it stays as it is, so that it counts once if it came after all. */
  private unsent: GuardReport | undefined;
  private readonly teller: ProblemTeller;

  /** To be made by `reportToGateway`. */
  constructor(options: ReportOptions, nowMs: () => number) {
    const { url, secret, interval = 30, window = 300 } = options;
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      fail(`\`url\` is "${url}", which is no URL`);
    if (typeof secret !== "string" || secret.length < MIN_SECRET_CHARS) {
      fail(`the secret of reports has fewer than ${MIN_SECRET_CHARS} characters`);
    }
    if (!(window >= 1 && window <= 3600)) fail(`\`window\` is ${window}, and must be from 1 to 3600 seconds`);
    if (!(interval >= 1 && interval <= window)) {
      fail(`\`interval\` is ${interval}, and must be from 1 second to as long as \`window\``);
    }
    this.options = options;
    this.teller = new ProblemTeller(url, options.onProblem);
    this.nowMs = () => Math.floor(nowMs());
    this.windowMs = Math.round(window * 1000);
    this.timer = setInterval(() => void this.send(), interval * 1000);
    this.timer.unref();
  }

  admitted(how: Admission): void {
    const window = this.current();
    if (how === "exempt") window.exempt++;
    else if (how === "audit") window.audits++;
    else window.accepted++;
  }

  refused({ reason, method, path, peerAddress, isEnforced }: Rejection): void {
    this.current().refused++;
    const peer = plainAddress(peerAddress);
    const source = isIP(peer) === 0 ? "" : peer;
    const shown = { source, method: plain(method, MAX_METHOD_CHARS), path: plain(path, MAX_PATH_CHARS) };
    const key = `${source} ${shown.method} ${reason} ${isEnforced} ${shown.path}`;
    const known = this.calls.get(key);
    const nowMs = this.nowMs();
    if (known !== undefined) {
      known.count++;
      known.lastMs = nowMs;
    } else if (this.calls.size < MAX_REFUSED) {
      this.calls.set(key, { ...shown, reason, isEnforced, count: 1, firstMs: nowMs, lastMs: nowMs });
    } else this.unlisted++;
  }

  /** Sends what there is. Never rejects. */
  send(): Promise<void> {
    this.sending ??= this.trySend().finally(() => {
      this.sending = undefined;
    });
    return this.sending;
  }

  /** Sends what is left, with the counts of the window that is not over, and then no more. Never rejects. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.sending;
    const { accepted, audits, exempt, refused } = this.current();
    if (accepted + audits + exempt + refused > 0) this.endWindow();
    await this.send();
  }

  private current(): Window {
    const startMs = Math.floor(this.nowMs() / this.windowMs) * this.windowMs;
    if (this.window?.startMs === startMs) return this.window;
    this.endWindow();
    this.window = { startMs, endMs: startMs + this.windowMs, accepted: 0, audits: 0, exempt: 0, refused: 0 };
    return this.window;
  }

  private endWindow(): void {
    if (this.window !== undefined) this.over.push(this.window);
    if (this.over.length > MAX_WINDOWS) this.over.shift();
    this.window = undefined;
  }

  private async trySend(): Promise<void> {
    const isRetry = this.unsent !== undefined;
    this.unsent ??= this.next();
    if (this.unsent === undefined) return;
    const isGone = await this.give(this.unsent);
    // What came since the first try.
    if (isGone && isRetry) await this.trySend();
  }

  /** Undefined where there is nothing to say. */
  private next(): GuardReport | undefined {
    this.current();
    const { guard, calls, over: windows, unlisted } = this;
    if (calls.size + windows.length + unlisted === 0) return undefined;
    this.calls = new Map();
    this.over = [];
    this.unlisted = 0;
    const refused = [...calls.values()];
    return { guard, batch: randomUUID(), sentMs: this.nowMs(), refused, unlisted, windows };
  }

  /** False where it is to be tried again. */
  private async give(report: GuardReport): Promise<boolean> {
    const { url, pool, secret, ca } = this.options;
    const body = JSON.stringify({ ...report, sentMs: this.nowMs() });
    const authorization = reportCredentials(pool, secret, body);
    const { problem, isUseless } = await postText({ url, ca, authorization, body });
    const isGone = problem === "" || isUseless;
    if (isGone) this.unsent = undefined;
    this.teller.tell(problem);
    return isGone;
  }
}

const plain = (text: string, maxChars: number): string =>
  text.slice(0, maxChars).replace(/[^\x20-\x7e]/g, "?");

/** @throws GuardConfigurationError where the options cannot be meant so */
export function reportToGateway(options: ReportOptions, nowMs: () => number = Date.now): GatewayReporter {
  return new GatewayReporter(options, nowMs);
}
