// Where probe agents report to the audit: they come from elsewhere, so that they need no way in of their own.
// Open for one run, and for those who have the key.

import { networkInterfaces } from "node:os";
import { createServer, type TLSSocket } from "node:tls";
import { plainAddress } from "#kernel/address.ts";
import { readMessages, writeMessage } from "./bypass/line-messages.ts";
import type { ProbeReply, ProbeRequest } from "./bypass/probe-message.ts";
import { listenerTls } from "./bypass/shared-key.ts";
import type { Vantage } from "./bypass/vantage.ts";

export type AgentListener = {
  readonly address: string;
  readonly port: number;
  readonly key: Buffer;
  /** Agents that are waited for. */
  readonly count: number;
  readonly waitMs: number;
};

export type Agents = {
  readonly vantages: readonly Vantage[];
  /** Lets the agents go. */
  readonly close: () => void;
};

/** How long an agent may take beyond the request's own time. */
const GRACE_MS = 5000;

/** Rejects with the system's error where the address cannot be listened on. Fewer come: those that did. */
export function awaitAgents({ address, port, key, count, waitMs }: AgentListener): Promise<Agents> {
  const vantages: Vantage[] = [];
  const sockets = new Set<TLSSocket>();
  return new Promise((resolve, reject) => {
    const server = createServer(listenerTls(key), (socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      // "close" follows.
      socket.on("error", () => socket.destroy());
      greet(socket, (vantage) => {
        vantages.push(vantage);
        if (vantages.length === count) done();
      });
    });
    const done = (): void => {
      clearTimeout(timer);
      server.close();
      const close = (): void => {
        for (const socket of sockets) socket.end();
      };
      resolve({ vantages: [...vantages], close });
    };
    const timer = setTimeout(done, waitMs);
    server.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    server.listen(port, address);
  });
}

function greet(socket: TLSSocket, arrived: (vantage: Vantage) => void): void {
  const waiting = new Map<number, (reply: ProbeReply) => void>();
  let isKnown = false;
  let count = 0;
  const send = (request: ProbeRequest): Promise<ProbeReply> => {
    if (socket.destroyed || !socket.writable) return Promise.resolve(LOST);
    const id = ++count;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(LOST), request.timeoutMs + GRACE_MS);
      const settle = (reply: ProbeReply): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(reply);
      };
      waiting.set(id, settle);
      writeMessage(socket, { id, request });
    });
  };
  socket.on("close", () => {
    for (const settle of waiting.values()) settle(LOST);
  });
  readMessages(socket, (message) => {
    // Who has the key speaks for the agent; what it tells is its word, and its form is looked at.
    const { name, id, reply } = message as { name?: unknown; id?: unknown; reply?: unknown };
    if (!isKnown) {
      isKnown = true;
      arrived(agentVantage(typeof name === "string" ? name : "agent", socket.remoteAddress ?? "", send));
    } else if (typeof id === "number") waiting.get(id)?.(isReply(reply) ? reply : LOST);
  });
}

const LOST: ProbeReply = { kind: "failed", at: "connect", code: "vantage-lost" };

function isReply(value: unknown): value is ProbeReply {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  if (value.kind === "connected") return true;
  if (value.kind === "failed") return "code" in value && typeof value.code === "string" && "at" in value;
  const isAnswer = value.kind === "answered" && "status" in value && typeof value.status === "number";
  return (
    isAnswer &&
    "statuses" in value &&
    Array.isArray(value.statuses) &&
    "bodyHash" in value &&
    "headers" in value
  );
}

function agentVantage(name: string, remote: string, send: Vantage["send"]): Vantage {
  const address = plainAddress(remote);
  const isForeign = !isOwnAddress(address);
  return {
    name: name.replace(/[^A-Za-z0-9 ._-]/g, "?").slice(0, 64),
    kind: "agent",
    isForeign,
    address,
    basis: isForeign
      ? "a probe agent that came from an address that is none of this machine's"
      : "a probe agent on this machine",
    holdsKeys: false,
    send,
  };
}

/** Loopback, or an address of one of this machine's interfaces. */
export function isOwnAddress(address: string, interfaces = networkInterfaces()): boolean {
  if (address === "::1" || address.startsWith("127.")) return true;
  const own = Object.values(interfaces).flatMap((each) => each ?? []);
  return own.some((each) => each.address.split("%")[0] === address.split("%")[0]);
}
