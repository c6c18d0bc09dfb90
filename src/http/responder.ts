// The way back to a client, whichever protocol it speaks.

import type { Field } from "./field.ts";
import type { Tunnel } from "./tunnel.ts";

/** The head of a response as the gateway decided on it. */
export type ResponseMessage = {
  readonly status: number;
  /** Empty: the status' usual phrase. */
  readonly reasonPhrase: string;
  readonly fields: readonly Field[];
  /** Lower-case names that the backend's `Connection` listed. */
  readonly connectionNames: readonly string[];
  /** Fields of ours, ready for the wire, each with its CRLF. */
  readonly ownWire: string;
  /** Length of the body, or for HEAD and 304 of the one not sent; -1 where it is not known before its end. */
  readonly bodyBytes: number;
};

/** Why nothing more reaches the client: codes of the fault catalogue. The last two are of its own making. */
export type GoneReason = "client-gone" | "client-stalled" | "length-disagrees" | "http2-request-refused";

/** Hears what becomes of the client while a response is under way. */
export interface ResponderWatcher {
  /** The client takes more: go on with a body that was held. */
  drained(): void;
  /** The client, or its stream, is gone; nothing more will be sent. */
  gone(reason: GoneReason): void;
}

export interface Responder {
  /** False once the client is gone or the response is done. */
  readonly isOpen: boolean;
  /** True once a final status line is out: nothing can be taken back. */
  readonly hasBegun: boolean;
  /** Bytes of response written so far, heads included. */
  readonly responseBytes: number;
  /** Bytes of request body received so far, transfer coding removed. */
  readonly requestBodyBytes: number;
  watch(watcher: ResponderWatcher): void;
  /** An interim response (1xx), to clients that understand it. */
  interim(status: number, fields: readonly Field[]): void;
  /** The whole response at once. */
  send(message: ResponseMessage, content: string): void;
  /** The head and a first piece; `write` and `finish` follow. False asks to hold until `drained`. */
  begin(message: ResponseMessage, content: string): boolean;
  write(content: string): boolean;
  /** So much of the response is kept until it may be written: absent where no others share the connection. */
  holds?(bytes: number): void;
  /** Ends what `begin` began. Trailers go out only where the protocol can carry them. */
  finish(trailers: readonly Field[]): void;
  /** Sends a 101 and leaves HTTP: the connection is the tunnel's from then on. */
  upgrade(message: ResponseMessage): Tunnel;
  /** The response is out and recorded: the connection may go on to its next request. */
  release(): void;
  /** Asks the client to open another connection for its next request, where requests follow each other. */
  endConnection(): void;
  /** Cuts the connection so that half a response cannot be taken for a whole one. */
  abort(): void;
}
