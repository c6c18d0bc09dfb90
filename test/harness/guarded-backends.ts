// Backends behind the guard, in five frameworks: each answers with what reached its handler.

import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { fastifyGuard, fetchGuard, koaGuard } from "#guard/framework-guards.ts";
import type { GuardOptions } from "#guard/guard-options.ts";
import { guarded, verifyGateway } from "#guard/node-guard.ts";

export type GuardedBackend = {
  readonly port: number;
  /** Requests that reached the handler. */
  readonly reached: readonly string[];
  readonly close: () => Promise<void>;
};

type Start = (options: GuardOptions, reached: string[]) => Promise<Server>;

const listening = (server: Server): Promise<Server> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));

const ofNode: Start = (options, reached) =>
  listening(
    createServer(
      guarded(options, (request, response) => {
        let length = 0;
        request.on("data", (chunk: Buffer) => {
          length += chunk.length;
        });
        request.on("error", () => {
          // The guard has answered.
        });
        request.on("end", () => {
          reached.push(`${request.method} ${request.url} ${length}`);
          response.end(`node ${length}`);
        });
      }),
    ),
  );

const ofExpress: Start = (options, reached) => {
  const app = express();
  app.use(verifyGateway(options));
  app.use(express.text({ type: () => true, limit: "1mb" }));
  app.use((request, response) => {
    const body = typeof request.body === "string" ? request.body : "";
    reached.push(`${request.method} ${request.originalUrl} ${body.length}`);
    response.end(`express ${body.length}`);
  });
  // What the guard ended has its answer.
  app.use((_error: unknown, _request: unknown, response: express.Response, _next: unknown) => {
    if (!response.headersSent) response.status(500).end();
  });
  return listening(createServer(app as RequestListener));
};

const ofFastify: Start = async (options, reached) => {
  const app = fastify();
  app.addHook("onRequest", fastifyGuard(options));
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.removeContentTypeParser(["application/json", "text/plain"]);
  app.all("/*", (request, reply) => {
    const body = typeof request.body === "string" ? request.body : "";
    reached.push(`${request.method} ${request.url} ${body.length}`);
    reply.send(`fastify ${body.length}`);
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server;
};

const ofKoa: Start = (options, reached) => {
  const app = new Koa();
  app.silent = true;
  app.use(koaGuard(options));
  app.use(async (context) => {
    let body = "";
    for await (const chunk of context.req) body += String(chunk);
    reached.push(`${context.method} ${context.url} ${body.length}`);
    context.body = `koa ${body.length}`;
  });
  const handle = app.callback();
  return listening(createServer((request, response) => void handle(request, response)));
};

type NodeBindings = { readonly incoming: { readonly socket: { readonly remoteAddress?: string } } };

const ofHono: Start = (options, reached) => {
  const app = new Hono();
  app.all("*", async (context) => {
    const body = await context.req.text();
    const { pathname, search } = new URL(context.req.url);
    reached.push(`${context.req.method} ${pathname}${search} ${body.length}`);
    return context.text(`hono ${body.length}`);
  });
  const guard = fetchGuard(options, (request) => app.fetch(request));
  return new Promise((resolve) => {
    const server = serve(
      {
        fetch: (request: Request, bindings: unknown) =>
          guard(request, {
            peerAddress: (bindings as NodeBindings).incoming.socket.remoteAddress ?? "",
          }),
        port: 0,
        hostname: "127.0.0.1",
      },
      () => resolve(server as Server),
    );
  });
};

export const frameworks: Readonly<Record<string, Start>> = {
  "node:http": ofNode,
  express: ofExpress,
  fastify: ofFastify,
  koa: ofKoa,
  hono: ofHono,
};

export async function startGuarded(start: Start, options: GuardOptions): Promise<GuardedBackend> {
  const reached: string[] = [];
  const server = await start(options, reached);
  return {
    port: (server.address() as AddressInfo).port,
    reached,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
