// The body of a message in a plan: as it comes from the wire, until somebody needs it whole or replaces it.

import { type Body, type BodySource, wholeBody } from "#http/body.ts";
import { WatchedSource } from "#http/watched-source.ts";
import { MessageBody } from "../value/context/message-body.ts";

export class PolicyBody {
  #body: Body;
  #message: MessageBody | undefined;
  #isReplaced = false;

  constructor(body: Body) {
    this.#body = body;
  }

  /** What expressions read. Of a body that did not come whole there are the bytes that came: a plan whose
   * expressions read bodies has them gathered first. */
  get message(): MessageBody {
    this.#message ??= new MessageBody(Buffer.from(this.#body.prefix, "latin1"));
    return this.#message;
  }

  /** As the wire has it, for whoever gathers it. */
  get source(): Body {
    return this.#body;
  }

  get isWhole(): boolean {
    return this.#body.complete;
  }

  get isReplaced(): boolean {
    return this.#isReplaced;
  }

  /** Its length where it is whole, else what was declared; -1 where nobody knows. */
  get lengthBytes(): number {
    return this.#body.complete ? this.#body.prefix.length : this.#body.declaredBytes;
  }

  /** The bytes as they go on, one char each. */
  get wire(): string {
    return this.#message?.isConsumed === true ? "" : this.#body.prefix;
  }

  /** UTF-8, as whole text. Reading it this way does not consume it. */
  get text(): string {
    return Buffer.from(this.wire, "latin1").toString("utf8");
  }

  replaceText(text: string): void {
    this.replaceBytes(Buffer.from(text, "utf8"));
  }

  replaceBytes(bytes: Uint8Array): void {
    this.#body.rest?.cancel();
    this.#body = wholeBody(Buffer.from(bytes).toString("latin1"));
    this.#message = undefined;
    this.#isReplaced = true;
  }

  /** Shows somebody the bytes as they go on: those that are there now, the others when they come. */
  watch(seen: (chunk: string) => void): void {
    seen(this.#body.prefix);
    const { rest } = this.#body;
    if (rest !== undefined) this.#body.rest = new WatchedSource(rest, seen);
  }

  /** Puts somebody before whoever takes a body that is not whole: it goes on by them, or not at all. */
  hold(make: (prefix: string, rest: BodySource) => BodySource): void {
    const { prefix, rest } = this.#body;
    if (rest === undefined) throw new Error("a whole body cannot be held");
    this.#body.prefix = "";
    this.#body.rest = make(prefix, rest);
  }

  /** Nobody wants what is still to come of it. */
  discard(): void {
    this.#body.rest?.cancel();
  }

  /**
   * The body as it goes on. One that an expression read without preserveContent is gone: as on Azure,
   * nothing goes on in its place.
   */
  get outgoing(): Body {
    return this.#message?.isConsumed === true ? wholeBody("") : this.#body;
  }
}
