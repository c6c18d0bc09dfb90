// `portcullis demo`: a whole installation to try out. Two small backends on threads of this process, so that
// they cannot outlive it, a node before them, and what to send to it.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { Command } from "commander";
import { Supervisor } from "#supervisor/supervisor.ts";
import { createLog } from "#telemetry/log.ts";
import { AUTHORITY_FILE } from "#tls/authority-file.ts";
import { bannerText } from "./demo/demo-banner.ts";
import { type DemoPartner, newDemoPartner } from "./demo/demo-partner.ts";
import { chooseDemoPorts, DEMO_PORT_VARIABLES, type DemoPorts } from "./demo/demo-port.ts";
import { exitCode } from "./exit-code.ts";
import { askReadiness } from "./readiness.ts";
import { bindSignals, reportEnding } from "./serve-command.ts";

const CONFIG_FILE = fileURLToPath(new URL("../../examples/demo/portcullis.yaml", import.meta.url));
const ACCESS_LOG = join(".portcullis", "access.log");
const WAF_LOG = join(".portcullis", "waf.log");
/** A certificate authority of the demo's own, made by the node where it is not there. */
const AUTHORITY = join(".portcullis", "authority");
const READY_TIMEOUT_MS = 10_000;

const HELP = `
Starts two small APIs (orders and stock) and a node before them, and prints what to try. Nothing of it
is reachable from another machine. The node's configuration is examples/demo/portcullis.yaml.

Ports: 8080 (public), 8443 (public, https), 8081 (private), 9180 (admin), 9001 and 9002 (the APIs), or the next free ones.
These variables choose others:
  ${DEMO_PORT_VARIABLES.join("\n  ")}

Examples:
  $ portcullis demo
  $ PORTCULLIS_DEMO_PORT=8000 portcullis demo`;

export function demoCommand(entry: URL): Command {
  return new Command("demo")
    .description("try it: a node before two small APIs")
    .addHelpText("after", HELP)
    .action(async () => {
      const ports = await chooseDemoPorts(process.env).catch((error: unknown) => {
        console.error(error instanceof Error ? error.message : String(error));
        return undefined;
      });
      process.exit(ports === undefined ? exitCode("unavailable") : await runDemo(entry, ports));
    });
}

async function runDemo(entry: URL, { ports, env, notes }: DemoPorts): Promise<number> {
  const accessLog = resolve(ACCESS_LOG);
  mkdirSync(dirname(accessLog), { recursive: true });
  const partner = newDemoPartner();
  Object.assign(process.env, env, partner.env, {
    PORTCULLIS_DEMO_ACCESS_LOG: accessLog,
    PORTCULLIS_DEMO_WAF_LOG: resolve(WAF_LOG),
    PORTCULLIS_DEMO_AUTHORITY: resolve(AUTHORITY),
    PORTCULLIS_DEMO_STORE: join(dirname(accessLog), "store.sqlite"),
    PORTCULLIS_DEMO_ASSERTION: randomBytes(32).toString("hex"),
  });
  process.env["PORTCULLIS_LOG_LEVEL"] ??= "warn";
  const backends = [
    startBackend(new URL("../../examples/demo/backend-orders.ts", import.meta.url), ports.orders),
    startBackend(new URL("../../examples/demo/backend-stock.ts", import.meta.url), ports.stock),
  ];
  const supervisor = new Supervisor({
    configFile: CONFIG_FILE,
    entry,
    log: createLog("supervisor"),
    onReady: () => void announce({ ports, notes }, partner),
  });
  bindSignals(supervisor);
  const ending = await supervisor.run();
  await Promise.all(backends.map((backend) => backend.terminate()));
  return reportEnding(ending);
}

function startBackend(file: URL, port: number): Worker {
  const backend = new Worker(file, { env: { ...process.env, PORT: String(port) } });
  backend.on("error", (error: Error) => console.error(`a backend of the demo died: ${error.message}`));
  return backend;
}

async function announce(
  { ports, notes }: Pick<DemoPorts, "ports" | "notes">,
  partner: DemoPartner,
): Promise<void> {
  const urls = [
    `http://127.0.0.1:${ports.admin}/readyz`,
    `http://127.0.0.1:${ports.orders}/openapi.json`,
    `http://127.0.0.1:${ports.stock}/openapi.json`,
  ];
  for (const url of urls) await untilReady(url);
  for (const note of notes) console.log(note);
  const authority = join(AUTHORITY, AUTHORITY_FILE);
  const configFile = relative(".", CONFIG_FILE);
  console.log(bannerText({ ports, configFile, accessLog: ACCESS_LOG, wafLog: WAF_LOG, authority, partner }));
}

async function untilReady(url: string): Promise<void> {
  const deadlineMs = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const failure = await askReadiness({ url, host: undefined }, 1000);
    if (failure === "") return;
    if (performance.now() > deadlineMs) {
      console.error(failure);
      return;
    }
    await sleep(50);
  }
}
