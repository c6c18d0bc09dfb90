// Portcullis with the Core Rule Set, as the example configuration of the WAF bench has it.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { type PeerSetting, urlOf } from "./peer.ts";
import { portcullisCommand } from "./portcullis.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/waf-bench/portcullis.yaml", import.meta.url));

/** @param crs a folder with rules/ and crs-setup.conf.example */
export function startPortcullisWaf(setting: PeerSetting, crs: string): Promise<ServerProcess> {
  mkdirSync(setting.directory, { recursive: true });
  const environment = {
    PORTCULLIS_PORT: setting.port,
    PORTCULLIS_ADMIN_PORT: setting.adminPort,
    PORTCULLIS_BACKEND: `http://127.0.0.1:${setting.upstreamPort}`,
    PORTCULLIS_CRS: crs,
    PORTCULLIS_ACCESS_LOG: setting.accessLog,
    PORTCULLIS_WAF_LOG: join(setting.directory, "waf.log"),
  };
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return startServer({
    name: "portcullis",
    command: ["env", ...assignments, ...portcullisCommand(), "--config", EXAMPLE],
    directory: setting.directory,
    readyUrl: `${urlOf(setting)}api/items/1`,
    core: setting.core,
  });
}
