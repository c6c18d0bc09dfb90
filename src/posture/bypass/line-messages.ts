// JSON messages over a connection, a line each, of bounded length.

import type { Socket } from "node:net";
import { jsonOrUndefined } from "#kernel/json-object.ts";

const MAX_LINE_CHARS = 1_048_576;

/** Calls `take` for each message; a line that is none ends the connection. */
export function readMessages(socket: Socket, take: (message: unknown) => void): void {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    if (text.length > MAX_LINE_CHARS) socket.destroy();
    for (const line of lines) {
      const message = jsonOrUndefined(line) ?? undefined;
      if (message === undefined) {
        socket.destroy();
        return;
      }
      take(message);
    }
  });
}

export function writeMessage(socket: Socket, message: object): void {
  socket.write(`${JSON.stringify(message)}\n`);
}
