// Frames of HTTP/2 byte by byte, for what a real client would refuse to send (RFC 9113 §4, RFC 7541).

import { connect, type Socket } from "node:net";

export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

export const Type = {
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

export const END_STREAM = 0x1;

export const END_HEADERS = 0x4;

export function frame(type: number, flags: number, streamId: number, payload: Buffer | string = ""): Buffer {
  const body = typeof payload === "string" ? Buffer.from(payload, "latin1") : payload;
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, body]);
}

export type Fields = readonly (readonly [name: string, value: string])[];

/** A field block of literals that are never indexed, without Huffman coding: any byte goes. */
export function fieldBlock(fields: Fields): Buffer {
  return Buffer.concat(
    fields.map(([name, value]) => Buffer.concat([Buffer.of(0x10), text(name), text(value)])),
  );
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([prefixedInteger(bytes.length), bytes]);
}

/** RFC 7541 §5.1, with a prefix of seven bits. */
function prefixedInteger(value: number): Buffer {
  if (value < 127) return Buffer.of(value);
  const bytes = [127];
  let left = value - 127;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  bytes.push(left);
  return Buffer.from(bytes);
}

export const get = (path = "/", more: Fields = []): Fields => [
  [":method", "GET"],
  [":scheme", "http"],
  [":path", path],
  [":authority", "a"],
  ...more,
];

export const post = (more: Fields = []): Fields => [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/"],
  [":authority", "a"],
  ...more,
];

/** HEADERS of a whole head. */
export const headers = (streamId: number, fields: Fields, flags = END_STREAM): Buffer =>
  frame(Type.headers, flags | END_HEADERS, streamId, fieldBlock(fields));

/** Preface and settings: no dynamic table, so that every head can be read by itself. */
export const opening = (): Buffer =>
  Buffer.concat([PREFACE, frame(Type.settings, 0, 0, Buffer.from([0, 1, 0, 0, 0, 0]))]);

/** Lets so many bytes come, on the connection and on each stream. */
export function windows(bytes: number): Buffer {
  const initial = Buffer.alloc(6);
  initial.writeUInt16BE(4, 0);
  initial.writeUInt32BE(bytes, 2);
  const update = Buffer.alloc(4);
  update.writeUInt32BE(bytes, 0);
  return Buffer.concat([frame(Type.settings, 0, 0, initial), frame(Type.windowUpdate, 0, 0, update)]);
}

export type SeenFrame = {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
};

/** A connection that sends what it is told and keeps the frames that come back. */
export class RawH2Client {
  readonly frames: SeenFrame[] = [];
  isClosed = false;
  private readonly socket: Socket;
  private rest: Buffer = Buffer.alloc(0);

  /** @param localAddress where it comes from; any of 127.0.0.0/8 */
  constructor(port: number, localAddress = "127.0.0.1") {
    this.socket = connect({ port, host: "127.0.0.1", localAddress, noDelay: true });
    this.socket.on("data", (bytes: Buffer) => this.take(bytes));
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.isClosed = true;
    });
  }

  private take(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    while (this.rest.length >= 9) {
      const length = this.rest.readUIntBE(0, 3);
      if (this.rest.length < 9 + length) return;
      const [type, flags] = [this.rest.readUInt8(3), this.rest.readUInt8(4)];
      const streamId = this.rest.readUInt32BE(5) & 0x7fffffff;
      this.frames.push({ type, flags, streamId, payload: Buffer.from(this.rest.subarray(9, 9 + length)) });
      this.rest = this.rest.subarray(9 + length);
    }
  }

  send(...parts: readonly Buffer[]): void {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(parts));
  }

  /** Reads no more: what is sent to it stays on the way. */
  stopReading(): void {
    this.socket.pause();
  }

  /** Waits until `isSo`, or so long. */
  async until(isSo: () => boolean, waitMs = 3000): Promise<boolean> {
    for (const end = Date.now() + waitMs; Date.now() < end; ) {
      if (isSo()) return true;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return isSo();
  }

  /** The status that the stream got; 0 where none came. HPACK's static table has the common ones. */
  statusOf(streamId: number): number {
    const found = this.frames.find((one) => one.type === Type.headers && one.streamId === streamId);
    return found === undefined ? 0 : readStatus(found.payload);
  }

  /** The code of the RST_STREAM that the stream got; -1 where none came. */
  resetOf(streamId: number): number {
    const found = this.frames.find((one) => one.type === Type.rstStream && one.streamId === streamId);
    return found?.payload.readUInt32BE(0) ?? -1;
  }

  /** The code of the GOAWAY that came; -1 where none did. */
  get goaway(): number {
    const found = this.frames.findLast((one) => one.type === Type.goaway);
    return found?.payload.readUInt32BE(4) ?? -1;
  }

  hasEnded(streamId: number): boolean {
    const isEnd = (one: SeenFrame): boolean =>
      one.streamId === streamId &&
      (one.type === Type.rstStream ||
        ((one.type === Type.data || one.type === Type.headers) && (one.flags & END_STREAM) !== 0));
    return this.isClosed || this.goaway > 0 || this.frames.some(isEnd);
  }

  close(): void {
    this.socket.destroy();
  }
}

/** RFC 7541, appendix A: 8 to 14 are `:status` with a value; else the value is a literal after the name. */
function readStatus(block: Buffer): number {
  let at = 0;
  while (((block[at] ?? 0) & 0xe0) === 0x20) at++; // sizes of the dynamic table
  const first = block[at] ?? 0;
  if (first & 0x80) return [200, 204, 206, 304, 400, 404, 500][(first & 0x7f) - 8] ?? 0;
  const length = block[at + 1] ?? 0;
  const bytes = block.subarray(at + 2, at + 2 + (length & 0x7f));
  return Number((length & 0x80) === 0 ? bytes.toString("latin1") : huffmanDigits(bytes));
}

/** Digits 0 to 2 have five bits, 3 to 9 six (RFC 7541, appendix B). */
function huffmanDigits(bytes: Buffer): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  let digits = "";
  for (let at = 0; digits.length < 3; ) {
    const five = Number.parseInt(bits.slice(at, at + 5), 2);
    const isShort = five < 3;
    digits += isShort ? five : Number.parseInt(bits.slice(at, at + 6), 2) - 0x19 + 3;
    at += isShort ? 5 : 6;
  }
  return digits;
}
