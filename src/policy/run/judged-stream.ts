// A stream of server-sent events that is judged on its way: none goes on before all that was written up to it
// is judged. What is objected to, or cannot be judged, cuts the stream: what the client has is not the whole,
// and nothing makes it look so.

import type { BodySink, BodySource } from "#http/body.ts";
import type { Field } from "#http/field.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { inBranch } from "../plan/branch.ts";
import { eventTexts } from "./completion-texts.ts";
import { safetyFailure } from "./content-safety-failures.ts";
import { EventReader, type StreamEvent } from "./event-reader.ts";
import { plainText } from "./plain-text.ts";
import { GrowingTexts, type WindowSize } from "./text-windows.ts";

export type StreamJudge = {
  readonly windows: WindowSize;
  /** Rejects for a text that may not go on. */
  readonly judge: (text: string) => Promise<void>;
  /** The code that the stream is cut with. */
  readonly refused: (error: unknown) => FaultCode;
};

type Ending = (sink: BodySink) => void;

export class JudgedStream implements BodySource, BodySink {
  readonly #source: BodySource;
  readonly #judge: StreamJudge;
  readonly #texts: GrowingTexts;
  readonly #reader = new EventReader();
  readonly #stop = new AbortController();
  /** Read, and not looked at yet. */
  readonly #waiting: StreamEvent[];
  /** Looked at, and not judged yet. */
  #held = "";
  #sink: BodySink | undefined;
  #sinkHasRoom = true;
  #isJudging = false;
  /** How the stream ended, once all of it is read. */
  #ending: Ending | undefined;

  /** @param prefix what has been read of it */
  constructor(prefix: string, source: BodySource, judge: StreamJudge) {
    this.#source = source;
    this.#judge = judge;
    this.#texts = new GrowingTexts(judge.windows);
    this.#waiting = [...this.#reader.read(prefix)];
  }

  // ── the side of the source ──

  data(chunk: string): boolean {
    if (this.#sink === undefined) return false;
    this.#waiting.push(...this.#reader.read(chunk));
    this.#goOn();
    return this.#wantsMore;
  }

  end(trailers: readonly Field[]): void {
    this.#waiting.push(this.#reader.rest());
    this.#ending = (sink) => sink.end(trailers);
    this.#goOn();
  }

  /** It will never be whole: what is held is of no use to anybody. */
  fail(reason: FaultCode): void {
    this.#stop.abort();
    this.#finish((sink) => sink.fail(reason));
  }

  // ── the side of whoever takes it ──

  start(sink: BodySink, isHeld = false): void {
    this.#sink = sink;
    this.#sinkHasRoom = !isHeld;
    this.#goOn();
    if (this.#sink !== undefined) this.#source.start(this, !this.#wantsMore);
  }

  resume(): void {
    this.#sinkHasRoom = true;
    if (this.#wantsMore) this.#source.resume();
  }

  cancel(): void {
    this.#sink = undefined;
    this.#stop.abort();
    this.#source.cancel();
  }

  // ── between them ──

  get #wantsMore(): boolean {
    return this.#sinkHasRoom && !this.#isJudging && this.#sink !== undefined;
  }

  /** Looks at events until a window is full, or there are no more; then has the window judged. */
  #goOn(): void {
    if (this.#isJudging || this.#sink === undefined) return;
    try {
      this.#look();
    } catch (error) {
      this.#cut(error);
    }
  }

  #look(): void {
    const { bufferedBodyBytes } = defaultLimits.policy;
    for (let next = this.#waiting.at(0); next !== undefined; next = this.#waiting.at(0)) {
      const texts = next.data === "" ? [] : eventTexts(plainText(next.data));
      const isFull = !this.#texts.fits(texts) || this.#held.length > bufferedBodyBytes;
      if (isFull && this.#texts.hasPending) break;
      this.#waiting.shift();
      this.#texts.add(texts);
      this.#held += next.wire;
    }
    if (this.#reader.keptBytes > bufferedBodyBytes) {
      throw safetyFailure(`an event of the stream is longer than ${bufferedBodyBytes} bytes`);
    }
    if (!this.#texts.hasPending) this.#release();
    else if (this.#waiting.length > 0 || this.#ending !== undefined) void this.#judgePending();
  }

  async #judgePending(): Promise<void> {
    this.#isJudging = true;
    const { signal } = this.#stop;
    try {
      for (const text of this.#texts.take()) {
        await inBranch(signal, () => this.#judge.judge(text));
        if (signal.aborted) return;
      }
    } catch (error) {
      if (!signal.aborted) this.#cut(error);
      return;
    }
    this.#isJudging = false;
    this.#release();
    this.#goOn();
    if (this.#wantsMore && this.#ending === undefined) this.#source.resume();
  }

  /** What is held is judged, or says nothing. */
  #release(): void {
    const wire = this.#held;
    this.#held = "";
    if (wire !== "" && this.#sink?.data(wire) === false) this.#sinkHasRoom = false;
    if (this.#waiting.length === 0 && this.#ending !== undefined) this.#finish(this.#ending);
  }

  #cut(error: unknown): void {
    const reason = this.#judge.refused(error);
    this.#source.cancel();
    this.#finish((sink) => sink.fail(reason));
  }

  #finish(ending: Ending): void {
    const sink = this.#sink;
    this.#sink = undefined;
    if (sink !== undefined) ending(sink);
  }
}
