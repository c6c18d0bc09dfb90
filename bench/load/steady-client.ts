// A load of valid requests over kept-alive connections, every answer checked to the byte. It never retries:
// a connection that breaks under a request is a failed request.

import { Agent, type IncomingMessage, request } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import { echoText } from "./echo-text.ts";

export type SteadyLoad = {
  /** Failed requests so far. */
  failures(): number;
  /** Lets requests in flight end, and gives the totals. */
  stop(): Promise<LoadTotals>;
};

export type LoadTotals = {
  readonly gets: number;
  readonly posts: number;
  /** Connections that were opened: one per loop where none was ever closed. */
  readonly connections: number;
  /** From sending to the last byte, in ms: a worker held up by a swap shows here. */
  readonly slowestMs: number;
  readonly failures: number;
  /** The first few, in words. */
  readonly examples: readonly string[];
};

type Counts = { -readonly [Key in keyof LoadTotals]: LoadTotals[Key] } & { readonly examples: string[] };

type Answer = { readonly status: number; readonly body: string };

const REQUEST_TIMEOUT_MS = 10_000;
const MAX_EXAMPLES = 20;
const SIZES = [0, 17, 1024, 9_000, 40_000] as const;

/** Over TLS a loop opens a connection anew after so many requests: handshakes are part of that load. */
const REQUESTS_PER_TLS_CONNECTION = 10;

/**
 * Starts so many loops, half of GET and half of POST, each on a connection of its own.
 * @param authorities PEM texts: given, the load goes over TLS and trusts these alone
 */
export function startSteadyLoad(port: number, loops: number, authorities?: readonly string[]): SteadyLoad {
  const counts: Counts = { gets: 0, posts: 0, connections: 0, slowestMs: 0, failures: 0, examples: [] };
  let isStopping = false;
  const newAgent = (): Agent =>
    authorities === undefined
      ? new Agent({ keepAlive: true, maxSockets: 1 })
      : new TlsAgent({ keepAlive: true, maxSockets: 1, ca: [...authorities] });
  const loop = async (number: number): Promise<void> => {
    let agent = newAgent();
    for (let turn = 0; !isStopping; turn++) {
      if (authorities !== undefined && turn % REQUESTS_PER_TLS_CONNECTION === 0) {
        agent.destroy();
        agent = newAgent();
      }
      const id = `${number}-${turn}`;
      const bytes = SIZES[turn % SIZES.length] ?? 0;
      await (number % 2 === 0 ? get(agent, port, id, bytes, counts) : post(agent, port, id, bytes, counts));
    }
    agent.destroy();
  };
  const ended = Promise.all(Array.from({ length: loops }, (_, number) => loop(number)));
  return {
    failures: () => counts.failures,
    async stop() {
      isStopping = true;
      await ended;
      return counts;
    },
  };
}

async function get(agent: Agent, port: number, id: string, bytes: number, counts: Counts): Promise<void> {
  counts.gets++;
  const chunked = bytes === 1024 ? "&chunked" : "";
  const path = `/shop/items?id=${id}&bytes=${bytes}${chunked}`;
  await checked(`GET ${path}`, send(agent, port, "GET", path, "", counts), echoText(id, bytes), counts);
}

async function post(agent: Agent, port: number, id: string, bytes: number, counts: Counts): Promise<void> {
  counts.posts++;
  const body = echoText(id, bytes);
  await checked(`POST ${bytes} bytes`, send(agent, port, "POST", "/shop/orders", body, counts), body, counts);
}

async function checked(name: string, sent: Promise<Answer>, expected: string, counts: Counts): Promise<void> {
  const startedAt = performance.now();
  let failure: string | undefined;
  try {
    const { status, body } = await sent;
    if (status !== 200) failure = `status ${status}: ${body.slice(0, 200)}`;
    else if (body.length !== expected.length) failure = `${body.length} bytes instead of ${expected.length}`;
    else if (body !== expected) failure = "the bytes of another answer";
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  counts.slowestMs = Math.max(counts.slowestMs, performance.now() - startedAt);
  if (failure === undefined) return;
  counts.failures++;
  if (counts.examples.length < MAX_EXAMPLES) counts.examples.push(`${name}: ${failure}`);
}

function send(
  agent: Agent,
  port: number,
  method: string,
  path: string,
  body: string,
  counts: Counts,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = method === "POST" ? { "Content-Length": body.length } : {};
    const ask = agent instanceof TlsAgent ? tlsRequest : request;
    const req = ask({
      host: "127.0.0.1",
      port,
      method,
      path,
      agent,
      headers,
      timeout: REQUEST_TIMEOUT_MS,
    });
    req.on("response", (res) => {
      collect(res).then(resolve, reject);
    });
    req.on("timeout", () => req.destroy(new Error("no answer in time")));
    req.on("error", reject);
    req.on("socket", () => {
      if (!req.reusedSocket) counts.connections++;
    });
    req.end(body, "latin1");
  });
}

async function collect(res: IncomingMessage): Promise<Answer> {
  res.setEncoding("latin1");
  let body = "";
  for await (const chunk of res) body += chunk;
  return { status: res.statusCode ?? 0, body };
}
