// A client that sends exactly the bytes it is told and gives back exactly the bytes it gets.

import { connect, type Socket } from "node:net";

export type RawReply = {
  /** Everything received, as latin1. */
  readonly bytes: string;
  /** How the connection ended for us: by FIN, by reset, or not at all within the time. */
  readonly end: "closed" | "reset" | "open";
};

export type RawOptions = {
  /** Give up waiting after so long. */
  readonly waitMs?: number;
  /** Between two parts; 15 where left out, 0 for the next turn of the event loop. */
  readonly pauseMs?: number;
  /** End our side after sending. */
  readonly halfClose?: boolean;
  /** Stop as soon as what was received satisfies this. */
  readonly until?: (bytes: string) => boolean;
};

/** Sends `parts` with a pause between them, and gathers the reply until the connection ends. */
export async function exchangeRaw(
  port: number,
  parts: string | readonly string[],
  options: RawOptions = {},
): Promise<RawReply> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
  const reply = gather(socket, options);
  const list = typeof parts === "string" ? [parts] : parts;
  for (const [i, part] of list.entries()) {
    if (i > 0) await pause(options.pauseMs ?? 15);
    if (!socket.destroyed) socket.write(part, "latin1");
  }
  if (options.halfClose) socket.end();
  const result = await reply;
  socket.destroy();
  return result;
}

function gather(socket: Socket, options: RawOptions): Promise<RawReply> {
  const { waitMs = 3000, until = () => false } = options;
  return new Promise((resolve) => {
    let bytes = "";
    const finish = (end: RawReply["end"]): void => {
      clearTimeout(timer);
      resolve({ bytes, end });
    };
    const timer = setTimeout(() => finish("open"), waitMs);
    socket.on("data", (chunk) => {
      bytes += chunk.toString("latin1");
      if (until(bytes)) finish("open");
    });
    socket.on("end", () => finish("closed"));
    socket.on("error", () => finish("reset"));
  });
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => (ms === 0 ? setImmediate(resolve) : setTimeout(resolve, ms)));

/** The status of a reply's first response; 0 where there is none. */
export function statusOf(bytes: string): number {
  return Number(/^HTTP\/1\.1 ([0-9]{3}) /.exec(bytes)?.[1] ?? 0);
}

/** The content of a single response, transfer coding left in. */
export function contentOf(bytes: string): string {
  return bytes.slice(bytes.indexOf("\r\n\r\n") + 4);
}
