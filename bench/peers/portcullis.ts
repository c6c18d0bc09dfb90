// Portcullis itself, as an operator would run it: one worker, one site, one route, one pool.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { type EdgeConfiguration, edgeConfiguration } from "./edge-configuration.ts";
import { versionIn } from "./package-version.ts";
import { type Peer, type PeerSetting, urlOf } from "./peer.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

export const portcullis: Peer = {
  name: "portcullis",
  title: "Portcullis",
  debianPackage: "",
  version: async () => versionIn(join(root, "package.json")),
  start: (setting) => startWith(setting, { node: "", site: "" }),
};

/** The same with lists, countries, limits and rules at its edge. */
export const portcullisEdge: Peer = {
  ...portcullis,
  name: "portcullis-edge",
  title: "Portcullis, edge configured",
  start: (setting) => startWith(setting, edgeConfiguration(setting.directory)),
};

function startWith(setting: PeerSetting, edge: EdgeConfiguration): Promise<ServerProcess> {
  mkdirSync(setting.directory, { recursive: true });
  const file = join(setting.directory, "portcullis.yaml");
  writeFileSync(file, configuration(setting, edge));
  return startServer({
    name: "portcullis",
    command: [...portcullisCommand(), "--config", file],
    directory: setting.directory,
    readyUrl: urlOf(setting),
    core: setting.core,
  });
}

/** Serves; more arguments may follow. */
export const portcullisCommand = (): readonly string[] => ["sh", join(root, "bin/portcullis"), "serve"];

const configuration = (setting: PeerSetting, edge: EdgeConfiguration): string => `
version: 1
node:
  workers: 1
admin:
  port: ${setting.adminPort}
listeners:
  public:
    address: 127.0.0.1
    port: ${setting.port}
${tlsBlock(setting)}accessLog:
  sink: ${setting.accessLog}
pools:
  up:
    members:
      - url: "http://127.0.0.1:${setting.upstreamPort}"
sites:
  all:
    hosts: ["*"]
${edge.site}    routes:
      all:
        path: "/*"
        target:
          pool: up
${edge.node}`;

function tlsBlock({ tls }: PeerSetting): string {
  if (tls === undefined) return "";
  const { certificate, key } = tls;
  return `    tls: { certificates: [bench] }\ncertificates:\n  bench: { certificate: ${certificate}, key: ${key} }\n`;
}
