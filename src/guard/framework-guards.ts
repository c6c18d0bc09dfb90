// The guard as Fastify's hook, as Koa's middleware, and around a handler of the Fetch standard (Hono, and
// everything else that answers a Request by a Response).

import type { IncomingMessage, ServerResponse } from "node:http";
import { Guard } from "./guard.ts";
import type { GuardOptions, RejectionReason } from "./guard-options.ts";
import { NodeGuard, PROBLEMS } from "./node-guard.ts";
import { contentDigest } from "./signature-base.ts";

type FastifyHook = (
  request: { readonly raw: IncomingMessage },
  reply: { readonly raw: ServerResponse; readonly hijack: () => unknown },
  done: () => void,
) => void;

/** For `app.addHook("onRequest", …)`: before Fastify reads the body. */
export function fastifyGuard(options: GuardOptions): FastifyHook {
  const guard = new NodeGuard(options);
  return (request, reply, done) => {
    if (guard.admit(request.raw, reply.raw)) done();
    else reply.hijack();
  };
}

type KoaContext = { readonly req: IncomingMessage; readonly res: ServerResponse; respond?: boolean };

/** For `app.use(…)`: the first of all. */
export function koaGuard(
  options: GuardOptions,
): (context: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  const guard = new NodeGuard(options);
  return async (context, next) => {
    if (guard.admit(context.req, context.res)) await next();
    else context.respond = false;
  };
}

/** Where a Request came from, which the Fetch standard does not say. */
export type Connection = { readonly peerAddress: string };

type FetchHandler = (request: Request) => Response | Promise<Response>;

/**
 * Around a handler that answers a Request. A body that the signature covers is read to its end before the
 * handler has it. Certificates are not seen here: `mtls` is for servers of Node.
 */
export function fetchGuard(
  options: GuardOptions,
  handler: FetchHandler,
): (request: Request, connection: Connection) => Promise<Response> {
  const guard = new Guard(options);
  return async (request, { peerAddress }) => {
    const { pathname, search, protocol, host } = new URL(request.url);
    const rawHeaders = [...request.headers].flat();
    if (!request.headers.has("host")) rawHeaders.push("host", host);
    const verdict = guard.check({
      method: request.method,
      target: pathname + search,
      rawHeaders,
      peerAddress,
      isTls: protocol === "https:",
      certificate: undefined,
    });
    const read = await whole(request, verdict.isAdmitted ? verdict.digest : undefined);
    const rejected = verdict.isAdmitted ? read.wrong : verdict;
    if (rejected === undefined) return await handler(read.request);
    const isEnforced = guard.isEnforcing;
    const { onReject, deny } = guard.options;
    const { reason, detail } = rejected;
    onReject({ reason, detail, method: request.method, path: pathname, peerAddress, isEnforced });
    if (!isEnforced) return await handler(read.request);
    // There is no connection to be cut here.
    const status = deny === "abort" ? 403 : deny;
    return new Response(PROBLEMS[status], {
      status,
      headers: { "Content-Type": "application/problem+json" },
    });
  };
}

type Read = {
  readonly request: Request;
  /** Undefined where the body is the one that was signed, or nobody vouches for it. */
  readonly wrong: { readonly reason: RejectionReason; readonly detail: string } | undefined;
};

/** The request with its body as it was read, where it is held against a digest. */
async function whole(request: Request, digest: string | undefined): Promise<Read> {
  if (digest === undefined) return { request, wrong: undefined };
  const content = new Uint8Array(await request.arrayBuffer());
  const again = new Request(request, { body: content });
  if (contentDigest(content) === digest) return { request: again, wrong: undefined };
  const detail = "the body is not the one that was signed";
  return { request: again, wrong: { reason: "digest-wrong", detail } };
}
