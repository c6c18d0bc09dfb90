// A body that somebody looks at while it goes by. It comes neither later nor otherwise for that.

import type { FaultCode } from "#kernel/fault-catalogue.ts";
import type { BodySink, BodySource } from "./body.ts";
import type { Field } from "./field.ts";

export class WatchedSource implements BodySource, BodySink {
  readonly #source: BodySource;
  readonly #seen: (chunk: string) => void;
  #sink: BodySink | undefined;

  constructor(source: BodySource, seen: (chunk: string) => void) {
    this.#source = source;
    this.#seen = seen;
  }

  start(sink: BodySink, isHeld?: boolean): void {
    this.#sink = sink;
    this.#source.start(this, isHeld);
  }

  resume(): void {
    this.#source.resume();
  }

  cancel(): void {
    this.#sink = undefined;
    this.#source.cancel();
  }

  data(chunk: string): boolean {
    this.#seen(chunk);
    return this.#sink?.data(chunk) ?? true;
  }

  end(trailers: readonly Field[]): void {
    this.#sink?.end(trailers);
  }

  fail(reason: FaultCode): void {
    this.#sink?.fail(reason);
  }
}
