// context.Request.Body and context.Response.Body: whole messages, read once unless the reader asks to keep
// them.

import { ClrException } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";

export class MessageBody extends ClrObject {
  readonly clrName = "Portcullis.MessageBody";
  readonly bytes: Uint8Array;
  #isConsumed = false;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
  }

  get isConsumed(): boolean {
    return this.#isConsumed;
  }

  /** The bytes; without `isPreserved` they can be had no second time.
   * @throws ClrException InvalidOperationException when they were consumed */
  take(isPreserved: boolean): Uint8Array {
    if (this.#isConsumed) {
      throw new ClrException(
        "System.InvalidOperationException",
        "The body has been consumed already: read it with preserveContent: true to read it again.",
      );
    }
    this.#isConsumed = !isPreserved;
    return this.bytes;
  }
}
