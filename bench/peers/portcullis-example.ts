// Portcullis with one of the example configurations that benches measure: examples/waf-bench and
// examples/layers-bench. What they ask of the environment is set here.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { edgeConfiguration } from "./edge-configuration.ts";
import type { PeerSetting } from "./peer.ts";
import { portcullisCommand } from "./portcullis.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));

/**
 * @param crs a folder with rules/ and crs-setup.conf.example
 * @param others further variables that the example asks for
 * @param configuration of the example; its own where left out
 */
export function startPortcullisExample(
  example: "waf-bench" | "layers-bench",
  setting: PeerSetting,
  crs: string,
  others: Readonly<Record<string, string | number>> = {},
  configuration = exampleFile(example),
): Promise<ServerProcess> {
  mkdirSync(setting.directory, { recursive: true });
  const environment = {
    PORTCULLIS_PORT: setting.port,
    PORTCULLIS_ADMIN_PORT: setting.adminPort,
    PORTCULLIS_BACKEND: `http://127.0.0.1:${setting.upstreamPort}`,
    PORTCULLIS_CRS: crs,
    PORTCULLIS_ACCESS_LOG: setting.accessLog,
    PORTCULLIS_WAF_LOG: join(setting.directory, "waf.log"),
    ...others,
  };
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return startServer({
    name: "portcullis",
    command: ["env", ...assignments, ...portcullisCommand(), "--config", configuration],
    directory: setting.directory,
    readyUrl: `http://127.0.0.1:${setting.adminPort}/readyz`,
    core: setting.core,
  });
}

const exampleFile = (example: string): string => join(EXAMPLES, example, "portcullis.yaml");

/** The WAF's example with lists, countries, limits and rules at its edge. */
export function startWafBehindEdge(setting: PeerSetting, crs: string): Promise<ServerProcess> {
  const edge = edgeConfiguration(setting.directory);
  const text = readFileSync(exampleFile("waf-bench"), "utf8");
  const withRules = text.replace("    wafPolicy: crs\n", (line) => line + edge.site);
  const file = join(setting.directory, "portcullis.yaml");
  writeFileSync(file, withRules + edge.node);
  return startPortcullisExample("waf-bench", setting, crs, {}, file);
}
