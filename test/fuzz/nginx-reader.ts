// Reads recorded bytes once more, by nginx: a reader with another history than ours and llhttp's.

import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { freePorts } from "../../bench/load/free-port.ts";
import { startServer } from "../../bench/load/server-process.ts";
import { nginxCommand, nginxFrame } from "../../bench/peers/nginx.ts";
import { ensurePackages } from "../harness/debian.ts";
import type { ReadRequest } from "./recording-backend.ts";

export type NginxReader = {
  /** What nginx reads on one connection each, whole requests only, in their order. */
  read(streams: readonly string[]): Promise<ReadRequest[][]>;
  stop(): Promise<void>;
};

const LOG = "seen.log";

/** Starts an nginx of its own in an empty folder; installs the package where it can. */
export async function startNginxReader(folder: string): Promise<NginxReader> {
  await ensurePackages(["nginx"]);
  const [port = 0, upstreamPort = 0] = await freePorts(2);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "nginx.conf"), nginxFrame(folder, configuration(folder, port, upstreamPort)));
  const server = await startServer({
    name: "nginx",
    command: nginxCommand(folder),
    directory: folder,
    readyUrl: `http://127.0.0.1:${port}/`,
    core: undefined,
  });
  const log = join(folder, LOG);
  truncateSync(log);
  return {
    async read(streams) {
      const ports = await Promise.all(streams.map((bytes) => send(port, bytes)));
      // A line is written before the connection of its request closes.
      const byPort = linesByPort(readFileSync(log, "latin1"));
      truncateSync(log);
      return ports.map((local) => byPort.get(local) ?? []);
    },
    stop: () => server.stop(),
  };
}

/** Only where the body came whole does nginx ask its own upstream, which is why one stands behind it. */
const configuration = (folder: string, port: number, upstreamPort: number): string => `
  log_format seen escape=json '{"port":$remote_port,"id":"$http_x_request_id","method":"$request_method",'
    '"host":"$http_host","target":"$request_uri","path":"$uri","body":"$request_body","upstream":"$upstream_status"}';
  access_log ${folder}/${LOG} seen;
  # Else a connection ends before its last request is logged.
  lingering_close off;
  client_max_body_size 0;
  client_body_buffer_size 8m;
  client_body_in_single_buffer on;
  large_client_header_buffers 8 128k;
  server {
    listen 127.0.0.1:${port} backlog=1024;
    location / {
      proxy_pass http://127.0.0.1:${upstreamPort};
      proxy_http_version 1.1;
      proxy_ignore_client_abort on;
    }
  }
  server {
    listen 127.0.0.1:${upstreamPort} backlog=1024;
    access_log off;
    location / { return 204; }
  }`;

type Line = ReadRequest & { readonly port: number; readonly path: string; readonly upstream: string };

function linesByPort(log: string): Map<number, ReadRequest[]> {
  const byPort = new Map<number, ReadRequest[]>();
  for (const text of log.split("\n")) {
    if (text === "") continue;
    // Our own format, above.
    const { port, upstream, path, ...read } = JSON.parse(text) as Line;
    if (upstream !== "204") continue;
    // What it makes of the path must be what the path says: nothing left to decode, merge or resolve.
    const isPlain = path === decoded(read.target);
    const request = isPlain ? read : { ...read, target: `${read.target}, read as ${path}` };
    const requests = byPort.get(port);
    if (requests === undefined) byPort.set(port, [request]);
    else requests.push(request);
  }
  return byPort;
}

/** The path of a target, percent-encoding undone byte by byte. */
function decoded(target: string): string {
  const [path = ""] = target.split("?");
  return path.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Sends the bytes, ends our side, and waits until nginx has ended its own. Gives our port. */
function send(port: number, bytes: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let local = 0;
    const timer = setTimeout(() => reject(new Error("nginx did not end a connection in time")), 20_000);
    socket.on("connect", () => {
      local = socket.localPort ?? 0;
      socket.end(bytes, "latin1");
    });
    socket.on("data", () => {});
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(local);
    });
  });
}
