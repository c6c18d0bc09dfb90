// The WAF before a handler of node:http, which is given the body that was looked at.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Waf } from "portcullis/waf";

type Handler = (req: IncomingMessage, res: ServerResponse, body: Buffer) => unknown;

/** `createServer(nodeWaf(waf, handler))`. */
export function nodeWaf(waf: Waf, handler: Handler) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { body, isBodyCut } = await waf.readBody(req);
    const { method = "GET", url = "/", headers, httpVersion, socket } = req;
    const clientAddress = socket.remoteAddress;
    const verdict = await waf.inspect({ method, url, headers, httpVersion, clientAddress, body, isBodyCut });
    const location = verdict.location === undefined ? {} : { Location: verdict.location };
    if (verdict.isBlocked) res.writeHead(verdict.status, location).end("Forbidden\n");
    else if (isBodyCut) res.writeHead(413).end("Too large\n");
    else handler(req, res, body);
  };
}
