// Gathers the body of a request, up to what a WAF looks at, so that a sender cannot fill the memory.

import { Readable } from "node:stream";

export type ReadBody = {
  readonly body: Buffer;
  /** There was more of it, which is not read. */
  readonly isBodyCut: boolean;
};

export type BodyStream = AsyncIterable<Uint8Array> | null | undefined;

/** Rejects with what the stream rejects with: a client that went away. */
export async function readBody(stream: BodyStream, limitBytes: number): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(stream)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limitBytes) break;
  }
  const bytes = Buffer.concat(chunks);
  const isBodyCut = length > limitBytes;
  return { body: isBodyCut ? bytes.subarray(0, limitBytes) : bytes, isBodyCut };
}

/** A request that is no longer read must not lose its connection: there is an answer to send. */
function chunksOf(stream: BodyStream): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (stream instanceof Readable) return stream.iterator({ destroyOnReturn: false });
  return stream ?? [];
}
