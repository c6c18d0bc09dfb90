// What has been read of a body as the beginning of a source, so that it can be shaped like what follows it.

import type { Body, BodySink, BodySource } from "#http/body.ts";
import type { Field } from "#http/field.ts";

export class ReadBody implements BodySource {
  #prefix: string;
  readonly #trailers: readonly Field[];
  readonly #rest: BodySource | undefined;

  constructor({ prefix, rest, trailers }: Body) {
    this.#prefix = prefix;
    this.#rest = rest;
    this.#trailers = trailers;
  }

  start(sink: BodySink, isHeld = false): void {
    const prefix = this.#prefix;
    this.#prefix = "";
    const takesMore = prefix === "" || sink.data(prefix);
    if (this.#rest === undefined) sink.end(this.#trailers);
    else this.#rest.start(sink, isHeld || !takesMore);
  }

  resume(): void {
    this.#rest?.resume();
  }

  cancel(): void {
    this.#rest?.cancel();
  }
}
