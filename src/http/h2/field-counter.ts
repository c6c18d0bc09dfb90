// Counts the fields of a head as its bytes pass (RFC 7541 §6), without decoding one: nghttp2 leaves a field
// with forbidden bytes out without a word (RFC 9113 §8.2.1), and only the number tells. Whether the block is
// well-formed is nghttp2's to judge, which ends the connection where it is not.

import { FrameFlag, FrameType } from "./frame-scanner.ts";

const PRIORITY_BYTES = 5;
const CONTINUED = 0x80;

/** What the next byte of a block is. */
const Next = { representation: 0, index: 1, stringStart: 2, stringLength: 3, content: 4 } as const;

type Step = (typeof Next)[keyof typeof Next];

export class FieldCounter {
  private count = 0;
  private next: Step = Next.representation;
  /** Strings of the representation that are still to come. */
  private strings = 0;
  /** Bytes of the string that are still to come, and what its length grows by (§5.1). */
  private stringLeft = 0;
  private scale = 0;
  /** Of the frame: bytes still to come, those of them before the block, and those of padding after it. */
  private frameLeft = 0;
  private prefixLeft = 0;
  private paddingLeft = 0;
  private isPadded = false;
  private isLast = false;

  /** A frame of HEADERS or CONTINUATION begins. */
  begin(type: number, flags: number, lengthBytes: number): void {
    const isFirst = type === FrameType.headers;
    if (isFirst) {
      this.count = 0;
      this.next = Next.representation;
    }
    this.frameLeft = lengthBytes;
    this.isPadded = isFirst && (flags & FrameFlag.padded) !== 0;
    this.prefixLeft = isFirst && (flags & FrameFlag.priority) !== 0 ? PRIORITY_BYTES : 0;
    this.paddingLeft = 0;
    this.isLast = (flags & FrameFlag.endHeaders) !== 0;
  }

  /** The next bytes of the frame's payload. */
  feed(bytes: Buffer, from: number, to: number): void {
    let at = from;
    this.frameLeft -= to - from;
    if (this.isPadded && at < to) {
      this.isPadded = false;
      this.paddingLeft = bytes[at++] ?? 0;
    }
    const skipped = Math.min(this.prefixLeft, to - at);
    this.prefixLeft -= skipped;
    at += skipped;
    // Of what came, the end may be padding.
    this.feedBlock(bytes, at, Math.min(to, to + this.frameLeft - this.paddingLeft));
  }

  /** Fields that have come, or begun to. */
  get soFar(): number {
    return this.count;
  }

  /** The fields of the head; -1 while it is not whole. */
  get total(): number {
    return this.isLast && this.frameLeft === 0 ? this.count : -1;
  }

  private feedBlock(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to; ) {
      if (this.next === Next.content) {
        const passed = Math.min(this.stringLeft, to - at);
        this.stringLeft -= passed;
        at += passed;
        if (this.stringLeft === 0) this.stringEnded();
      } else this.take(bytes[at++] ?? 0);
    }
  }

  private take(byte: number): void {
    switch (this.next) {
      case Next.representation:
        this.begins(byte);
        return;
      case Next.index:
        if (byte < CONTINUED) this.expectString();
        return;
      case Next.stringStart:
        this.stringLeft = byte & 0x7f;
        this.scale = 1;
        if (this.stringLeft === 0x7f) this.next = Next.stringLength;
        else this.expectContent();
        return;
      default:
        this.stringLeft += (byte & 0x7f) * this.scale;
        this.scale *= 0x80;
        if (byte < CONTINUED) this.expectContent();
    }
  }

  /** §6.1 to §6.3: the first bits tell the kind, and how many of the rest are an index. */
  private begins(byte: number): void {
    const isUpdate = (byte & 0xe0) === 0x20;
    const mask = byte >= 0x80 ? 0x7f : byte >= 0x40 ? 0x3f : isUpdate ? 0x1f : 0x0f;
    const index = byte & mask;
    if (!isUpdate) this.count++;
    this.strings = byte >= 0x80 || isUpdate ? 0 : index === 0 ? 2 : 1;
    if (index === mask) this.next = Next.index;
    else this.expectString();
  }

  private expectString(): void {
    this.next = this.strings > 0 ? Next.stringStart : Next.representation;
  }

  private expectContent(): void {
    if (this.stringLeft > 0) this.next = Next.content;
    else this.stringEnded();
  }

  private stringEnded(): void {
    this.strings--;
    this.expectString();
  }
}
