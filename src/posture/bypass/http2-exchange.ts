// A GET over HTTP/2 on a connection that is open already, by node:http2. In the clear that is prior
// knowledge.

import { createHash } from "node:crypto";
import { connect } from "node:http2";
import type { Socket } from "node:net";
import { BODY_LIMIT_BYTES, type ProbeReply, type ProbeRequest } from "./probe-message.ts";
import { toldHeaders } from "./read-answer.ts";

type Http2Send = Extract<ProbeRequest["send"], { readonly kind: "http2" }>;

export function exchangeHttp2(
  socket: Socket,
  { authority, path, auditId }: Http2Send,
  localAddress: string,
  timeoutMs: number,
  isTls: boolean,
): Promise<ProbeReply> {
  return new Promise((resolve) => {
    const scheme = isTls ? "https" : "http";
    const session = connect(`${scheme}://${authority}`, { createConnection: () => socket });
    let answered = false;
    const finish = (reply: ProbeReply): void => {
      clearTimeout(timer);
      session.destroy();
      resolve(reply);
    };
    const failed = (code: string): void => {
      if (!answered) finish({ kind: "failed", at: "answer", code });
    };
    const timer = setTimeout(() => failed("timeout"), timeoutMs);
    session.on("error", (error: Error) => failed("code" in error ? String(error.code) : "failed"));
    session.on("close", () => failed("closed"));
    const stream = session.request({
      ...{ ":method": "GET", ":path": path, ":scheme": scheme, ":authority": authority },
      ...{ "user-agent": "portcullis-audit", "x-bypass-audit": auditId },
    });
    stream.on("error", (error: Error) => failed("code" in error ? String(error.code) : "failed"));
    stream.on("response", (headers) => {
      answered = true;
      const status = Number(headers[":status"]);
      const sum = createHash("sha256");
      let bodyBytes = 0;
      const fields = new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      const done = (isCut: boolean): void => {
        const told = { statuses: [status], bodyHash: sum.digest("hex"), bodyBytes, isCut };
        finish({ kind: "answered", status, ...told, headers: toldHeaders(fields), localAddress });
      };
      stream.on("data", (chunk: Buffer) => {
        const taken = chunk.subarray(0, BODY_LIMIT_BYTES - bodyBytes);
        sum.update(taken);
        bodyBytes += taken.length;
        if (bodyBytes === BODY_LIMIT_BYTES) stream.close();
      });
      stream.once("close", () => done(!stream.readableEnded));
    });
    stream.end();
  });
}
