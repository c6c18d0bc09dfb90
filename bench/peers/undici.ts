// Starts the peer of node-undici.ts as a process of its own.

import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { startServer } from "../load/server-process.ts";
import { versionIn } from "./package-version.ts";
import type { Peer } from "./peer.ts";

export const nodeUndici: Peer = {
  name: "node-undici",
  title: "Node http + undici",
  debianPackage: "",
  version: async () => versionIn(createRequire(import.meta.url).resolve("undici/package.json")),
  start(setting) {
    mkdirSync(setting.directory, { recursive: true });
    const program = fileURLToPath(new URL("node-undici.ts", import.meta.url));
    return startServer({
      name: "node-undici",
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
