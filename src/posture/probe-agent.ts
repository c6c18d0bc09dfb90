// The probe agent: sends from where it stands what an audit asks it to, and tells of the answers. It goes out
// to the audit, holds no secret but the key of the run, and ends with it.

import { isIP } from "node:net";
import { connect } from "node:tls";
import { parsePrefix } from "#kernel/address.ts";
import { buildPrefixTable, PrefixSet } from "#kernel/prefix-set.ts";
import { readMessages, writeMessage } from "./bypass/line-messages.ts";
import { codeOf, sendProbe } from "./bypass/probe-connection.ts";
import type { ProbeReply, ProbeRequest } from "./bypass/probe-message.ts";
import { agentTls, sharedKey } from "./bypass/shared-key.ts";

export type AgentOptions = {
  /** Of the audit's listener. */
  readonly host: string;
  readonly port: number;
  readonly key: Buffer;
  readonly name: string;
  /** Of this machine, that requests come from; empty for the system's choice. */
  readonly sourceAddress: string;
  /** Prefixes that requests may go to; none: any. */
  readonly allow: readonly string[];
};

/** The text of a key file → the key; undefined where it is too short to be one. */
export const readAgentKey = (text: string): Buffer | undefined => sharedKey(text);

export type AgentEnd = { readonly requests: number; readonly failure: string };

const MAX_TIMEOUT_MS = 60_000;

/** Until the audit is over. Never rejects: `failure` is empty where all went well. */
export function runProbeAgent(options: AgentOptions): Promise<AgentEnd> {
  const { host, port, key, name, sourceAddress } = options;
  const allowed = allowedSet(options.allow);
  return new Promise((resolve) => {
    let requests = 0;
    let failure = "";
    let isConnected = false;
    const local = sourceAddress === "" ? {} : { localAddress: sourceAddress };
    const socket = connect({ host, port, ...agentTls(key), ...local });
    socket.once("secureConnect", () => {
      isConnected = true;
      writeMessage(socket, { name });
    });
    socket.on("error", (error) => {
      failure = codeOf(error);
    });
    socket.on("close", () => {
      if (!isConnected && failure === "") failure = "the audit ended the handshake: is it the same key?";
      resolve({ requests, failure });
    });
    readMessages(socket, (message) => {
      const asked = askedFor(message);
      if (asked === undefined) {
        socket.destroy();
        return;
      }
      requests++;
      void answer(asked.request, sourceAddress, allowed).then((reply) =>
        writeMessage(socket, { id: asked.id, reply }),
      );
    });
  });
}

function allowedSet(prefixes: readonly string[]): PrefixSet | undefined {
  const entries = prefixes.flatMap((text) => {
    const prefix = parsePrefix(text);
    return "error" in prefix ? [] : [{ prefix, value: 1 }];
  });
  return prefixes.length === 0 ? undefined : new PrefixSet(buildPrefixTable(entries));
}

function answer(
  request: ProbeRequest,
  sourceAddress: string,
  allowed: PrefixSet | undefined,
): Promise<ProbeReply> {
  if (allowed !== undefined && allowed.lookupText(request.address) < 0) {
    return Promise.resolve({ kind: "failed", at: "connect", code: "not-allowed-by-agent" });
  }
  return sendProbe(request, sourceAddress);
}

/** Undefined for what is no request of an audit. */
function askedFor(message: unknown): { readonly id: number; readonly request: ProbeRequest } | undefined {
  // Who has the key is the audit; its form is looked at as far as a mistake could do harm.
  const { id, request } = message as { id?: unknown; request?: Partial<ProbeRequest> };
  if (typeof id !== "number" || request === undefined) return undefined;
  const { address = "", port = 0, send, timeoutMs = 0 } = request;
  const isRight =
    isIP(address) !== 0 && Number.isInteger(port) && port > 0 && port < 65_536 && send !== undefined;
  if (!isRight || !(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS)) return undefined;
  return { id, request: { ...request, address, port, send, timeoutMs } };
}
