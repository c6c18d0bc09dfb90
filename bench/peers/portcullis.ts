// Portcullis itself, as an operator would run it: one worker, one site, one route, one pool.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startServer } from "../load/server-process.ts";
import { versionIn } from "./package-version.ts";
import { type Peer, type PeerSetting, urlOf } from "./peer.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

export const portcullis: Peer = {
  name: "portcullis",
  title: "Portcullis",
  debianPackage: "",
  version: async () => versionIn(join(root, "package.json")),
  start(setting) {
    mkdirSync(setting.directory, { recursive: true });
    const file = join(setting.directory, "portcullis.yaml");
    writeFileSync(file, configuration(setting));
    return startServer({
      name: "portcullis",
      command: [...portcullisCommand(), "--config", file],
      directory: setting.directory,
      readyUrl: urlOf(setting),
      core: setting.core,
    });
  },
};

/** Serves; more arguments may follow. */
export const portcullisCommand = (): readonly string[] => ["sh", join(root, "bin/portcullis"), "serve"];

const configuration = (setting: PeerSetting): string => `
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
    routes:
      all:
        path: "/*"
        target:
          pool: up
`;

function tlsBlock({ tls }: PeerSetting): string {
  if (tls === undefined) return "";
  const { certificate, key } = tls;
  return `    tls: { certificates: [bench] }\ncertificates:\n  bench: { certificate: ${certificate}, key: ${key} }\n`;
}
