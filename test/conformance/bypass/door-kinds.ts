// Backends whose guard is right and stands before one of their doors only: another port, address, protocol or
// host name leads to the same application.

import { createServer, type RequestListener } from "node:http";
import { createServer as createHttp2Server, createSecureServer } from "node:http2";
import { createServer as createTcpServer, type Socket } from "node:net";
import { guarded } from "#guard/node-guard.ts";
import { application, listen, serve, tlsServer } from "./farm-application.ts";
import { assertionLines, closedToOthers, curl, getsIn, staysOut } from "./farm-curl.ts";
import type { FarmKind, Planted, Plot } from "./farm-kind.ts";
import { assertionPool, guardOf } from "./guard-kinds.ts";

const hole = (name: string, probe: FarmKind["holes"][number], plant: (plot: Plot) => Planted): FarmKind => ({
  name,
  verdict: "open",
  holes: [probe],
  plant,
});

const guardedApp = (plot: Plot): RequestListener => guarded(guardOf(plot), application(plot));

/** The pool of a member that speaks TLS by the farm's certificate. */
export const tlsPool = (more = ""): string => `tls: { ca: [ca.pem], serverName: farm.test${more} }`;

const tlsShown = (plot: Plot): Planted["shown"] => [
  getsIn(curl(plot, { isTls: true, headers: assertionLines(plot) })),
  staysOut(curl(plot, { isTls: true })),
];

/** Upgrades are answered by the application, past the guard: `request` hears nothing of them. */
function openToUpgrades(plot: Plot): RequestListenerServer {
  const server = createServer(guardedApp(plot));
  server.on("upgrade", (_request, socket: Socket) => {
    socket.on("error", () => socket.destroy());
    socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  });
  return server;
}
type RequestListenerServer = ReturnType<typeof createServer>;

/** HTTP/1.1 is guarded; a connection that begins with HTTP/2's preface goes to another server. */
function openToHttp2(plot: Plot) {
  const http1 = createServer(guardedApp(plot));
  const http2 = createHttp2Server((_request, response) => {
    response.end(`orders of ${plot.name}, 1.4.2\n`);
  });
  const server = createTcpServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      (first.toString("latin1").startsWith("PRI ") ? http2 : http1).emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
  return new Promise<{ close: () => void }[]>((resolve) =>
    server.listen(plot.port, plot.address, () =>
      resolve([{ close: () => server.close() }, { close: () => http1.closeAllConnections() }]),
    ),
  );
}

/** Over HTTP/2 the guard was forgotten. */
function openByAlpn(plot: Plot) {
  const { certificate: cert, key } = plot.certificates.server;
  const guard = guardedApp(plot);
  const server = createSecureServer({ cert, key, allowHTTP1: true }, (request, response) => {
    if (request.httpVersionMajor === 2) response.end(`orders of ${plot.name}, 1.4.2\n`);
    // Of HTTP/1.1 these are the objects of node:http.
    else guard(request as never, response as never);
  });
  return new Promise<{ close: () => void }[]>((resolve) =>
    server.listen(plot.port, plot.address, () => resolve([{ close: () => server.close() }])),
  );
}

export const doorKinds: readonly FarmKind[] = [
  hole("plain HTTP beside TLS", "P2", (plot) => ({
    isTls: true,
    pool: [assertionPool(plot), tlsPool()],
    start: async () => [
      await listen(tlsServer(plot, {}, guardedApp(plot)), plot.address, plot.port),
      await listen(createServer(application(plot)), plot.address, plot.otherPort),
    ],
    shown: [...tlsShown(plot), getsIn(curl(plot, { port: plot.otherPort }))],
  })),
  hole("another port without a guard", "P2", (plot) => ({
    pool: [assertionPool(plot)],
    start: async () => [
      ...(await serve(plot, guardedApp(plot))),
      await listen(createServer(application(plot)), plot.address, plot.otherPort),
    ],
    shown: [...closedToOthers(plot), getsIn(curl(plot, { port: plot.otherPort }))],
  })),
  hole("another port by TLS without a guard", "P2", (plot) => ({
    pool: [assertionPool(plot)],
    start: async () => [
      ...(await serve(plot, guardedApp(plot))),
      await listen(tlsServer(plot, {}, application(plot)), plot.address, plot.otherPort),
    ],
    shown: [...closedToOthers(plot), getsIn(curl(plot, { isTls: true, port: plot.otherPort }))],
  })),
  hole("an old address that still serves", "P2", (plot) => ({
    pool: [assertionPool(plot)],
    known: [`addresses: [${plot.oldAddress}]`],
    start: async () => [
      ...(await serve(plot, guardedApp(plot))),
      await listen(createServer(application(plot)), plot.oldAddress, plot.port),
    ],
    shown: [...closedToOthers(plot), getsIn(curl(plot, { address: plot.oldAddress }))],
  })),
  hole("WebSocket upgrades go past the guard", "P12", (plot) => ({
    pool: [assertionPool(plot)],
    start: async () => [await listen(openToUpgrades(plot), plot.address, plot.port)],
    shown: [
      ...closedToOthers(plot),
      getsIn(
        curl(plot, {
          headers: [
            ...["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          ],
          more: ["--max-time", "2"],
        }),
      ),
    ],
  })),
  hole("HTTP/2 in the clear goes past the guard", "P12", (plot) => ({
    pool: [assertionPool(plot)],
    start: () => openToHttp2(plot),
    shown: [...closedToOthers(plot), getsIn(curl(plot, { more: ["--http2-prior-knowledge"] }))],
  })),
  hole("HTTP/2 by ALPN goes past the guard", "P12", (plot) => ({
    isTls: true,
    pool: [assertionPool(plot), tlsPool()],
    start: () => openByAlpn(plot),
    shown: [
      getsIn(curl(plot, { isTls: true, headers: assertionLines(plot), more: ["--http1.1"] })),
      staysOut(curl(plot, { isTls: true, more: ["--http1.1"] })),
      getsIn(curl(plot, { isTls: true, more: ["--http2"] })),
    ],
  })),
  hole("the default host has no guard", "P11", (plot) => ({
    pool: [assertionPool(plot)],
    known: ["host: orders.internal"],
    start: () => {
      const [guard, app] = [guardedApp(plot), application(plot)];
      return serve(plot, (request, response) => {
        (request.headers.host === "orders.internal" ? guard : app)(request, response);
      });
    },
    shown: [
      getsIn(
        curl(plot, {
          headers: ["Host: orders.internal", ...assertionLines(plot, { host: "orders.internal" })],
        }),
      ),
      staysOut(curl(plot, { headers: ["Host: orders.internal"] })),
      getsIn(curl(plot)),
    ],
  })),
];

export const closedDoorKinds: readonly FarmKind[] = [
  {
    name: "closed: guard over TLS",
    verdict: "proven-closed",
    holes: [],
    plant: (plot) => ({
      isTls: true,
      pool: [assertionPool(plot), tlsPool()],
      start: async () => [await listen(tlsServer(plot, {}, guardedApp(plot)), plot.address, plot.port)],
      shown: tlsShown(plot),
    }),
  },
];
