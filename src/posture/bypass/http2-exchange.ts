// A request over HTTP/2 on a connection that is open already, by node:http2. In the clear that is prior
// knowledge.

import { createHash } from "node:crypto";
import { type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from "node:http2";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { BODY_LIMIT_BYTES, type ProbeReply } from "./probe-message.ts";
import { toldHeaders } from "./read-answer.ts";

/** @param wire the request as HTTP/1.1 has it; what belongs to a connection of that is left out */
export function exchangeHttp2(
  socket: Socket,
  wire: string,
  localAddress: string,
  timeoutMs: number,
): Promise<ProbeReply> {
  const isTls = socket instanceof TLSSocket;
  if (isTls && socket.alpnProtocol !== "h2") {
    return Promise.resolve({ kind: "failed", at: "answer", code: "not-http2" });
  }
  const { headers, body } = http2Request(wire, isTls ? "https" : "http");
  return new Promise((resolve) => {
    const session = connect("http://backend.invalid", { createConnection: () => socket });
    let isAnswered = false;
    const finish = (reply: ProbeReply): void => {
      clearTimeout(timer);
      session.destroy();
      resolve(reply);
    };
    const failed = (code: string): void => {
      if (!isAnswered) finish({ kind: "failed", at: "answer", code });
    };
    const timer = setTimeout(() => {
      isAnswered = false;
      failed("timeout");
    }, timeoutMs);
    session.on("error", (error: Error) => failed("code" in error ? String(error.code) : "failed"));
    session.on("close", () => failed("closed"));
    const stream = session.request(headers, { endStream: body === "" });
    stream.on("error", (error: Error) => failed("code" in error ? String(error.code) : "failed"));
    takeAnswer(stream, (answer) => {
      isAnswered = true;
      if (answer !== undefined) finish({ ...answer, localAddress });
    });
    if (body !== "") stream.end(body, "latin1");
  });
}

type Taken = Omit<Extract<ProbeReply, { readonly kind: "answered" }>, "localAddress">;

/** Calls `take` at the head with nothing, and at the end with the answer. */
function takeAnswer(stream: ClientHttp2Stream, take: (answer: Taken | undefined) => void): void {
  stream.on("response", (headers) => {
    take(undefined);
    const status = Number(headers[":status"]);
    const sum = createHash("sha256");
    let bodyBytes = 0;
    const fields = new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    stream.on("data", (chunk: Buffer) => {
      const taken = chunk.subarray(0, BODY_LIMIT_BYTES - bodyBytes);
      sum.update(taken);
      bodyBytes += taken.length;
      if (bodyBytes === BODY_LIMIT_BYTES) stream.close();
    });
    stream.once("close", () => {
      const isCut = !stream.readableEnded;
      const told = { statuses: [status], bodyHash: sum.digest("hex"), bodyBytes, isCut };
      take({ kind: "answered", status, ...told, headers: toldHeaders(fields) });
    });
  });
}

/** RFC 9113 §8.2.2: none of these stands in a message of HTTP/2. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  ...["connection", "upgrade", "http2-settings", "transfer-encoding", "keep-alive", "host"],
]);

function http2Request(wire: string, scheme: string): { headers: OutgoingHttpHeaders; body: string } {
  const end = wire.indexOf("\r\n\r\n");
  const [line = "", ...lines] = wire.slice(0, end).split("\r\n");
  const [method = "", path = ""] = line.split(" ");
  const headers: OutgoingHttpHeaders = { ":method": method, ":path": path, ":scheme": scheme };
  for (const each of lines) {
    const colon = each.indexOf(":");
    const [name, value] = [each.slice(0, colon).toLowerCase(), each.slice(colon + 1).trim()];
    if (name === "host") headers[":authority"] = value;
    if (!OF_CONNECTION.has(name)) headers[name] = value;
  }
  return { headers, body: wire.slice(end + 4) };
}
