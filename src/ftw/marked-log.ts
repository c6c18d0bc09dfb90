// Follows a log file in ModSecurity's form, and sorts its lines by the markers between which they stand. A
// line outside of any pair of markers belongs to nobody.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

export type MarkedLines = { readonly lines: string[]; readonly done: (lines: readonly string[]) => void };

const MARKER = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const CHUNK_BYTES = 1 << 20;

export class MarkedLog {
  private readonly file: string;
  private readonly decoder = new StringDecoder("latin1");
  private readonly starts = new Map<string, MarkedLines>();
  private readonly ends = new Map<string, MarkedLines>();
  private offset: number;
  private rest = "";
  private current: MarkedLines | undefined;

  /** What the file holds by now is passed over. Throws where it cannot be read. */
  constructor(file: string) {
    this.file = file;
    this.offset = this.withFile((descriptor) => fstatSync(descriptor).size);
  }

  /** Pairs whose second marker has not been seen. */
  get missing(): number {
    return this.ends.size;
  }

  /** @param done called once, with the lines between the two markers, as soon as the second is read */
  expect(first: string, second: string, done: (lines: readonly string[]) => void): void {
    const marked: MarkedLines = { lines: [], done };
    this.starts.set(first, marked);
    this.ends.set(second, marked);
  }

  /** Reads what was added. */
  read(): void {
    this.withFile((descriptor) => {
      const buffer = Buffer.alloc(CHUNK_BYTES);
      for (;;) {
        const bytes = readSync(descriptor, buffer, 0, CHUNK_BYTES, this.offset);
        if (bytes === 0) return;
        this.offset += bytes;
        this.take(this.decoder.write(buffer.subarray(0, bytes)));
      }
    });
  }

  private take(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.takeLine(line);
  }

  private takeLine(line: string): void {
    const marker = MARKER.exec(line)?.[0];
    const started = marker === undefined ? undefined : this.starts.get(marker);
    const ended = marker === undefined ? undefined : this.ends.get(marker);
    if (marker !== undefined && started !== undefined) {
      this.starts.delete(marker);
      this.current = started;
    } else if (marker !== undefined && ended !== undefined) {
      this.ends.delete(marker);
      if (this.current === ended) this.current = undefined;
      ended.done(ended.lines);
    } else this.current?.lines.push(line);
  }

  private withFile<T>(work: (descriptor: number) => T): T {
    const descriptor = openSync(this.file, "r");
    try {
      return work(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}
