// A backend of HTTP/2 that answers with exactly the frames that a test wants, which no real one would send.

import { END_STREAM, type Fields, fieldBlock, frame, PREFACE, Type } from "./h2-frames.ts";
import type { Behaviour } from "./raw-backend.ts";

/** Answers each request that came whole with these frames. */
export function answeringH2(answer: (streamId: number) => Buffer): Behaviour {
  return (socket, piece, sofar) => {
    if (sofar.length === piece.length) socket.write(frame(Type.settings, 0, 0));
    // Frames that came before this piece were answered before.
    const answered = wholeRequests(sofar.slice(0, sofar.length - piece.length));
    for (const streamId of wholeRequests(sofar).slice(answered.length)) socket.write(answer(streamId));
  };
}

/** The head of an answer whose body, or nothing, follows. */
export const responseHead = (streamId: number, fields: Fields, flags = 0): Buffer =>
  frame(Type.headers, flags | 0x4, streamId, fieldBlock([[":status", "200"], ...fields]));

function wholeRequests(bytes: string): number[] {
  const streams: number[] = [];
  const all = Buffer.from(bytes, "latin1");
  for (let at = PREFACE.length; at + 9 <= all.length; ) {
    const end = at + 9 + all.readUIntBE(at, 3);
    if (end > all.length) break;
    const [type, flags] = [all.readUInt8(at + 3), all.readUInt8(at + 4)];
    const mayEnd = type === Type.headers || type === Type.data;
    if (mayEnd && (flags & END_STREAM) !== 0) streams.push(all.readUInt32BE(at + 5));
    at = end;
  }
  return streams;
}
