// What both demo backends share: a plain node:http server that speaks JSON and problem details.

import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { type GuardOptions, guarded } from "#public/guard.ts";

export type Reply = { readonly status: number; readonly value?: unknown; readonly location?: string };

export type Call = {
  readonly method: string;
  /** Segments of the path below the API's root: none for the root itself. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** The parsed JSON body; undefined without one. */
  readonly body: unknown;
};

export type JsonApi = {
  readonly name: string;
  readonly root: string;
  readonly description: object;
  readonly handle: (call: Call) => Reply;
};

const MAX_BODY_BYTES = 65_536;

export function problem(status: number, detail: string): Reply {
  return { status, value: { title: STATUS_CODES[status], status, detail } };
}

/**
 * Serves the API on 127.0.0.1. The description is at /openapi.json.
 * @param guard what a request must prove; undefined: everybody is answered
 */
export function serve(api: JsonApi, port: number, guard?: GuardOptions): void {
  const handler = (req: IncomingMessage, res: ServerResponse): void => {
    readBody(req).then(
      (text) => send(res, replyTo(api, req, text)),
      () => send(res, problem(413, "The body is too large.")),
    );
  };
  createServer(guard === undefined ? handler : guarded(guard, handler)).listen(port, "127.0.0.1");
}

function replyTo(api: JsonApi, req: IncomingMessage, text: string): Reply {
  const url = new URL(`http://backend${req.url ?? "/"}`);
  if (url.pathname === "/openapi.json") return { status: 200, value: api.description };
  if (url.pathname !== api.root && !url.pathname.startsWith(`${api.root}/`)) {
    return problem(404, `${api.name} has nothing at ${url.pathname}.`);
  }
  const segments = url.pathname.slice(api.root.length).split("/").filter(Boolean);
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    return problem(400, "The body is not JSON.");
  }
  return api.handle({ method: req.method ?? "", segments, query: url.searchParams, body });
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error("too large");
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(res: ServerResponse, { status, value, location }: Reply): void {
  if (location !== undefined) res.setHeader("Location", location);
  if (value === undefined) {
    res.writeHead(status).end();
    return;
  }
  res.setHeader("Content-Type", status < 400 ? "application/json" : "application/problem+json");
  res.writeHead(status).end(`${JSON.stringify(value)}\n`);
}
