// A backend that answers with exactly the bytes that a test wants, and remembers what it was sent.

import { createServer, type Socket } from "node:net";
import { readRequest, readRequests } from "./request-reader.ts";

export type RawBackend = {
  readonly port: number;
  /** All bytes received, over all connections. */
  received(): string;
  /** Connections that are open now. */
  openConnections(): number;
  /** Of these, the ones over which a request came that is not whole; idle ones are not among them. */
  halfRequests(): number;
  /** Connections accepted so far. */
  accepted(): number;
  close(): Promise<void>;
};

/** What the backend does with each piece it receives; `sofar` is all of that connection. */
export type Behaviour = (socket: Socket, piece: string, sofar: string) => void;

export async function startRawBackend(
  behaviour: Behaviour,
  port = 0,
  host = "127.0.0.1",
): Promise<RawBackend> {
  let all = "";
  let accepted = 0;
  /** Each with all that came over it. */
  const sockets = new Map<Socket, string>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    accepted++;
    let sofar = "";
    sockets.set(socket, sofar);
    socket.on("data", (bytes) => {
      const piece = bytes.toString("latin1");
      all += piece;
      sofar += piece;
      sockets.set(socket, sofar);
      behaviour(socket, piece, sofar);
    });
    socket.on("end", () => socket.end());
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    received: () => all,
    openConnections: () => sockets.size,
    halfRequests: () => [...sockets.values()].filter((bytes) => readRequests(bytes).rest !== "").length,
    accepted: () => accepted,
    close: async () => {
      for (const socket of sockets.keys()) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers each whole request with the same bytes. */
export function answering(response: string | ((request: string) => string)): Behaviour {
  const rests = new WeakMap<Socket, string>();
  return (socket, piece) => {
    let text = (rests.get(socket) ?? "") + piece;
    for (let read = readRequest(text); read !== undefined; read = readRequest(text)) {
      const request = text.slice(0, text.length - read.rest.length);
      text = read.rest;
      socket.write(typeof response === "string" ? response : response(request), "latin1");
    }
    rests.set(socket, text);
  };
}

export const OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";
