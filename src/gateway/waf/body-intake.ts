// Gathers a body for inspection, up to a limit, while its sender is held to it. What was gathered and what is
// still to come then go on together, as the body that they were.

import type { Body, BodySink, BodySource } from "#http/body.ts";
import type { Field } from "#http/field.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";

/** `whole`: all of it is here. `cut`: it goes on past the limit. Else the code of what went wrong with it. */
export type IntakeOutcome = "whole" | "cut" | { readonly failed: FaultCode };

export class BodyIntake implements BodySink, BodySource {
  private readonly body: Body;
  private readonly source: BodySource;
  private readonly limitBytes: number;
  private readonly done: (outcome: IntakeOutcome) => void;
  private readonly chunks: string[];
  private gatheredBytes: number;
  private isGathering = true;
  private isCancelled = false;
  private sink: BodySink | undefined;
  /** How the body ended before anybody took its rest: a source may have had that in the same read. */
  private ending: ((sink: BodySink) => void) | undefined;

  /** @param body not complete; it is changed to what was gathered before `done` is called, once */
  constructor(body: Body, source: BodySource, limitBytes: number, done: (outcome: IntakeOutcome) => void) {
    this.body = body;
    this.source = source;
    this.limitBytes = limitBytes;
    this.done = done;
    this.chunks = [body.prefix];
    this.gatheredBytes = body.prefix.length;
  }

  gather(): void {
    this.source.start(this);
  }

  // ── the side of the source ──

  data(chunk: string): boolean {
    if (!this.isGathering) return this.sink?.data(chunk) ?? this.keep(chunk);
    this.keep(chunk);
    if (this.gatheredBytes <= this.limitBytes) return true;
    this.settle("cut");
    // The sink may have come meanwhile, and may want the rest at once.
    return this.sink !== undefined;
  }

  private keep(chunk: string): false {
    this.chunks.push(chunk);
    this.gatheredBytes += chunk.length;
    return false;
  }

  end(trailers: readonly Field[]): void {
    if (!this.isGathering) {
      this.pass((sink) => sink.end(trailers));
      return;
    }
    this.body.trailers = trailers;
    this.settle("whole");
  }

  fail(reason: FaultCode): void {
    if (this.isGathering) this.settle({ failed: reason });
    else this.pass((sink) => sink.fail(reason));
  }

  private pass(ending: (sink: BodySink) => void): void {
    if (this.sink === undefined) this.ending = ending;
    else ending(this.sink);
  }

  private settle(outcome: IntakeOutcome): void {
    if (this.isCancelled) return;
    this.isGathering = false;
    const { body } = this;
    body.prefix = this.chunks.join("");
    this.chunks.length = 0;
    if (outcome === "cut") body.rest = this;
    else {
      body.complete = outcome === "whole";
      body.rest = undefined;
    }
    this.done(outcome);
  }

  // ── the side of whoever takes the rest ──

  start(sink: BodySink, isHeld = false): void {
    this.sink = sink;
    let wantsMore = !isHeld;
    for (const chunk of this.chunks.splice(0)) wantsMore = sink.data(chunk) && wantsMore;
    if (this.ending !== undefined) this.ending(sink);
    else if (wantsMore) this.source.resume();
  }

  resume(): void {
    this.source.resume();
  }

  cancel(): void {
    this.isCancelled = true;
    this.source.cancel();
  }
}
