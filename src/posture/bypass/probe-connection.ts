// Sends one request of the audit over a connection of its own and tells of the answer. Follows no redirect,
// keeps no connection, verifies a server only where it is told to, and reads a bounded number of bytes for a
// bounded time.

import { isIP, type Socket, connect as tcpConnect } from "node:net";
import { type ConnectionOptions, checkServerIdentity, connect as tlsConnect } from "node:tls";
import { exchangeHttp2 } from "./http2-exchange.ts";
import { BODY_LIMIT_BYTES, type ProbeReply, type ProbeRequest, type ProbeTls } from "./probe-message.ts";
import { readAnswer } from "./read-answer.ts";

/** Never rejects: whatever fails is a reply. @param sourceAddress of this machine; empty for its choice */
export async function sendProbe(request: ProbeRequest, sourceAddress: string): Promise<ProbeReply> {
  const deadlineMs = performance.now() + request.timeoutMs;
  const opened = await openConnection(request, sourceAddress);
  if ("kind" in opened) return opened;
  const { socket } = opened;
  const localAddress = socket.localAddress ?? "";
  const leftMs = Math.max(1, deadlineMs - performance.now());
  try {
    switch (request.send.kind) {
      case "nothing":
        return { kind: "connected", localAddress };
      case "http1":
        return await exchangeHttp1(socket, request.send, localAddress, leftMs);
      case "http2":
        return await exchangeHttp2(socket, request.send.wire, localAddress, leftMs);
    }
  } catch (error) {
    return { kind: "failed", at: "answer", code: codeOf(error) };
  } finally {
    socket.destroy();
  }
}

type Opened = { readonly socket: Socket } | Extract<ProbeReply, { readonly kind: "failed" }>;

function openConnection(request: ProbeRequest, sourceAddress: string): Promise<Opened> {
  const { address, port, tls, timeoutMs, preface } = request;
  return new Promise((resolve) => {
    let at: "connect" | "tls" = "connect";
    const local = sourceAddress === "" ? {} : { localAddress: sourceAddress };
    const plain = tcpConnect({ host: address, port, noDelay: true, ...local });
    let socket: Socket = plain;
    const timer = setTimeout(() => fail("timeout"), timeoutMs);
    const fail = (code: string): void => {
      clearTimeout(timer);
      socket.destroy();
      plain.destroy();
      resolve({ kind: "failed", at, code });
    };
    const succeed = (): void => {
      clearTimeout(timer);
      // The exchange listens from now on; what comes before is no harm.
      socket.on("error", ignore);
      resolve({ socket });
    };
    plain.on("error", (error) => fail(codeOf(error)));
    plain.once("connect", () => {
      if (preface !== undefined) plain.write(preface, "latin1");
      if (tls === undefined) return succeed();
      at = "tls";
      try {
        socket = tlsConnect({ socket: plain, ...tlsOptions(tls) });
      } catch (error) {
        return fail(codeOf(error));
      }
      socket.on("error", (error) => fail(codeOf(error)));
      socket.once("close", () => fail("closed"));
      socket.once("secureConnect", succeed);
    });
  });
}

function ignore(): void {
  // An error ends the connection, and "close" tells of that.
}

function tlsOptions({ serverName, alpn, shown, trust }: ProbeTls): ConnectionOptions {
  return {
    // RFC 6066 §3: an address is never asked for by name.
    servername: isIP(serverName) === 0 ? serverName : "",
    ALPNProtocols: [alpn],
    rejectUnauthorized: trust !== undefined,
    ...(shown === undefined ? {} : { cert: shown.certificate, key: shown.key }),
    ...(trust === undefined || trust.ca === "" ? {} : { ca: trust.ca }),
    ...(trust === undefined
      ? {}
      : { checkServerIdentity: (_, seen) => checkServerIdentity(trust.name, seen) }),
  };
}

type Http1Send = Extract<ProbeRequest["send"], { readonly kind: "http1" }>;

function exchangeHttp1(
  socket: Socket,
  { wire, isPair }: Http1Send,
  localAddress: string,
  timeoutMs: number,
): Promise<ProbeReply> {
  const isHead = wire.startsWith("HEAD ");
  return new Promise((resolve) => {
    let bytes = "";
    const finish = (code: string, isEnded: boolean): void => {
      clearTimeout(timer);
      const answer = readAnswer(bytes, isEnded, isHead);
      if (answer === undefined) {
        resolve({ kind: "failed", at: "answer", code: bytes === "" ? code : "not-http" });
        return;
      }
      const { isWhole: _, ...told } = answer;
      resolve({ ...told, localAddress });
    };
    const timer = setTimeout(() => finish("timeout", false), timeoutMs);
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.toString("latin1");
      const isWhole = isPair !== true && readAnswer(bytes, false, isHead)?.isWhole === true;
      if (isWhole || bytes.length >= BODY_LIMIT_BYTES) finish("too-long", false);
    });
    socket.on("error", (error) => finish(codeOf(error), true));
    socket.on("end", () => finish("closed", true));
    socket.on("close", () => finish("closed", true));
    socket.write(wire, "latin1");
  });
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "failed";
}
