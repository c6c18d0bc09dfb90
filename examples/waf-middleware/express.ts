// The WAF before an Express application: its parsers keep the bytes that they read, and the WAF looks at them
// before any route does. `createWaf` of portcullis/waf makes the WAF.

import express, { type Request, type RequestHandler } from "express";
import type { Waf } from "portcullis/waf";

const bodies = new WeakMap<object, Buffer>();

/** To be used before all routes: `app.use(...expressWaf(waf))`. */
export function expressWaf(waf: Waf): RequestHandler[] {
  const verify = (req: object, _res: object, bytes: Buffer) => void bodies.set(req, bytes);
  const options = { verify, limit: waf.bodyLimitBytes };
  const parsers = [express.json(options), express.urlencoded({ extended: false, ...options })];
  const guard = async (req: Request) => {
    const { method, originalUrl: url, headers, httpVersion, ip: clientAddress } = req;
    return waf.inspect({
      method,
      url,
      headers,
      httpVersion,
      clientAddress,
      body: bodies.get(req),
      isBodyDecoded: true,
    });
  };
  return [
    ...parsers,
    express.raw({ type: () => true, ...options }),
    async (req, res, next) => {
      const { isBlocked, status, location } = await guard(req);
      if (!isBlocked) next();
      else if (location === undefined) res.status(status).send("Forbidden\n");
      else res.redirect(status, location);
    },
  ];
}
