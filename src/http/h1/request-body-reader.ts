// The body of one request on its way from the connection to whoever wants it, with back-pressure.

import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { type BodySink, type BodySource, NO_TRAILERS, type RequestBody } from "../body.ts";
import { type BodyDecoder, ChunkedDecoder } from "./body-decoder.ts";

/** What the reader needs of its connection. */
interface Connection {
  pauseReading(): void;
  resumeReading(): void;
  expectBytes(): void;
  sendContinue(): void;
  countBody(bytes: number): void;
  endBody(rest: string): void;
  breakBody(): void;
}

export class RequestBodyReader implements BodySource {
  readonly body: RequestBody;
  private readonly decoder: BodyDecoder;
  private readonly limitBytes: number;
  private readonly connection: Connection;
  private sink: BodySink | undefined;
  private receivedBytes = 0;
  private isDiscarding = false;
  private isDone = false;
  private isGiven = false;
  /** What came since the body was given away, and before anybody took it. */
  private held = "";
  private fault: FaultCode | "" = "";

  constructor(decoder: BodyDecoder, declaredBytes: number, limitBytes: number, connection: Connection) {
    this.decoder = decoder;
    this.limitBytes = limitBytes;
    this.connection = connection;
    this.body = { prefix: "", complete: false, declaredBytes, rest: this, trailers: NO_TRAILERS };
  }

  take(bytes: string): void {
    const { content, done, rest, flaw } = this.decoder.decode(bytes);
    this.receivedBytes += content.length;
    this.connection.countBody(content.length);
    if (this.receivedBytes > this.limitBytes) {
      this.fail("body-too-large");
      return;
    }
    if (flaw !== "") {
      this.fail("chunk-malformed");
      return;
    }
    const isHeld = content !== "" && !this.isDiscarding && !this.deliver(content);
    if (done) this.end(rest);
    // Held for a slow backend, the client cannot be late: the pause is not its own.
    else if (isHeld) this.connection.pauseReading();
    else if (this.sink !== undefined || this.isDiscarding) this.connection.expectBytes();
  }

  /** False where nobody takes more for now. */
  private deliver(content: string): boolean {
    if (this.sink !== undefined) return this.sink.data(content);
    if (this.isGiven) this.held += content;
    else this.body.prefix += content;
    return false;
  }

  private end(rest: string): void {
    this.isDone = true;
    const { trailers } = this.decoder;
    if (!this.isGiven) {
      this.body.complete = true;
      this.body.rest = undefined;
      this.body.trailers = trailers;
    }
    this.connection.endBody(rest);
    this.sink?.end(trailers);
  }

  /**
   * The body is given away. From now on it stays what it is, and the rest comes through `start`: who wrote
   * that it is chunked, or counted it, would be wrong if it were whole a moment later. Gives the fault that
   * the bytes which came with the head already showed.
   */
  give(): FaultCode | "" {
    this.isGiven = true;
    return this.fault;
  }

  /** Ends the body as broken; later calls do nothing. */
  fail(fault: FaultCode): void {
    if (this.isDone || this.fault !== "") return;
    this.fault = fault;
    this.connection.breakBody();
    this.sink?.fail(fault);
  }

  start(sink: BodySink): void {
    this.sink = sink;
    if (this.fault !== "") {
      sink.fail(this.fault);
      return;
    }
    if (this.receivedBytes === 0) this.connection.sendContinue();
    const { held } = this;
    this.held = "";
    const takesMore = held === "" || sink.data(held);
    if (this.isDone) sink.end(this.decoder.trailers);
    else if (takesMore) this.connection.resumeReading();
  }

  resume(): void {
    if (!this.isDone && this.fault === "") this.connection.resumeReading();
  }

  cancel(): void {
    this.sink = undefined;
    this.held = "";
    this.isDiscarding = true;
  }

  /** Reads the rest away; the connection is told when it is through. */
  discard(): void {
    this.cancel();
    if (this.fault !== "") this.connection.breakBody();
    else this.connection.resumeReading();
  }

  /** True where no more than so many bytes are still to come. */
  remainingAtMost(limitBytes: number): boolean {
    if (this.fault !== "" || this.decoder instanceof ChunkedDecoder) return false;
    return this.body.declaredBytes - this.receivedBytes <= limitBytes;
  }
}
