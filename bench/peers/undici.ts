// Starts the peers of node-undici.ts and node-undici-dispatch.ts as processes of their own.

import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { startServer } from "../load/server-process.ts";
import { versionIn } from "./package-version.ts";
import type { Peer, PeerName } from "./peer.ts";

/** By `request`, as undici's documentation shows it. */
export const nodeUndici = undiciPeer("node-undici", "Node http + undici");

/** By `dispatch`, the lowest of its interfaces. */
export const nodeUndiciDispatch = undiciPeer("node-undici-dispatch", "Node http + undici.dispatch");

function undiciPeer(name: PeerName, title: string): Peer {
  return {
    name,
    title,
    debianPackage: "",
    version: async () => versionIn(createRequire(import.meta.url).resolve("undici/package.json")),
    start(setting) {
      mkdirSync(setting.directory, { recursive: true });
      const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
      return startServer({
        name,
        command: [
          process.execPath,
          program,
          String(setting.port),
          String(setting.upstreamPort),
          setting.accessLog,
        ],
        directory: setting.directory,
        readyUrl: `http://127.0.0.1:${setting.port}/`,
        core: setting.core,
      });
    },
  };
}
