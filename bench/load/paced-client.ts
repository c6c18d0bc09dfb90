// A light, even load whose answers' times are the figure: what everybody else notices of an attack. Requests
// leave by the clock, not when the answer before has come, so that a stall is seen by all that it delays.

import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export type PacedLoad = {
  readonly port: number;
  readonly path: string;
  readonly perSecond: number;
  readonly seconds: number;
};

export type PacedFigures = {
  readonly requests: number;
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

const TIMEOUT_MS = 10_000;
const CONNECTIONS = 32;

/** Sends GETs at the pace given over kept-alive connections, and gives the times of their answers. */
export async function runPacedLoad({ port, path, perSecond, seconds }: PacedLoad): Promise<PacedFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, scheduling: "fifo" });
  const times: number[] = [];
  let failures = 0;
  const pending: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let i = 0; i < perSecond * seconds; i++) {
    const dueMs = startedAt + (i * 1000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const sentAt = performance.now();
    const one = get(agent, port, path).then(
      () => {
        times.push(performance.now() - sentAt);
      },
      () => {
        failures++;
      },
    );
    pending.push(one);
  }
  await Promise.all(pending);
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (part: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  return { requests: pending.length, failures, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

function get(agent: Agent, port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const req = request({ host: "127.0.0.1", port, path, agent, timeout: TIMEOUT_MS });
    req.on("response", (res) => {
      res.resume();
      res.on("end", () =>
        res.statusCode === 200 ? resolve() : reject(new Error(`status ${res.statusCode}`)),
      );
      res.on("error", reject);
    });
    req.on("timeout", () => req.destroy(new Error("no answer in time")));
    req.on("error", reject);
    req.end();
  });
}
