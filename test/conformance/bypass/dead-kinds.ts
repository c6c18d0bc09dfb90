// Backends of which nothing can be told: they refuse everybody, the gateway too, or answer nobody. Whoever
// calls one of them closed has not looked.

import { createServer } from "node:net";
import { guarded } from "#guard/node-guard.ts";
import { application, serve } from "./farm-application.ts";
import { curl, staysOut } from "./farm-curl.ts";
import type { FarmKind, Planted, Plot } from "./farm-kind.ts";
import { assertionPool, guardOf } from "./guard-kinds.ts";

const dead = (name: string, plant: (plot: Plot) => Partial<Planted>): FarmKind => ({
  name,
  verdict: "unknown",
  holes: [],
  plant: (plot) => ({
    pool: [assertionPool(plot)],
    shown: [staysOut(curl(plot, { more: ["--max-time", "1"] }))],
    ...plant(plot),
  }),
});

export const deadKinds: readonly FarmKind[] = [
  dead("dead: nobody listens", () => ({})),
  dead("dead: takes connections and says nothing", (plot) => ({
    start: () =>
      new Promise((resolve) => {
        const sockets = new Set<{ destroy: () => void }>();
        const server = createServer((socket) => {
          sockets.add(socket);
          socket.on("error", () => socket.destroy());
        });
        const close = (): void => {
          server.close();
          for (const socket of sockets) socket.destroy();
        };
        server.listen(plot.port, plot.address, () => resolve([{ close }]));
      }),
  })),
  dead("dead: fails at everything", (plot) => ({
    start: () =>
      serve(plot, (_request, response) => {
        response.statusCode = 500;
        response.end("failed\n");
      }),
  })),
  dead("dead: has another key than the gateway", (plot) => ({
    start: () => {
      const other = { keys: [{ id: plot.keyId, secret: `${plot.secret} of old` }] };
      return serve(plot, guarded({ ...guardOf(plot), ...other }, application(plot)));
    },
  })),
];
