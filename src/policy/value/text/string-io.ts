// System.IO.StringReader and StringWriter: texts as streams of characters.

import { ClrException } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";

export class StringReader extends ClrObject {
  readonly clrName = "System.IO.StringReader";
  readonly #text: string;
  #at = 0;
  isClosed = false;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  /** The next code unit, or -1 at the end. @throws ClrException ObjectDisposedException */
  peek(): number {
    this.#check();
    return this.#at < this.#text.length ? this.#text.charCodeAt(this.#at) : -1;
  }

  read(): number {
    const code = this.peek();
    if (code >= 0) this.#at += 1;
    return code;
  }

  /** Up to `\n`, `\r` or `\r\n`, which is left out; null at the end. */
  readLine(run: Run): string | null {
    this.#check();
    const start = this.#at;
    if (start === this.#text.length) return null;
    while (this.#at < this.#text.length && !/[\r\n]/.test(this.#text.charAt(this.#at))) this.#at += 1;
    const line = this.#text.slice(start, this.#at);
    run.spend(line.length);
    run.allocate(line.length * 2);
    this.#at += this.#text.startsWith("\r\n", this.#at) ? 2 : 1;
    this.#at = Math.min(this.#at, this.#text.length);
    return line;
  }

  readToEnd(run: Run): string {
    this.#check();
    const rest = this.#text.slice(this.#at);
    run.spend(rest.length);
    run.allocate(rest.length * 2);
    this.#at = this.#text.length;
    return rest;
  }

  #check(): void {
    if (this.isClosed) {
      throw new ClrException("System.ObjectDisposedException", "Cannot read from a closed TextReader.");
    }
  }
}

export class StringWriter extends ClrObject {
  readonly clrName = "System.IO.StringWriter";
  #text: string;

  constructor(text = "") {
    super();
    this.#text = text;
  }

  override toString(): string {
    return this.#text;
  }

  write(run: Run, text: string): void {
    run.spend(text.length);
    run.allocate(text.length * 2);
    this.#text += text;
  }
}
