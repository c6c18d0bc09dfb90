// The configuration's ports on a real machine.

import { globSync, readFileSync, statSync } from "node:fs";
import { availableParallelism, hostname } from "node:os";
import type { ConfigPorts } from "./files.ts";

/** Reads regular files only: a device or a pipe could hold the reader for ever. */
function readRegularFile(path: string): Uint8Array {
  const status = statSync(path);
  if (!status.isFile() && !status.isDirectory()) {
    throw Object.assign(new Error(`${path} is not a regular file`), { code: "not a regular file" });
  }
  return readFileSync(path);
}

export function nodePorts(): ConfigPorts {
  return {
    env: process.env,
    readFile: readRegularFile,
    glob: (pattern) => globSync(pattern),
    hostName: hostname,
    cores: availableParallelism,
    now: Date.now,
    certificateInUse: () => undefined,
  };
}
