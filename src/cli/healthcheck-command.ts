// `portcullis healthcheck`: asks a node on this machine whether it is ready, for containers and probes.

import { Command, InvalidArgumentError, Option } from "commander";
import { exitCode } from "./exit-code.ts";
import { askReadiness, type ReadinessUrl } from "./readiness.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const DEFAULT_URL = "http://127.0.0.1:9180/readyz";
const DEFAULT_TIMEOUT_MS = 3000;

const HELP = `
Exits with 0 where /readyz answers 200, else with 1 and the reason on standard error.
Without --url, the configuration says where the admin listener is; where it cannot be read, the
default is asked: ${DEFAULT_URL}.

Examples:
  $ portcullis healthcheck
  $ portcullis healthcheck --config /etc/portcullis/portcullis.yaml
  $ portcullis healthcheck --url http://127.0.0.1:9180/readyz --timeout 1000`;

type HealthcheckOptions = { readonly url?: string; readonly config: string; readonly timeout: number };

export function healthcheckCommand(): Command {
  return new Command("healthcheck")
    .description("ask the node on this machine whether it is ready")
    .addOption(new Option("-u, --url <url>", "what to ask").conflicts("config"))
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
    .option("-t, --timeout <ms>", "how long to wait for an answer", wholeNumber, DEFAULT_TIMEOUT_MS)
    .addHelpText("after", HELP)
    .action(async (options: HealthcheckOptions) => {
      const failure = await askReadiness(await placeOf(options), options.timeout);
      if (failure !== "") console.error(failure);
      process.exitCode = exitCode(failure === "" ? "ok" : "findings");
    });
}

function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError("It takes a number of milliseconds.");
  return Number(text);
}

async function placeOf({ url, config: file }: HealthcheckOptions): Promise<ReadinessUrl> {
  if (url !== undefined) return { url, host: undefined };
  // Loaded where it is used: the other commands start faster without it.
  const { readEarlyParts } = await import("#config/early-parts.ts");
  const { Files } = await import("#config/files.ts");
  const { nodePorts } = await import("#config/node-ports.ts");
  // A provider of secrets that is down makes no node unhealthy.
  const { admin } = readEarlyParts(file, new Files(nodePorts()), () => ({ pending: true })).parts;
  if (admin === undefined) return { url: DEFAULT_URL, host: undefined };
  const { address, port, hosts } = admin;
  const authority = address.includes(":") ? `[${address}]` : address;
  return { url: `http://${authority}:${port}/readyz`, host: hosts[0] };
}
