// Starts the echo backends that the fault bench stands before.

import { fileURLToPath } from "node:url";
import { type ServerProcess, startServer } from "./server-process.ts";

const PROGRAM = fileURLToPath(new URL("../peers/echo-backend.ts", import.meta.url));

/** @param directory for what it says */
export function startEchoBackend(name: string, port: number, directory: string): Promise<ServerProcess> {
  const command = [process.execPath, PROGRAM, name, String(port)];
  const readyUrl = `http://127.0.0.1:${port}/`;
  return startServer({ name, command, directory, readyUrl, core: undefined });
}
