// String.Format: `{index,alignment:format}`, `{{`, `}}`, read as StringBuilder.AppendFormat of the .NET
// Framework does.

import { formatException } from "../clr-exception.ts";
import { formatText } from "../object-text.ts";
import type { Run } from "../run.ts";

/** Indexes and widths stop being read here. */
const MOST = 1_000_000;

const malformed = (): Error => formatException("Input string was not in a correct format.");

/**
 * `args` are in object representation.
 * @throws ClrException FormatException
 */
export function formatComposite(run: Run, format: string, args: readonly unknown[]): string {
  run.spend(format.length);
  const reader = new FormatReader(run, format, args);
  return reader.read();
}

/** `text` in a field of at least `width` characters; a negative width puts it to the left. */
function aligned(run: Run, text: string, width: number): string {
  const size = Math.abs(width);
  if (size <= text.length) return text;
  run.allocate(size * 2);
  return width < 0 ? text.padEnd(size) : text.padStart(size);
}

class FormatReader {
  readonly #run: Run;
  readonly #format: string;
  readonly #args: readonly unknown[];
  #at = 0;

  constructor(run: Run, format: string, args: readonly unknown[]) {
    this.#run = run;
    this.#format = format;
    this.#args = args;
  }

  read(): string {
    let result = "";
    for (;;) {
      result += this.#readText();
      if (this.#at === this.#format.length) return result;
      const hole = this.#readHole();
      this.#run.allocate(hole.length * 2);
      result += hole;
    }
  }

  #readText(): string {
    let text = "";
    while (this.#at < this.#format.length) {
      const char = this.#format.charAt(this.#at);
      const isDoubled = this.#format[this.#at + 1] === char;
      if (char === "}" && !isDoubled) throw malformed();
      if (char === "{" && !isDoubled) return text;
      this.#at += char === "{" || char === "}" ? 2 : 1;
      text += char;
    }
    return text;
  }

  #readHole(): string {
    this.#at += 1;
    const index = this.#readNumber();
    if (index >= this.#args.length) {
      const message = "must be greater than or equal to zero and less than the size of the argument list.";
      throw formatException(`Index (zero based) ${message}`);
    }
    this.#skipSpaces();
    let width = 0;
    if (this.#format[this.#at] === ",") {
      this.#at += 1;
      this.#skipSpaces();
      const isLeft = this.#format[this.#at] === "-";
      if (isLeft) this.#at += 1;
      width = this.#readNumber() * (isLeft ? -1 : 1);
      this.#skipSpaces();
    }
    const format = this.#format[this.#at] === ":" ? this.#readFormat() : null;
    if (this.#format[this.#at] !== "}") throw malformed();
    this.#at += 1;
    return aligned(this.#run, formatText(this.#args[index], format), width);
  }

  #readNumber(): number {
    let value = 0;
    const start = this.#at;
    while (/[0-9]/.test(this.#format.charAt(this.#at)) && value < MOST) {
      value = value * 10 + Number(this.#format.charAt(this.#at));
      this.#at += 1;
    }
    if (this.#at === start || this.#at === this.#format.length) throw malformed();
    return value;
  }

  #skipSpaces(): void {
    while (this.#format[this.#at] === " ") this.#at += 1;
  }

  #readFormat(): string {
    let format = "";
    this.#at += 1;
    for (;;) {
      const char = this.#format[this.#at];
      const isDoubled = this.#format[this.#at + 1] === char;
      if (char === undefined || (char === "{" && !isDoubled)) throw malformed();
      if (char === "}" && !isDoubled) return format;
      this.#at += char === "{" || char === "}" ? 2 : 1;
      format += char;
    }
  }
}
