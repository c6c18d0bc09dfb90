// The WAF before a Hono application, on Node.

import type { Context, MiddlewareHandler } from "hono";
import type { Waf } from "portcullis/waf";

/** To be used before all routes: `app.use(honoWaf(waf, (c) => getConnInfo(c).remote.address))`. */
export function honoWaf(waf: Waf, addressOf: (c: Context) => string | undefined): MiddlewareHandler {
  return async (c, next) => {
    const { method, url, headers, body: stream } = c.req.raw.clone();
    const body = await waf.readBody(stream);
    const verdict = await waf.inspect({ method, url, headers, clientAddress: addressOf(c), ...body });
    if (!verdict.isBlocked) return next();
    const location = verdict.location === undefined ? {} : { Location: verdict.location };
    return new Response("Forbidden\n", { status: verdict.status, headers: location });
  };
}
