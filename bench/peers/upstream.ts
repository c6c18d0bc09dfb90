// The fixed upstream that every server under test forwards to: nginx, one worker, 1 KB of JSON.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { nginxCommand, nginxFrame } from "./nginx.ts";

export const ANSWER_BYTES = 1024;

export type UpstreamSetting = {
  readonly directory: string;
  readonly port: number;
  readonly core: number | undefined;
};

export async function startUpstream(setting: UpstreamSetting): Promise<ServerProcess> {
  mkdirSync(setting.directory, { recursive: true });
  writeFileSync(join(setting.directory, "nginx.conf"), configuration(setting));
  return startServer({
    name: "upstream",
    command: nginxCommand(setting.directory),
    directory: setting.directory,
    readyUrl: `http://127.0.0.1:${setting.port}/`,
    core: setting.core,
  });
}

/** Requests that the upstream has answered so far, by its own count. */
export async function upstreamRequests(port: number): Promise<number> {
  const page = await (await fetch(`http://127.0.0.1:${port}/stub-status`)).text();
  const requests = /(\d+) (\d+) (\d+)/.exec(page)?.[3];
  if (requests === undefined) throw new Error(`the upstream's status page cannot be read: ${page}`);
  return Number(requests);
}

const configuration = (setting: UpstreamSetting): string =>
  nginxFrame(
    setting.directory,
    `
  access_log off;
  server {
    listen 127.0.0.1:${setting.port} backlog=1024;
    location / {
      default_type application/json;
      return 200 '${answer()}';
    }
    location = /stub-status { stub_status; }
  }`,
  );

function answer(): string {
  const item = { id: 42, name: "lantern", owner: { id: 7, name: "Iris" }, tags: ["brass", "outdoor"] };
  const start = `${JSON.stringify({ item, total: 1 }).slice(0, -1)},"note":"`;
  return `${start}${"n".repeat(ANSWER_BYTES - start.length - 2)}"}`;
}
