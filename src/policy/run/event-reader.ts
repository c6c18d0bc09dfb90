// Server-sent events as they come over the wire (HTML Standard, section 9.2.6), each with its bytes, so that
// it can be held and then go on as it came.

const LF = 0x0a;
const CR = 0x0d;

export type StreamEvent = {
  /** All of its bytes, one char each: its lines, and the empty one behind them. */
  readonly wire: string;
  /** What a client may be shown of it; bytes too. */
  readonly data: string;
};

/** Names of events, ids and times to wait are told to programs; anything longer is read as data. */
const silentLine = /^(?::|(?:event|id|retry): ?[\w.:/-]{0,64}$)/;

export class EventReader {
  #kept = "";
  /** As far as `#kept` was looked through. */
  #at = 0;
  #lineChars = 0;
  #isAfterCr = false;

  /** Bytes of an event that is not whole yet. */
  get keptBytes(): number {
    return this.#kept.length;
  }

  /** The events that a chunk completes. */
  read(chunk: string): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    this.#kept += chunk;
    while (this.#at < this.#kept.length) {
      const code = this.#kept.charCodeAt(this.#at++);
      const isHalf = code === LF && this.#isAfterCr;
      this.#isAfterCr = code === CR;
      if (isHalf) continue;
      if (code !== LF && code !== CR) this.#lineChars++;
      else if (this.#lineChars > 0) this.#lineChars = 0;
      else events.push(this.#take());
    }
    return events;
  }

  /** A line feed that belongs to the empty line goes along, where it is there. */
  #take(): StreamEvent {
    if (this.#isAfterCr && this.#kept.charCodeAt(this.#at) === LF) {
      this.#at++;
      this.#isAfterCr = false;
    }
    const wire = this.#kept.slice(0, this.#at);
    this.#kept = this.#kept.slice(this.#at);
    this.#at = 0;
    return { wire, data: dataOf(wire) };
  }

  /** What came behind the last whole event: some clients take it for one. */
  rest(): StreamEvent {
    const wire = this.#kept;
    this.#kept = "";
    this.#at = 0;
    return { wire, data: dataOf(wire) };
  }
}

/** A line that is no field's is none for clients that keep to the standard; others may show it. */
function dataOf(wire: string): string {
  return wire
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== "" && !silentLine.test(line))
    .map((line) => line.replace(/^data: ?/, ""))
    .join("\n");
}
