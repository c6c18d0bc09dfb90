// Takes the answer to an explained request.

import type { Field } from "#http/field.ts";
import type { Responder, ResponseMessage } from "#http/responder.ts";
import type { Tunnel } from "#http/tunnel.ts";

export class ExplainResponder implements Responder {
  isOpen = true;
  hasBegun = false;
  responseBytes = 0;
  readonly requestBodyBytes = 0;
  /** 0 where the connection would be closed without an answer. */
  status = 0;
  fields: readonly Field[] = [];
  body = "";
  /** Resolves when the request has its answer, or none. */
  readonly done: Promise<void>;
  #finished: () => void = () => undefined;

  constructor() {
    this.done = new Promise((resolve) => {
      this.#finished = resolve;
    });
  }

  watch(): void {
    // The client of an explained request stays.
  }

  interim(): void {
    // Nobody waits for it.
  }

  send(message: ResponseMessage, content: string): void {
    this.#begin(message);
    this.body = content;
    this.#end();
  }

  begin(message: ResponseMessage, content: string): boolean {
    this.#begin(message);
    this.body = content;
    return true;
  }

  write(content: string): boolean {
    this.body += content;
    return true;
  }

  finish(): void {
    this.#end();
  }

  upgrade(): Tunnel {
    throw new Error("an explained request upgrades nothing: no backend was asked");
  }

  release(): void {
    // There is no connection to go on with.
  }

  endConnection(): void {
    // There is none.
  }

  abort(): void {
    this.#end();
  }

  #begin({ status, fields }: ResponseMessage): void {
    this.hasBegun = true;
    this.status = status;
    this.fields = fields;
  }

  #end(): void {
    this.isOpen = false;
    this.#finished();
  }
}
