// Sends the bytes of tests to a server as they are. Each test has a connection of its own, as what it leaves
// behind on one could be taken for the next; the requests between them share one.

import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { bareHost } from "#kernel/address.ts";
import { portOf } from "#kernel/default-port.ts";
import { type AnswerState, readAnswer } from "./wire-answer.ts";

export class WireClient {
  private readonly url: URL;
  private readonly timeoutMs: number;
  private kept: Socket | undefined;

  /** @param url of the server: its scheme, host and port count */
  constructor(url: string, timeoutMs: number) {
    this.url = new URL(url);
    this.timeoutMs = timeoutMs;
  }

  /** The status of the answer; undefined where none came, or not in time. Latin1. */
  async send(bytes: string): Promise<number | undefined> {
    const socket = this.open();
    try {
      return await exchange(socket, bytes, this.timeoutMs);
    } finally {
      socket.destroy();
    }
  }

  /** A GET with one more field, over the connection that is kept for such. */
  async mark(name: string, value: string): Promise<void> {
    const request = `GET / HTTP/1.1\r\nHost: ${this.url.host}\r\nUser-Agent: portcullis waf test\r\nAccept: */*\r\n${name}: ${value}\r\n\r\n`;
    for (let attempt = 0; ; attempt++) {
      const isReused = this.kept !== undefined;
      const socket = this.kept ?? this.open();
      this.kept = socket;
      const status = await exchange(socket, request, this.timeoutMs);
      if (socket.destroyed) this.kept = undefined;
      if (status !== undefined) return;
      socket.destroy();
      this.kept = undefined;
      // A kept connection may have been closed by the server meanwhile.
      if (!isReused || attempt > 0) throw new Error(`${this.url.href} does not answer`);
    }
  }

  close(): void {
    this.kept?.destroy();
    this.kept = undefined;
  }

  private open(): Socket {
    const port = portOf(this.url);
    const host = bareHost(this.url);
    if (this.url.protocol !== "https:") return connectTcp({ host, port, noDelay: true });
    return connectTls({ host, port, servername: host, ALPNProtocols: ["http/1.1"] });
  }
}

/** Leaves the socket open where the answer is complete and the server lets it stay so. */
function exchange(socket: Socket, bytes: string, timeoutMs: number): Promise<number | undefined> {
  const isHead = bytes.startsWith("HEAD ");
  return new Promise((resolve) => {
    let received = "";
    let state: AnswerState = { kind: "incomplete" };
    const settle = (status: number | undefined): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on("error", () => socket.destroy());
      resolve(status);
    };
    const ended = (): void => {
      socket.destroy();
      settle(state.kind === "until-close" ? state.status : undefined);
    };
    const timer = setTimeout(ended, timeoutMs);
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      state = readAnswer(received, isHead);
      if (state.kind === "complete") settle(state.status);
    });
    socket.on("error", ended);
    socket.on("end", ended);
    socket.on("close", ended);
    socket.write(bytes, "latin1");
  });
}
