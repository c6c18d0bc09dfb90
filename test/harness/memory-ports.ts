// The configuration's ports over files in memory: for tests, and for checking a text that is in no file yet.

import { matchesGlob } from "node:path";
import type { ConfigPorts } from "#config/files.ts";

export function memoryPorts(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): ConfigPorts {
  return {
    env,
    readFile: (path) => {
      const text = Object.hasOwn(files, path) ? files[path] : undefined;
      if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      return Buffer.from(text);
    },
    glob: (pattern) => Object.keys(files).filter((name) => matchesGlob(name, pattern)),
    hostName: () => "host.example",
    cores: () => 4,
    now: () => Date.UTC(2026, 10, 21),
    certificateInUse: () => undefined,
  };
}
