// Walks over the frames of an HTTP/2 byte stream (RFC 9113 §4.1) without reading what they carry, but for
// heads and the first bytes of other payloads. It watches what node:http2 serves, and holds nothing.

/** RFC 9113 §6. */
export const FrameType = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const FrameFlag = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

export interface FrameWatcher {
  /** The header of a frame is there; its payload follows. `false`, here and below, ends the walk for good. */
  frame(type: number, flags: number, streamId: number, lengthBytes: number): boolean;
  /** The first bytes of the payload, up to 8: whole for RST_STREAM, last stream and code of GOAWAY. */
  payload(type: number, streamId: number, start: Buffer): void;
  /**
   * In place of `payload` for HEADERS and CONTINUATION: all of it, by pieces of the bytes that are scanned;
   * once where it is empty.
   */
  headPart(streamId: number, bytes: Buffer, from: number, to: number): boolean;
}

const HEADER_BYTES = 9;
const START_BYTES = 8;

export class FrameScanner {
  private readonly watcher: FrameWatcher;
  private readonly header = Buffer.alloc(HEADER_BYTES);
  private readonly start = Buffer.alloc(START_BYTES);
  private headerLength = 0;
  private startLength = 0;
  private startWanted = 0;
  /** Bytes of the payload that are still to come. */
  private payloadLeft = 0;
  /** Of the preface that a client sends before its first frame (§3.4). */
  private skipLeft: number;
  private hasStopped = false;

  /** @param skipBytes what stands before the first frame */
  constructor(watcher: FrameWatcher, skipBytes: number) {
    this.watcher = watcher;
    this.skipLeft = skipBytes;
  }

  /** Nothing of a frame has come that is not whole. */
  get isBetweenFrames(): boolean {
    return this.payloadLeft === 0 && this.headerLength === 0;
  }

  scan(bytes: Buffer): void {
    let at = Math.min(this.skipLeft, bytes.length);
    this.skipLeft -= at;
    while (at < bytes.length && !this.hasStopped) {
      at = this.payloadLeft > 0 ? this.takePayload(bytes, at) : this.takeHeader(bytes, at);
    }
  }

  private takeHeader(bytes: Buffer, from: number): number {
    const taken = Math.min(HEADER_BYTES - this.headerLength, bytes.length - from);
    bytes.copy(this.header, this.headerLength, from, from + taken);
    this.headerLength += taken;
    if (this.headerLength < HEADER_BYTES) return from + taken;
    this.headerLength = 0;
    const { header } = this;
    const length = header.readUIntBE(0, 3);
    this.payloadLeft = length;
    this.startLength = 0;
    this.startWanted = Math.min(length, START_BYTES);
    if (!this.watcher.frame(this.type, header.readUInt8(4), this.streamId, length)) this.hasStopped = true;
    else if (length === 0) this.emptyPayload(bytes, from + taken);
    return from + taken;
  }

  private emptyPayload(bytes: Buffer, at: number): void {
    if (this.isHead) this.passHead(bytes, at, at);
    else this.watcher.payload(this.type, this.streamId, this.start.subarray(0, 0));
  }

  private passHead(bytes: Buffer, from: number, to: number): void {
    if (!this.watcher.headPart(this.streamId, bytes, from, to)) this.hasStopped = true;
  }

  private takePayload(bytes: Buffer, from: number): number {
    if (this.isHead) {
      const to = Math.min(from + this.payloadLeft, bytes.length);
      this.payloadLeft -= to - from;
      this.passHead(bytes, from, to);
      return to;
    }
    if (this.startLength < this.startWanted) {
      const copied = Math.min(this.startWanted - this.startLength, bytes.length - from);
      bytes.copy(this.start, this.startLength, from, from + copied);
      this.startLength += copied;
      this.payloadLeft -= copied;
      if (this.startLength === this.startWanted) {
        this.watcher.payload(this.type, this.streamId, this.start.subarray(0, this.startWanted));
      }
      return from + copied;
    }
    const passed = Math.min(this.payloadLeft, bytes.length - from);
    this.payloadLeft -= passed;
    return from + passed;
  }

  private get type(): number {
    return this.header.readUInt8(3);
  }

  private get isHead(): boolean {
    return this.type === FrameType.headers || this.type === FrameType.continuation;
  }

  private get streamId(): number {
    return this.header.readUInt32BE(5) & 0x7f_ff_ff_ff;
  }
}
