// A gateway worker's end of its access ring. While the ring is full it keeps lines and asks the gateway to
// stop reading requests; after the operator's waiting time it drops lines instead, counts them, and says so
// in a line of its own as soon as there is room: a dead control worker stops no traffic and hides no loss.

import type { TurnWork, TurnWriter } from "#kernel/turn-work.ts";
import { accessLine, droppedLinesLine, type LineOrigin, lineOrigin } from "./access-line.ts";
import type { AccessRecord } from "./access-record.ts";
import { type AccessRules, isLineKept, plainAccessRules } from "./access-rules.ts";
import { noScrubRules } from "./scrub.ts";

/** The producer's side of a `ByteRing`: takes the whole text or nothing. */
export type LineRing = { push(latin1: string): boolean };

/** What the writer counts; `WorkerMetrics` has them. */
export type AccessCounters = {
  readonly accessLines: { add(amount: number): void };
  readonly accessLinesSampledOut: { add(amount: number): void };
  readonly accessLinesDropped: { add(amount: number): void };
  readonly accessLogBlocked: { add(amount: number): void };
};

export type AccessWriterOptions = {
  readonly ring: LineRing;
  readonly worker: number;
  readonly counters: AccessCounters;
  /** Monotonic ms; tests pass their own. */
  readonly now?: () => number;
  /** Wall clock, ms since the epoch. */
  readonly wallClock?: () => number;
  /** Lines of a turn in which writes are gathered go into the ring in one piece. */
  readonly turn?: Pick<TurnWork, "joins">;
  /** Chars of lines kept while the ring is full: what requests in flight still have to say. */
  readonly backlogLimitChars?: number;
};

/** `open`: the ring takes lines. `waiting`: full, the gateway is held. `dropping`: full for too long. */
type State = "open" | "waiting" | "dropping";

const BACKLOG_LIMIT_CHARS = 8 * 1024 * 1024;
const RETRY_MS = 5;

export class AccessWriter implements TurnWriter {
  readonly #ring: LineRing;
  readonly #worker: number;
  readonly #counters: AccessCounters;
  readonly #now: () => number;
  readonly #wallClock: () => number;
  readonly #backlogLimitChars: number;
  readonly #turn: Pick<TurnWork, "joins"> | undefined;
  /** Lines that wait for the end of the turn; none but while the ring takes lines. */
  #gathered: string[] = [];
  #origin: LineOrigin;
  #rules: AccessRules = plainAccessRules;
  #state: State = "open";
  #fullSinceMs = 0;
  #backlog: string[] = [];
  #backlogChars = 0;
  #dropped = 0;
  #droppedSinceMs = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #released: (() => void)[] = [];

  constructor(options: AccessWriterOptions) {
    this.#ring = options.ring;
    this.#worker = options.worker;
    this.#counters = options.counters;
    this.#now = options.now ?? (() => performance.now());
    this.#wallClock = options.wallClock ?? Date.now;
    this.#turn = options.turn;
    this.#backlogLimitChars = options.backlogLimitChars ?? BACKLOG_LIMIT_CHARS;
    this.#origin = lineOrigin("", options.worker);
  }

  /** Takes over what a snapshot says. */
  configure(nodeName: string, rules: AccessRules): void {
    this.#origin = lineOrigin(nodeName, this.#worker);
    // A snapshot's are copies: what the line tells apart by identity is put back.
    const hasScrubRules = rules.scrub.parameters.size > 0 || rules.scrub.paths.length > 0;
    this.#rules = hasScrubRules ? rules : { ...rules, scrub: noScrubRules };
  }

  /** True while the gateway must not read new requests. */
  get isBlocked(): boolean {
    return this.#state === "waiting";
  }

  /** True while lines wait here: for the end of the turn, or for room in the ring. */
  get hasBacklog(): boolean {
    return this.#backlog.length > 0 || this.#dropped > 0 || this.#gathered.length > 0;
  }

  /** Calls back each time that the gateway may read requests again. */
  whenReleased(callback: () => void): void {
    this.#released.push(callback);
  }

