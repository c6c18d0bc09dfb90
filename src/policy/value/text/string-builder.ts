// System.Text.StringBuilder: a string under construction. JavaScript's own strings already grow cheaply.

import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";

export class StringBuilder extends ClrObject {
  readonly clrName = "System.Text.StringBuilder";
  text: string;
  capacity: number;

  constructor(text = "", capacity = 16) {
    super();
    this.text = text;
    this.capacity = Math.max(capacity, text.length);
  }

  override toString(): string {
    return this.text;
  }

  append(run: Run, text: string): this {
    run.spend(text.length);
    run.allocate(text.length * 2);
    this.text += text;
    this.#grow();
    return this;
  }

  /** Replaces all, for which a whole new text is charged. */
  become(run: Run, text: string): this {
    run.spend(text.length);
    run.allocate(text.length * 2);
    this.text = text;
    this.#grow();
    return this;
  }

  #grow(): void {
    while (this.capacity < this.text.length) this.capacity *= 2;
  }
}
