// The application of every backend of the farm that runs in Node, and its servers.

import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { Plot } from "./farm-kind.ts";

let answers = 0;

/** Reads the whole body of every request, as frameworks with a body parser do. */
export const application =
  ({ name, isDynamic }: Plot): RequestListener =>
  (request, response) => {
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
    });
    request.on("error", () => {
      // The guard ended it.
    });
    request.on("end", () => {
      const content = contentOf(request, name, length);
      response.statusCode = content === undefined ? 404 : 200;
      response.end(`${content ?? "no such path"}${isDynamic ? ` #${++answers}` : ""}\n`);
    });
  };

function contentOf({ url = "" }: IncomingMessage, name: string, length: number): string | undefined {
  const [path = ""] = url.split("?");
  switch (path) {
    case "/version":
      return `orders of ${name}, 1.4.2`;
    case "/admin":
      return `all customers of ${name}`;
    case "/healthz":
      return "well";
    case "/echo":
      return `${length} bytes`;
    case "/swagger/v1/swagger.json":
      return `{"openapi":"3.0.0","info":{"title":"${name}"}}`;
    default:
      return undefined;
  }
}

export const listen = (server: Server, address: string, port: number): Promise<{ close: () => void }> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () =>
      resolve({
        close: () => {
          server.close();
          server.closeAllConnections();
        },
      }),
    );
  });

/** On the plot's own port, in the clear. */
export const serve = async (plot: Plot, listener: RequestListener): Promise<{ close: () => void }[]> => [
  await listen(createServer(listener), plot.address, plot.port),
];

export const tlsServer = (
  { certificates }: Plot,
  options: ServerOptions,
  listener: RequestListener,
): Server =>
  createTlsServer(
    { cert: certificates.server.certificate, key: certificates.server.key, ...options },
    listener,
  );
