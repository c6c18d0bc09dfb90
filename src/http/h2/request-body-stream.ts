// The body of one request on its way from its HTTP/2 stream to whoever wants it, with back-pressure. A body
// that the stream's end did not confirm is never whole for anybody (RFC 9113 §8.1.1).

import type { ServerHttp2Stream } from "node:http2";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { type BodySink, type BodySource, NO_TRAILERS, type RequestBody } from "../body.ts";
import { type Field, makeField } from "../field.ts";
import { isTrailer } from "../field-kind.ts";
import { isH2FieldName, isH2FieldValue } from "./field-rules.ts";

/** What the body needs of its stream's owner. */
interface Owner {
  /** The client ended the stream, by the frames that it sent. */
  hasEndCome(): boolean;
  /** Why a stream ended before its body did. */
  cause(): FaultCode;
  /** Are so many fields all that the client sent after the body? */
  areTrailersWhole(fieldCount: number): boolean;
  fieldsMalformed(): void;
  countBody(bytes: number): void;
  expectBytes(): void;
  expectNothing(): void;
  sendContinue(): void;
}

export class RequestBodyStream implements BodySource {
  readonly body: RequestBody;
  private readonly stream: ServerHttp2Stream;
  private readonly owner: Owner;
  private readonly limitBytes: number;
  private readonly declaredBytes: number;
  private sink: BodySink | undefined;
  private receivedBytes = 0;
  /** What completes a declared length waits for the stream's end: a backend that counts must not be ahead. */
  private held = "";
  private trailers: readonly Field[] = NO_TRAILERS;
  private fault: FaultCode | "" = "";
  private hasEnded = false;

  /** @param declaredBytes -1 where the length is not known */
  constructor(stream: ServerHttp2Stream, declaredBytes: number, limitBytes: number, owner: Owner) {
    this.stream = stream;
    this.owner = owner;
    this.limitBytes = limitBytes;
    this.declaredBytes = declaredBytes;
    this.body = { prefix: "", complete: false, declaredBytes, rest: this, trailers: NO_TRAILERS };
    stream.on("end", () => this.ended());
    this.readPrefix();
  }

  /** The fault that the bytes which came with the head already showed. */
  get earlyFault(): FaultCode | "" {
    return this.fault;
  }

  get isWhole(): boolean {
    return this.hasEnded && this.fault === "";
  }

  private readPrefix(): void {
    for (let chunk: unknown = this.stream.read(); chunk instanceof Buffer; chunk = this.stream.read()) {
      const bytes = chunk.toString("latin1");
      if (!this.admit(bytes.length)) return;
      this.body.prefix += bytes;
    }
  }

  /** To be called once, before the body is given away: what came with the head is judged. */
  settlePrefix(): void {
    const { body } = this;
    if (this.isWhole) {
      body.complete = true;
      body.rest = undefined;
      body.trailers = this.trailers;
    } else if (this.fault === "" && body.prefix.length === this.declaredBytes) {
      this.held = body.prefix.slice(-1);
      body.prefix = body.prefix.slice(0, -1);
    }
  }

  private admit(bytes: number): boolean {
    this.receivedBytes += bytes;
    this.owner.countBody(bytes);
    if (this.declaredBytes >= 0 && this.receivedBytes > this.declaredBytes) this.fail("length-disagrees");
    else if (this.receivedBytes > this.limitBytes) this.fail("body-too-large");
    return this.fault === "";
  }

  private take(chunk: Buffer): void {
    const { sink } = this;
    if (sink === undefined || !this.admit(chunk.length)) return;
    const bytes = chunk.toString("latin1");
    if (this.receivedBytes === this.declaredBytes) {
      this.held = bytes;
      this.owner.expectBytes();
    } else if (sink.data(bytes)) this.owner.expectBytes();
    else {
      // Held for a slow backend, the client cannot be late: the pause is not its own.
      this.owner.expectNothing();
      this.stream.pause();
    }
  }

  /** To be called before the stream ends. */
  takeTrailers(list: readonly string[]): void {
    const fields: Field[] = [];
    let isWellFormed = this.owner.areTrailersWhole(list.length / 2);
    for (let i = 0; i < list.length; i += 2) {
      const name = list[i] ?? "";
      const value = list[i + 1] ?? "";
      if (!isH2FieldName(name) || !isH2FieldValue(value)) isWellFormed = false;
      else if (isTrailer(name)) fields.push(makeField(name, value));
    }
    this.trailers = fields;
    if (isWellFormed) return;
    this.owner.fieldsMalformed();
    this.fail("field-malformed");
  }

  private ended(): void {
    if (this.hasEnded || this.fault !== "") return;
    if (!this.owner.hasEndCome()) this.fail(this.owner.cause());
    else if (this.declaredBytes >= 0 && this.receivedBytes !== this.declaredBytes)
      this.fail("length-disagrees");
    else this.finish();
  }

  private finish(): void {
    this.hasEnded = true;
    this.owner.expectNothing();
    const { sink, held } = this;
    if (sink === undefined) return;
    if (held !== "") sink.data(held);
    sink.end(this.trailers);
  }

  /** Ends the body as broken; later calls do nothing. */
  fail(fault: FaultCode): void {
    if (this.hasEnded || this.fault !== "") return;
    this.fault = fault;
    this.owner.expectNothing();
    const { sink } = this;
    this.sink = undefined;
    sink?.fail(fault);
  }

  start(sink: BodySink): void {
    if (this.fault !== "") {
      sink.fail(this.fault);
      return;
    }
    this.sink = sink;
    if (this.hasEnded) {
      this.finish();
      return;
    }
    if (this.receivedBytes === 0) this.owner.sendContinue();
    this.owner.expectBytes();
    this.stream.on("data", (chunk: Buffer) => this.take(chunk));
  }

  resume(): void {
    if (this.hasEnded || this.fault !== "") return;
    this.owner.expectBytes();
    this.stream.resume();
  }

  cancel(): void {
    this.sink = undefined;
    this.owner.expectNothing();
    this.stream.pause();
  }
}
