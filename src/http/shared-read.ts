// Reads of all sockets of the thread into one buffer. A buffer for each read, of 64 KiB until it is shrunk,
// is memory outside the heap: a flood of connections with it brings the collector down on everybody.

import { Socket } from "node:net";

const READ_BYTES = 65_536;

/** A read is taken out of it before the next one begins. */
export const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);

type StreamHandle = { useUserBuffer(buffer: Uint8Array): void };
type OnreadKeys = { readonly buffer: symbol; readonly callback: symbol; readonly generator: symbol };

const onreadKeys = findOnreadKeys();

/**
 * Tells of each read; the first so many bytes of `readBuffer` are it, until the call returns. `onread` is
 * public for sockets that connect, not for accepted ones, which take it just the same: by the properties that
 * a socket made with it has. False, and nothing changed, where this Node does otherwise.
 */
export function readIntoShared(socket: Socket, took: (count: number) => void): boolean {
  if (onreadKeys === undefined) return false;
  const { buffer, callback, generator } = onreadKeys;
  // Inside Node a socket is a plain object with these properties; its public type does not tell of them.
  const inside = socket as unknown as Record<symbol, unknown> & { readonly _handle?: Partial<StreamHandle> };
  const handle = inside._handle;
  if (typeof handle?.useUserBuffer !== "function") return false;
  inside[buffer] = readBuffer;
  inside[callback] = (count: number): boolean => {
    took(count);
    return true;
  };
  inside[generator] = null;
  handle.useUserBuffer(readBuffer);
  return true;
}

/** The same as bytes, valid until the call returns, by whatever way this Node has. */
export function readBytes(socket: Socket, took: (bytes: Buffer) => void): void {
  const isShared = readIntoShared(socket, (count) => took(readBuffer.subarray(0, count)));
  if (!isShared) socket.on("data", took);
}

function findOnreadKeys(): OnreadKeys | undefined {
  const probe = new Socket({ onread: { buffer: Buffer.alloc(1), callback: () => true } });
  const keys = new Map(Object.getOwnPropertySymbols(probe).map((key) => [key.description, key]));
  const buffer = keys.get("kBuffer");
  const callback = keys.get("kBufferCb");
  const generator = keys.get("kBufferGen");
  if (buffer === undefined || callback === undefined || generator === undefined) return undefined;
  return { buffer, callback, generator };
}
