// Access lines to a syslog server: messages of RFC 5424, in the octet counting of RFC 5425 over TLS and of
// RFC 6587 over TCP. The protocol acknowledges nothing: what the kernel took before a connection broke may be
// lost, and what was being sent when it broke is sent again.

import { isIP, connect as netConnect, type Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { type SyslogSpec, sinkName } from "../sink-spec.ts";
import type { LineSink } from "./line-sink.ts";

/** RFC 5424 §6.2.1: informational. */
const SEVERITY = 6;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const CLOSE_LIMIT_MS = 2000;

export async function openSyslogSink(spec: SyslogSpec): Promise<LineSink> {
  return new SyslogSink(spec);
}

class SyslogSink implements LineSink {
  readonly name: string;
  readonly #spec: SyslogSpec;
  readonly #header: SyslogHeader;
  #socket: Socket | undefined;
  #retryMs = FIRST_RETRY_MS;
  #retryAtMs = 0;
  #lastError = new Error("not connected");

  constructor(spec: SyslogSpec) {
    this.name = sinkName(spec);
    this.#spec = spec;
    this.#header = headerOf(spec);
  }

  async take(lines: Buffer, from: number): Promise<number> {
    if (this.#socket === undefined && performance.now() < this.#retryAtMs) throw this.#lastError;
    try {
      this.#socket ??= await this.#connect();
      await send(this.#socket, syslogFrames(lines.subarray(from), this.#header), this.#spec.timeoutMs);
    } catch (error) {
      this.#failed(error);
      throw error;
    }
    this.#retryMs = FIRST_RETRY_MS;
    return lines.length - from;
  }

  #failed(error: unknown): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    if (error instanceof Error) this.#lastError = error;
    this.#retryAtMs = performance.now() + this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  async #connect(): Promise<Socket> {
    const { host, port, tls, timeoutMs } = this.#spec;
    const socket = tls === undefined ? netConnect({ host, port }) : tlsConnect(tlsOptions(this.#spec, tls));
    await untilConnected(socket, tls === undefined ? "connect" : "secureConnect", timeoutMs);
    socket.on("error", (error) => {
      this.#lastError = error;
    });
    socket.on("close", () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
    // A server says nothing but good-bye; unread bytes would keep its end from being seen.
    socket.resume();
    return socket;
  }

  async maintain(): Promise<void> {
    // A connection that broke is opened again when there are lines for it.
  }

  reopen(): void {
    // There is no file.
  }

  async close(outOfTime: AbortSignal): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const cut = () => socket.destroy();
    const timer = setTimeout(cut, CLOSE_LIMIT_MS);
    outOfTime.addEventListener("abort", cut, { once: true });
    socket.end();
    await closed;
    clearTimeout(timer);
    outOfTime.removeEventListener("abort", cut);
  }
}

function tlsOptions({ host, port }: SyslogSpec, { ca, certificate, key }: NonNullable<SyslogSpec["tls"]>) {
  return {
    host,
    port,
    minVersion: "TLSv1.2" as const,
    // RFC 6066 §3: an address is no server name.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === "" ? {} : { ca }),
    ...(certificate === "" ? {} : { cert: certificate, key }),
  };
}

function untilConnected(socket: Socket, event: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy(new Error(`no connection within ${timeoutMs} ms`));
    }, timeoutMs);
    socket.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function send(socket: Socket, frames: Buffer, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = () => done(new Error("the server closed the connection"));
    const timer = setTimeout(() => done(new Error(`nothing was taken within ${timeoutMs} ms`)), timeoutMs);
    const done = (error: Error | null | undefined): void => {
      clearTimeout(timer);
      socket.off("close", closed);
      if (error) reject(error);
      else resolve();
    };
    socket.once("close", closed);
    socket.write(frames, done);
  });
}

type SyslogHeader = { readonly priority: string; readonly rest: string };

function headerOf({ facility, hostName }: Pick<SyslogSpec, "facility" | "hostName">): SyslogHeader {
  // §6.2.4: at most 255 printable characters; the configuration allows fewer.
  const host = hostName === "" ? "-" : hostName;
  return { priority: `<${facility * 8 + SEVERITY}>1`, rest: `${host} portcullis ${process.pid} access -` };
}

const TS_OPENING = '{"ts":"';

/** One message per line, each after its length (RFC 5425 §4.3). A line tells its time at its beginning. */
function syslogFrames(lines: Buffer, { priority, rest }: SyslogHeader): Buffer {
  let frames = "";
  for (const line of lines.toString("latin1").split("\n")) {
    if (line === "") continue;
    const end = line.startsWith(TS_OPENING) ? line.indexOf('"', TS_OPENING.length) : -1;
    const timestamp = end < 0 ? "-" : line.slice(TS_OPENING.length, end);
    const message = `${priority} ${timestamp} ${rest} ${line}`;
    frames += `${message.length} ${message}`;
  }
  return Buffer.from(frames, "latin1");
}
