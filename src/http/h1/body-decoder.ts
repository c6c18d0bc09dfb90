// Takes the body of one message out of a connection's bytes: by length, by chunks (RFC 9112 §7.1), or until
// the connection closes. Knows nothing of sockets; content goes to the caller as latin1 strings.

import { NO_TRAILERS } from "../body.ts";
import { type Field, readFieldAfter } from "../field.ts";
import { isTrailer } from "../field-kind.ts";

/** What one call of `decode` found. `rest` is what follows the body, only where it is `done`. */
export type Decoded = {
  content: string;
  done: boolean;
  rest: string;
  /** Set where the framing is broken: nothing after it can be trusted. */
  flaw: string;
};

export interface BodyDecoder {
  /** The fields after a chunked body, once it is done. */
  readonly trailers: readonly Field[];
  decode(bytes: string): Decoded;
  /** The connection ended: is the body whole? */
  endsWhole(): boolean;
}

const decoded = (content: string, done: boolean, rest: string, flaw = ""): Decoded => ({
  content,
  done,
  rest,
  flaw,
});

export class LengthDecoder implements BodyDecoder {
  readonly trailers = NO_TRAILERS;
  private remaining: number;

  constructor(lengthBytes: number) {
    this.remaining = lengthBytes;
  }

  decode(bytes: string): Decoded {
    if (bytes.length < this.remaining) {
      this.remaining -= bytes.length;
      return decoded(bytes, false, "");
    }
    if (bytes.length === this.remaining) {
      this.remaining = 0;
      return decoded(bytes, true, "");
    }
    const end = this.remaining;
    this.remaining = 0;
    return decoded(bytes.slice(0, end), true, bytes.slice(end));
  }

  endsWhole(): boolean {
    return this.remaining === 0;
  }
}

/** A response without length or coding ends with its connection (RFC 9112 §6.3, item 8). */
export class CloseDecoder implements BodyDecoder {
  readonly trailers = NO_TRAILERS;

  decode(bytes: string): Decoded {
    return decoded(bytes, false, "");
  }

  endsWhole(): boolean {
    return true;
  }
}

const MAX_SIZE_LINE = 256;
const MAX_TRAILER_BYTES = 8192;
/** Of one body. Extensions mean nothing to us: many of them only cost, past any limit of a body. */
const MAX_EXTENSION_BYTES = 16_384;
// Extensions are read over but must have the form of RFC 9112 §7.1.1: readers that look for the line's end
// in another way than we do (a bare LF, a quoted one) would find other chunks than we did.
const SIZE_LINE =
  /^([0-9a-f]{1,12})((?:[ \t]*;[ \t]*[!#$%&'*+\-.^_`|~\w]+(?:[ \t]*=[ \t]*(?:[!#$%&'*+\-.^_`|~\w]+|"(?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"))?)*)$/i;

type ChunkState = "size" | "data" | "dataEnd" | "trailer" | "done";

export class ChunkedDecoder implements BodyDecoder {
  trailers: Field[] = [];
  private readonly droppedNames: readonly string[];
  private state: ChunkState = "size";
  private remaining = 0;
  private extensionBytes = 0;
  private line = "";
  private trailerBytes = 0;
  private position = 0;
  private flaw = "";

  /** @param droppedNames lower-case names of fields that the message's `Connection` lists */
  constructor(droppedNames: readonly string[] = []) {
    this.droppedNames = droppedNames;
  }

  decode(bytes: string): Decoded {
    let content = "";
    this.position = 0;
    while (this.position < bytes.length && this.state !== "done" && this.flaw === "") {
      if (this.state === "data") content += this.takeData(bytes);
      else this.takeLine(bytes);
    }
    const done = this.state === "done";
    return decoded(content, done, done ? bytes.slice(this.position) : "", this.flaw);
  }

  endsWhole(): boolean {
    return this.state === "done";
  }

  private takeData(bytes: string): string {
    const end = Math.min(bytes.length, this.position + this.remaining);
    const data = bytes.slice(this.position, end);
    this.remaining -= end - this.position;
    this.position = end;
    if (this.remaining === 0) this.state = "dataEnd";
    return data;
  }

  private takeLine(bytes: string): void {
    const lineFeed = bytes.indexOf("\n", this.position);
    const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
    const limit = this.state === "trailer" ? MAX_TRAILER_BYTES : MAX_SIZE_LINE;
    if (this.line.length + end - this.position > limit) {
      this.flaw = this.state === "trailer" ? "the trailer is too long" : "a chunk-size line is too long";
      return;
    }
    this.line += bytes.slice(this.position, end);
    this.position = end;
    if (lineFeed < 0) return;
    const line = this.line;
    this.line = "";
    if (!line.endsWith("\r\n")) this.flaw = "a line of the chunked body does not end in CR LF";
    else this.endLine(line.slice(0, -2));
  }

  private endLine(line: string): void {
    if (this.state === "size") this.startChunk(line);
    else if (this.state === "dataEnd") {
      if (line !== "") this.flaw = "a chunk is longer than its size";
      this.state = "size";
    } else this.endTrailerLine(line);
  }

  private startChunk(line: string): void {
    const [, size, extensions = ""] = SIZE_LINE.exec(line) ?? [];
    if (size === undefined) {
      this.flaw = "a chunk-size line is malformed";
      return;
    }
    this.extensionBytes += extensions.length;
    if (this.extensionBytes > MAX_EXTENSION_BYTES) {
      this.flaw = "there are too many chunk extensions";
      return;
    }
    this.remaining = Number.parseInt(size, 16);
    this.state = this.remaining === 0 ? "trailer" : "data";
  }

  private endTrailerLine(line: string): void {
    if (line === "") {
      this.state = "done";
      return;
    }
    this.trailerBytes += line.length + 2;
    const field = readFieldAfter(undefined, line);
    if (typeof field === "string") this.flaw = "a trailer field is malformed";
    else if (isTrailer(field.key) && !this.droppedNames.includes(field.key)) this.trailers.push(field);
    if (this.trailerBytes > MAX_TRAILER_BYTES) this.flaw = "the trailer is too long";
  }
}

/** One chunk on the wire. */
export function encodeChunk(content: string): string {
  return content === "" ? "" : `${content.length.toString(16)}\r\n${content}\r\n`;
}

/** The end of a chunked body. */
export function lastChunk(trailers: readonly Field[]): string {
  let wire = "0\r\n";
  for (const field of trailers) wire += field.wire;
  return `${wire}\r\n`;
}