  write(record: AccessRecord): void {
    const sampleRate = this.#rules.sample < 1 ? this.#sampleRateOf(record) : 1;
    if (sampleRate === 0) {
      this.#counters.accessLinesSampledOut.add(1);
      return;
    }
    this.writeLine(accessLine(record, this.#origin, this.#rules, sampleRate));
  }

  /** @param line ASCII, with its line feed */
  writeLine(line: string): void {
    this.#counters.accessLines.add(1);
    if (this.#gathers()) this.#gathered.push(line);
    else this.#push(line);
  }

  /**
   * Lines that belong together, in one piece where there is room for all of them: a push costs more than
   * what it copies.
   * @param lines ASCII, without their line feeds; one or more
   */
  writeLines(lines: readonly string[]): void {
    this.#counters.accessLines.add(lines.length);
    const isGathered = this.#gathers();
    for (const line of lines) this.#gathered.push(`${line}\n`);
    if (!isGathered) this.#pushGathered();
  }

  #gathers(): boolean {
    if (this.#gathered.length > 0) return true;
    return this.#state === "open" && this.#turn !== undefined && this.#turn.joins(this);
  }

  #pushGathered(): void {
    const lines = this.#gathered;
    if (lines.length === 0) return;
    this.#gathered = [];
    if (this.#state === "open" && this.#ring.push(lines.join(""))) return;
    for (const line of lines) this.#push(line);
  }

  #push(line: string): void {
    if (this.#state !== "open") this.flush();
    this.#take(line, this.#state);
  }

  /**
   * The share of such requests whose line is written; 0 where this one's is not. Whatever went wrong, was
   * slow or belongs to a sampled trace has its line always.
   */
  #sampleRateOf(record: AccessRecord): number {
    const { status, endStage, reason, totalMs, spanId, traceparent, isTraceForeign, requestId } = record;
    const isSuccess = status >= 100 && status < 400 && endStage === "" && reason === "";
    if (!isSuccess || totalMs > this.#rules.sampleSlowerThanMs || spanId !== "") return 1;
    // A client that chooses its trace's id must not choose with it to stay out of the log.
    const id = isTraceForeign ? requestId : traceparent.slice(3, 35);
    return isLineKept(id, this.#rules.sample) ? this.#rules.sample : 0;
  }

  #take(line: string, state: State): void {
    if (state === "dropping") this.#drop();
    else if (state === "waiting") this.#keep(line);
    else if (!this.#ring.push(line)) this.#wait(line);
  }

  /** Moves what waits into the ring. Runs by itself while something waits; more often is harmless. */
  flush(): void {
    this.#pushGathered();
    if (this.#state === "open") return;
    if (this.#pushBacklog() && this.#pushDroppedLine()) {
      this.#enter("open");
    } else if (this.#state === "waiting" && this.#now() - this.#fullSinceMs >= this.#rules.whenFullWaitMs) {
      this.#enter("dropping");
    }
  }

  /** Before the thread ends: waits until what is kept here is in the ring, `timeoutMs` at the most. */
  async settle(timeoutMs: number): Promise<void> {
    const deadlineMs = this.#now() + timeoutMs;
    while (this.hasBacklog && this.#now() < deadlineMs) {
      this.flush();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** Stops trying; what still waits is lost with the thread. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #wait(line: string): void {
    this.#fullSinceMs = this.#now();
    this.#enter(this.#rules.whenFullWaitMs > 0 ? "waiting" : "dropping");
    this.#keep(line);
  }

  #enter(state: State): void {
    const wasBlocked = this.isBlocked;
    this.#state = state;
    if (state === "open") this.close();
    else this.#timer ??= setInterval(() => this.flush(), RETRY_MS);
    if (!wasBlocked && this.isBlocked) this.#counters.accessLogBlocked.add(1);
    if (wasBlocked && !this.isBlocked) for (const callback of this.#released) callback();
  }

  #keep(line: string): void {
    if (this.#backlogChars + line.length > this.#backlogLimitChars) {
      this.#drop();
      return;
    }
    this.#backlog.push(line);
    this.#backlogChars += line.length;
  }

  #drop(): void {
    if (this.#dropped === 0) this.#droppedSinceMs = this.#wallClock();
    this.#dropped++;
    this.#counters.accessLinesDropped.add(1);
  }

  #pushBacklog(): boolean {
    let pushed = 0;
    for (const line of this.#backlog) {
      if (!this.#ring.push(line)) break;
      this.#backlogChars -= line.length;
      pushed++;
    }
    if (pushed > 0) this.#backlog = this.#backlog.slice(pushed);
    return this.#backlog.length === 0;
  }

  #pushDroppedLine(): boolean {
    if (this.#dropped === 0) return true;
    const line = droppedLinesLine(this.#wallClock(), this.#origin, this.#dropped, this.#droppedSinceMs);
    if (!this.#ring.push(line)) return false;
    this.#dropped = 0;
    return true;
  }
}
