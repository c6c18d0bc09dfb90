// A body of any length whose checksum both ends know: pieces of random bytes that each begin with their
// number, so that one that is lost, doubled or out of place changes the sum. Never in memory as a whole.

import { createHash } from "node:crypto";
import { SeededRandom } from "../micro/seeded-random.ts";

const PIECE_BYTES = 64 * 1024;

const random = new SeededRandom(1);
const block = Buffer.from(Array.from({ length: PIECE_BYTES }, () => random.below(256)));

/** What came of a body, or what is to come: how long it is, and its SHA-256 in hex. */
export type BodySum = { readonly bytes: number; readonly sha256: string };

export function* largeBody(bytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    const piece = Buffer.from(block);
    piece.writeUInt32BE(at / PIECE_BYTES, 0);
    yield bytes - at < PIECE_BYTES ? piece.subarray(0, bytes - at) : piece;
  }
}

/** The sum of a stream of buffers, taken as it comes. */
export async function sumOf(stream: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<BodySum> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of stream) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
