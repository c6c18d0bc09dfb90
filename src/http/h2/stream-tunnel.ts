// A stream that an extended CONNECT has made a tunnel (RFC 8441), as a connection of its own would be.

import { constants, type ServerHttp2Stream } from "node:http2";
import type { Tunnel, TunnelListener } from "../tunnel.ts";

export class StreamTunnel implements Tunnel {
  private readonly stream: ServerHttp2Stream;

  constructor(stream: ServerHttp2Stream) {
    this.stream = stream;
  }

  open(listener: TunnelListener): void {
    const { stream } = this;
    if (stream.destroyed) {
      listener.closed();
      return;
    }
    stream.on("drain", () => listener.drained());
    stream.on("close", () => listener.closed());
    stream.on("end", () => listener.ended());
    stream.on("data", (chunk: Buffer) => {
      if (!listener.data(chunk.toString("latin1"))) stream.pause();
    });
  }

  write(bytes: string): boolean {
    return this.stream.writable ? this.stream.write(bytes, "latin1") : true;
  }

  resume(): void {
    this.stream.resume();
  }

  end(): void {
    this.stream.end();
  }

  cut(): void {
    this.stream.close(constants.NGHTTP2_CANCEL);
  }
}
