// Reads a small file that somebody else may change at any time: a pipe or a device in its place could hold
// the reader for ever, or never end.

import { constants } from "node:fs";
import { open } from "node:fs/promises";

const MAX_BYTES = 65_536;

/**
 * The text of a regular file of at most 64 KiB, in UTF-8.
 * @throws the system's error, or one that says what the file is instead, each with a `code`
 */
export async function readSmallFile(path: string): Promise<string> {
  // Without waiting for who writes into a pipe.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw failure(path, "no regular file");
    // It may grow while it is read: its size is not asked for.
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) return buffer.toString("utf8", 0, length);
      length += bytesRead;
    }
    throw failure(path, `more than ${MAX_BYTES / 1024} KiB`);
  } finally {
    await file.close();
  }
}

const failure = (path: string, code: string): Error =>
  Object.assign(new Error(`${path} is ${code}`), { code });
