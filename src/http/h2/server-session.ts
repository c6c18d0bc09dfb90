// What a session of node:http2 is told when it begins to serve a client, and the last of what a client hears
// that never had one.

import type { ServerHandler } from "../server-handler.ts";
import { FrameType } from "./frame-scanner.ts";

/** Somewhat more than the limit are read, so that the client gets its 431. */
export const fieldsRead = ({ limits: { headerCount } }: ServerHandler): number => headerCount * 2 + 32;

/** SETTINGS without any, and GOAWAY (RFC 9113 §6.8): all that a client hears that is cut off at once. */
export function lastWords(code: number): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.writeUInt8(FrameType.settings, 3);
  bytes.writeUInt8(8, 11);
  bytes.writeUInt8(FrameType.goaway, 12);
  bytes.writeUInt32BE(code, 22);
  return bytes;
}

export function sessionOptions(handler: ServerHandler) {
  const { headBytes } = handler.limits;
  const limits = handler.http2Limits;
  return {
    settings: {
      maxConcurrentStreams: limits.maxConcurrentStreams,
      initialWindowSize: limits.streamWindowBytes,
      // A head somewhat over the limit is read, so that the client gets its 431.
      maxHeaderListSize: headBytes * 2,
    },
    maxHeaderListPairs: fieldsRead(handler),
    maxSessionMemory: limits.maxSessionMegabytes,
    // Those that break the rules of messages are counted by us; nghttp2 ends a connection of so many itself.
    maxSessionInvalidFrames: limits.maxResetsPerSecond,
    maxSessionRejectedStreams: limits.maxResetsPerSecond,
    strictSingleValueFields: false,
  };
}
