// Configurations and what is said of them: `config/*.txt`, each one or more files, a line of dashes, and the
// diagnostics, or for a right configuration what came of it. UPDATE_GOLDEN=1 writes them anew.

import { loadConfig } from "#config/load.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { compileApis } from "#snapshot/compile-apis.ts";
import { compileGeo } from "#snapshot/compile-geo.ts";
import { compileTelemetry } from "#snapshot/compile-telemetry.ts";
import { compileWaf } from "#snapshot/compile-waf.ts";
import { memoryPorts } from "../harness/memory-ports.ts";
import { withOwnRules } from "../harness/own-rules-ports.ts";
import { apiSummary } from "./api-summary.ts";
import { filesOf, testGoldenFiles } from "./golden-file.ts";
import { snapshotSummary } from "./snapshot-summary.ts";

const MAIN = "portcullis.yaml";

testGoldenFiles("config", (name) => `the configuration ${name} is read as its golden file says`, outcome);

/** What a reader of the terminal would see. A file named `env` is the environment. */
function outcome(input: string): string {
  const { env = "", ...files } = filesOf(input, MAIN);
  const ports = withOwnRules(memoryPorts(files, variablesOf(env)));
  const loaded = loadConfig(MAIN, ports);
  const { config } = loaded;
  const lines = loaded.diagnostics.map(formatDiagnostic);
  if (config !== undefined) {
    const waf = compileWaf(config, ports);
    const apis = compileApis(config, ports);
    const geo = compileGeo(config, ports);
    const found = [...waf.diagnostics, ...apis.diagnostics, ...geo.diagnostics];
    lines.push(...found.map(formatDiagnostic));
    if (waf.policies !== undefined && apis.parts !== undefined && geo.parts !== undefined) {
      const snapshot = compileSnapshot(config, 1, {
        wafPolicies: waf.policies,
        apis: apis.parts,
        geo: geo.parts,
      });
      lines.push(...snapshotSummary(snapshot, compileTelemetry(config)));
      lines.push(...apiSummary(snapshot.policies, snapshot.apiModel, snapshot.sites));
    }
  }
  return `${lines.join("\n")}\n`;
}

/** One NAME=value per line. */
function variablesOf(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
