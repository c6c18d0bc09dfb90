// The WAF before a Fastify application: a hook that reads the body before the parsers do, and hands it on.

import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { Waf } from "portcullis/waf";

/** To be called before routes are declared. */
export function fastifyWaf(app: FastifyInstance, waf: Waf): void {
  app.addHook("preParsing", async (request, reply, payload) => {
    const { body, isBodyCut } = await waf.readBody(payload);
    const { method, url, headers, ip: clientAddress } = request;
    const verdict = await waf.inspect({ method, url, headers, clientAddress, body, isBodyCut });
    if (verdict.location !== undefined) return reply.redirect(verdict.location, verdict.status);
    if (verdict.isBlocked) return reply.code(verdict.status).send("Forbidden\n");
    if (isBodyCut) return reply.code(413).send("Too large\n");
    return Object.assign(Readable.from([body]), { receivedEncodedLength: body.length });
  });
}
