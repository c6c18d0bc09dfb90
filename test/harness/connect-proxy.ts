// An HTTP proxy that opens tunnels and does nothing else: every one of them to the same port.

import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import type { TestContext } from "node:test";

export type ConnectProxy = {
  readonly port: number;
  /** `authority Proxy-Authorization` of each CONNECT. */
  readonly asked: string[];
};

/** @param leadsTo a port of 127.0.0.1; 0 refuses with 407 */
export async function startConnectProxy(
  t: TestContext,
  leadsTo: number,
  host = "127.0.0.1",
): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_req, res) => res.writeHead(405).end());
  server.on("connection", (socket) => sockets.add(socket));
  server.on("connect", (req, socket) => {
    asked.push(`${req.url} ${req.headers["proxy-authorization"]}`);
    socket.on("error", () => {});
    if (leadsTo === 0) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const onward = connect(leadsTo, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(onward);
    onward.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === "object" && address !== null ? address.port : 0, asked };
}
