// A backend that answers with exactly the bytes that a test wants, and remembers what it was sent.

import { createServer, type Socket } from "node:net";

export type RawBackend = {
  readonly port: number;
  /** All bytes received, over all connections. */
  received(): string;
  /** Connections that are open now. */
  openConnections(): number;
  /** Connections accepted so far. */
  accepted(): number;
  close(): Promise<void>;
};

/** What the backend does with each piece it receives; `sofar` is all of that connection. */
export type Behaviour = (socket: Socket, piece: string, sofar: string) => void;

export async function startRawBackend(behaviour: Behaviour): Promise<RawBackend> {
  let all = "";
  let accepted = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    accepted++;
    sockets.add(socket);
    let sofar = "";
    socket.on("data", (bytes) => {
      const piece = bytes.toString("latin1");
      all += piece;
      sofar += piece;
      behaviour(socket, piece, sofar);
    });
    socket.on("end", () => socket.end());
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    received: () => all,
    openConnections: () => sockets.size,
    accepted: () => accepted,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers each whole request (head and, where it has one, a body by length) with the same bytes. */
export function answering(response: string | ((request: string) => string)): Behaviour {
  const rests = new WeakMap<Socket, string>();
  return (socket, piece) => {
    let rest = (rests.get(socket) ?? "") + piece;
    for (let size = requestSize(rest); size > 0; size = requestSize(rest)) {
      const request = rest.slice(0, size);
      rest = rest.slice(size);
      socket.write(typeof response === "string" ? response : response(request), "latin1");
    }
    rests.set(socket, rest);
  };
}

/** Bytes of the first whole request in `text`; 0 where there is none yet. */
function requestSize(text: string): number {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return 0;
  const head = text.slice(0, end);
  if (/\r\ntransfer-encoding: chunked/i.test(head)) {
    const last = /\r\n0\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(text.slice(end + 2));
    return last === null ? 0 : end + 2 + last.index + last[0].length;
  }
  const length = Number(/\r\ncontent-length: ([0-9]+)/i.exec(head)?.[1] ?? 0);
  return text.length < end + 4 + length ? 0 : end + 4 + length;
}

export const OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";
