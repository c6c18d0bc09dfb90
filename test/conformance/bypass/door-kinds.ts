// Backends whose guard is right and stands before one of their doors only: another port, address, protocol or
// host name leads to the same application.

import { createServer, type RequestListener } from "node:http";
import { createServer as createHttp2Server, createSecureServer } from "node:http2";
import { createServer as createTcpServer, type Socket } from "node:net";
import { checkDigest } from "#guard/digest-check.ts";
import { Guard } from "#guard/guard.ts";
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

/** HTTP/2 by prior knowledge alone. */
async function serveHttp2(plot: Plot, port: number, listener: RequestListener) {
  // Of HTTP/2 these are other objects that do the same.
  const server = createHttp2Server((request, response) => listener(request as never, response as never));
  await new Promise<void>((resolve) => server.listen(port, plot.address, resolve));
  return [{ close: () => server.close() }];
}

/** Takes the line of version 1 off each connection, and closes those that have none. */
async function serveBehindProxy(plot: Plot, listener: RequestListener) {
  const http1 = createServer(listener);
  const server = createTcpServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (first: Buffer) => {
      const end = first.indexOf("\r\n") + 2;
      if (!first.toString("latin1").startsWith("PROXY ") || end < 2) {
        socket.destroy();
        return;
      }
      socket.pause();
      if (first.length > end) socket.unshift(first.subarray(end));
      http1.emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve) => server.listen(plot.port, plot.address, resolve));
  return [{ close: () => server.close() }, { close: () => http1.closeAllConnections() }];
}

const HTTP2 = { more: ["--http2-prior-knowledge"] };

export const otherProtocolKinds: readonly FarmKind[] = [
  hole("another port that speaks HTTP/2 alone", "P2", (plot) => ({
    pool: [assertionPool(plot)],
    start: async () => [
      ...(await serve(plot, guardedApp(plot))),
      ...(await serveHttp2(plot, plot.otherPort, application(plot))),
    ],
    shown: [...closedToOthers(plot), getsIn(curl(plot, { port: plot.otherPort, ...HTTP2 }))],
  })),
  hole("HTTP/2 members, and a query that is not bound", "P9", (plot) => ({
    pool: [assertionPool(plot), "protocol: http2"],
    start: () => {
      const guard = new Guard(guardOf(plot));
      const app = application(plot);
      return serveHttp2(plot, plot.port, (request, response) => {
        const { method = "", url = "", rawHeaders } = request;
        const asked = { method, rawHeaders, peerAddress: "", isTls: false, certificate: undefined };
        const targets = [url, url.split("?")[0] ?? ""];
        const verdict = targets
          .map((target) => guard.check({ ...asked, target }))
          .find((each) => each.isAdmitted);
        if (verdict?.isAdmitted !== true) {
          response.writeHead(403);
          response.end("forbidden\n");
          return;
        }
        if (verdict.digest !== undefined) {
          checkDigest(request, verdict.digest, () => {
            response.writeHead(403);
            response.end();
            return true;
          });
        }
        app(request, response);
      });
    },
    shown: [
      getsIn(curl(plot, { headers: assertionLines(plot), ...HTTP2 })),
      staysOut(curl(plot, HTTP2)),
      getsIn(curl(plot, { path: "/version?all=1", headers: assertionLines(plot), ...HTTP2 })),
    ],
  })),
  hole("no guard behind a PROXY header", "P3", (plot) => ({
    pool: [assertionPool(plot), "proxyProtocol: v1"],
    start: () => serveBehindProxy(plot, application({ ...plot, isDynamic: true })),
    shown: [staysOut(curl(plot)), getsIn(curl(plot, { more: ["--haproxy-protocol"] }))],
  })),
];

export const closedDoorKinds: readonly FarmKind[] = [
  {
    name: "closed: guard over HTTP/2",
    verdict: "proven-closed",
    holes: [],
    plant: (plot) => ({
      pool: [assertionPool(plot), "protocol: http2"],
      start: () => serveHttp2(plot, plot.port, guardedApp(plot)),
      shown: [getsIn(curl(plot, { headers: assertionLines(plot), ...HTTP2 })), staysOut(curl(plot, HTTP2))],
    }),
  },
  {
    name: "closed: guard behind a PROXY header",
    verdict: "proven-closed",
    holes: [],
    plant: (plot) => ({
      pool: [assertionPool(plot), "proxyProtocol: v1"],
      start: () => serveBehindProxy(plot, guardedApp(plot)),
      shown: [
        getsIn(curl(plot, { headers: assertionLines(plot), more: ["--haproxy-protocol"] })),
        staysOut(curl(plot, { more: ["--haproxy-protocol"] })),
      ],
    }),
  },
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
