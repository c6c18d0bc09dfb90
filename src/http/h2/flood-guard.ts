// Counts what a client can send for next to nothing and that costs us work: resets, settings, pings, frames
// without content. Per connection and second; a real client stays far below each limit.

import type { FaultCode } from "#kernel/fault-catalogue.ts";
import type { Http2Limits } from "../http2-limits.ts";
import { FrameFlag, FrameType } from "./frame-scanner.ts";

const WINDOW_MS = 1000;
const OTHER_TYPE = 10;

type FloodFault = Extract<FaultCode, "http2-reset-flood" | "http2-frame-flood" | "http2-head-flood">;

export class FloodGuard {
  private readonly limits: Http2Limits;
  private windowStartMs = 0;
  private readonly counts: number[] = new Array<number>(OTHER_TYPE + 1).fill(0);
  private emptyFrames = 0;
  /** A bucket that leaks `maxResetsPerSecond`: two bursts at the turn of a second are one. */
  private resets = 0;
  private lastMs = 0;
  /** Content that we sent in this second: a client may give windows back for it. */
  private sentBytes = 0;
  /** Of the head that comes: bytes so far, and CONTINUATION frames. */
  private headBytes = 0;
  private continuations = 0;

  constructor(limits: Http2Limits) {
    this.limits = limits;
  }

  /** Judges a frame of the client; empty where it may pass. */
  received(nowMs: number, type: number, flags: number, lengthBytes: number): FloodFault | "" {
    this.turn(nowMs);
    const { limits } = this;
    const isData = type === FrameType.data;
    if (isData && (lengthBytes > 0 || (flags & FrameFlag.endStream) !== 0)) return "";
    if (type === FrameType.headers || type === FrameType.continuation)
      return this.headFrame(type, lengthBytes);
    if (type === FrameType.rstStream) return this.reset();
    if (isData) return ++this.emptyFrames > limits.maxEmptyFramesPerSecond ? "http2-frame-flood" : "";
    const known = Math.min(type, OTHER_TYPE);
    const count = (this.counts[known] ?? 0) + 1;
    this.counts[known] = count;
    return count > this.allowed(known) ? "http2-frame-flood" : "";
  }

  dataSent(bytes: number): void {
    this.sentBytes += bytes;
  }

  /** A stream that the client began ended before its time: reset by it, or refused for what it sent. */
  reset(): FloodFault | "" {
    return ++this.resets > this.limits.maxResetsPerSecond ? "http2-reset-flood" : "";
  }

  private headFrame(type: number, lengthBytes: number): FloodFault | "" {
    const { limits } = this;
    if (type === FrameType.headers) {
      this.headBytes = 0;
      this.continuations = 0;
    } else if (++this.continuations > limits.maxContinuationsPerHead) return "http2-head-flood";
    this.headBytes += lengthBytes;
    return this.headBytes > limits.encodedHeadBytes ? "http2-head-flood" : "";
  }

  private allowed(type: number): number {
    const { limits } = this;
    switch (type) {
      case FrameType.settings:
        return limits.maxSettingsPerSecond;
      case FrameType.ping:
        return limits.maxPingsPerSecond;
      case FrameType.windowUpdate:
        return limits.maxWindowUpdatesPerSecond + this.sentBytes / limits.windowUpdateBytes;
      default:
        return limits.maxOtherFramesPerSecond;
    }
  }

  private turn(nowMs: number): void {
    const leakedResets = ((nowMs - this.lastMs) * this.limits.maxResetsPerSecond) / WINDOW_MS;
    this.resets = Math.max(0, this.resets - leakedResets);
    this.lastMs = nowMs;
    if (nowMs - this.windowStartMs < WINDOW_MS) return;
    this.windowStartMs = nowMs;
    this.counts.fill(0);
    this.emptyFrames = 0;
    this.sentBytes = 0;
  }
}
