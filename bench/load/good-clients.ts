// Clients as one wants them: each has an address and asks in even steps; most keep their connection, the
// others open one for every request. An answer's time counts from when its client wanted to ask.

import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { AnswerReader, orderRequest } from "./flood-request.ts";

export type GoodLoad = {
  readonly port: number;
  readonly clients: number;
  /** Of all of them together. */
  readonly perSecond: number;
  readonly bodyBytes: number;
};

/** What came of a load. */
export type GoodRun = {
  readonly requests: number;
  /** From a client's wish to its answer, in ms. */
  readonly times: readonly number[];
  /** What went wrong, with how often. */
  readonly reasons: Readonly<Record<string, number>>;
};

export type GoodFigures = {
  readonly requests: number;
  readonly failures: number;
  /** What went wrong, with how often. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

export const goodAddress = (client: number): string => `127.16.${client >> 6}.${1 + (client & 63)}`;

/** Every so many of them keeps no connection. */
const FLEETING = 4;
const TIMEOUT_MS = 10_000;

class GoodClient {
  readonly #port: number;
  readonly #address: string;
  readonly #request: string;
  readonly #keeps: boolean;
  #socket: Socket | undefined;
  #reader = new AnswerReader();
  #last: Promise<string> = Promise.resolve("");
  #done: ((reason: string) => void) | undefined;

  constructor(port: number, number: number, bodyBytes: number) {
    this.#port = port;
    this.#address = goodAddress(number);
    this.#request = orderRequest(number, bodyBytes);
    this.#keeps = number % FLEETING !== 0;
  }

  /** One request after the other. Resolves to what went wrong; empty where the answer is 200. */
  ask(): Promise<string> {
    this.#last = this.#last.then(() => this.#askNow());
    return this.#last;
  }

  #askNow(): Promise<string> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end("no answer in time"), TIMEOUT_MS);
      this.#done = (reason) => {
        clearTimeout(timer);
        this.#done = undefined;
        if (!this.#keeps || reason !== "") this.close();
        resolve(reason);
      };
      this.#socket ??= this.#open();
      this.#socket.write(this.#request);
    });
  }

  #open(): Socket {
    const socket = connect({
      port: this.#port,
      host: "127.0.0.1",
      localAddress: this.#address,
      noDelay: true,
    });
    this.#reader = new AnswerReader();
    socket.setEncoding("latin1");
    socket.on("data", (piece: string) => {
      const status = this.#reader.take(piece);
      if (status !== 0) this.#end(status === 200 ? "" : `status ${status}`);
    });
    socket.on("error", () => {
      // `close` follows.
    });
    socket.on("close", () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#end("the connection was cut");
    });
    return socket;
  }

  #end(reason: string): void {
    this.#done?.(reason);
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }
}

/** Clients that stay: what they opened for one load serves the next. */
export class GoodClients {
  readonly #clients: readonly GoodClient[];
  readonly #perSecond: number;

  constructor({ port, clients, perSecond, bodyBytes }: GoodLoad) {
    this.#clients = Array.from({ length: clients }, (_, i) => new GoodClient(port, i, bodyBytes));
    this.#perSecond = perSecond;
  }

  /** Sends at their pace, each client in its turn. */
  async run(seconds: number): Promise<GoodRun> {
    const times: number[] = [];
    const reasons: Record<string, number> = {};
    const pending: Promise<void>[] = [];
    const startedMs = performance.now();
    for (let i = 0; i < this.#perSecond * seconds; i++) {
      const dueMs = startedMs + (i * 1000) / this.#perSecond;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      const client = this.#clients[i % this.#clients.length];
      if (client === undefined) continue;
      // What a late timer of ours costs is not the gateway's; what keeps an answer is.
      const sentMs = performance.now();
      pending.push(
        client.ask().then((reason) => {
          if (reason === "") times.push(performance.now() - sentMs);
          else reasons[reason] = (reasons[reason] ?? 0) + 1;
        }),
      );
    }
    await Promise.all(pending);
    return { requests: pending.length, times, reasons };
  }

  leave(): void {
    for (const client of this.#clients) client.close();
  }
}

/** Of several loads as if they had been one. */
export function goodFigures(...runs: readonly GoodRun[]): GoodFigures {
  const times = runs.flatMap((run) => run.times).sort((a, b) => a - b);
  const requests = runs.reduce((sum, run) => sum + run.requests, 0);
  const reasons: Record<string, number> = {};
  for (const [reason, count] of runs.flatMap((run) => Object.entries(run.reasons))) {
    reasons[reason] = (reasons[reason] ?? 0) + count;
  }
  const at = (part: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN;
  return {
    requests,
    failures: requests - times.length,
    reasons,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
  };
}

export const goodText = ({ p50Ms, p99Ms, maxMs, failures, requests, reasons }: GoodFigures): string => {
  const why = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  const times = `p50 ${p50Ms.toFixed(2)}, p99 ${p99Ms.toFixed(2)}, longest ${maxMs.toFixed(1)} ms`;
  return `${times}; ${requests - failures} of ${requests} answered${why.length > 0 ? `: ${why.join(", ")}` : ""}`;
};
