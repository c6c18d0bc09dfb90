// `portcullis serve`: runs a node until a signal ends it.

import { Command } from "commander";
import { type NodeEnding, Supervisor } from "#supervisor/supervisor.ts";
import { createLog } from "#telemetry/log.ts";
import { type ExitName, exitCode } from "./exit-code.ts";

export const DEFAULT_CONFIG = "./portcullis.yaml";

const HELP = `
The node reads its configuration again when a file of it changes, and on SIGHUP. A configuration
with errors is refused, and the old one serves on.

Signals:
  SIGHUP            read the configuration again
  SIGUSR2           open the access log anew (after it was rotated)
  SIGTERM, SIGINT   stop: let requests under way finish, then exit; a second one exits at once

The operational log goes to standard error: JSON lines, or plain text on a terminal.
PORTCULLIS_LOG_LEVEL=debug|info|warn|error sets how much (default: info).

Examples:
  $ portcullis serve
  $ portcullis serve --config /etc/portcullis/portcullis.yaml
  $ pkill -HUP -x portcullis                 reads it again`;

export function serveCommand(entry: URL): Command {
  return new Command("serve")
    .description("run a node")
    .option("-c, --config <file>", "the configuration", DEFAULT_CONFIG)
    .addHelpText("after", HELP)
    .action(async (options: { config: string }) => {
      process.title = "portcullis"; // instead of the runtime's: what ps, top and pkill know it by
      const log = createLog("supervisor");
      const supervisor = new Supervisor({
        configFile: options.config,
        entry,
        log,
        onReady: (generation) => log.info("ready", { generation }),
      });
      bindSignals(supervisor);
      process.exit(reportEnding(await supervisor.run()));
    });
}

/** A second stop signal ends the process at once. `onStop` hears of the first. */
export function bindSignals(supervisor: Supervisor, onStop: () => void = () => supervisor.stop()): void {
  process.on("SIGHUP", () => supervisor.reload());
  process.on("SIGUSR2", () => supervisor.reopenLogs());
  let isStopping = false;
  const stop = (second: ExitName) => () => {
    if (isStopping) process.exit(exitCode(second));
    isStopping = true;
    onStop();
  };
  process.on("SIGTERM", stop("terminated"));
  process.on("SIGINT", stop("interrupted"));
}

/** Tells on standard error why a node did not start. Returns the exit code. */
export function reportEnding(ending: NodeEnding): number {
  if (ending.kind === "stopped") return exitCode("ok");
  console.error(ending.text);
  switch (ending.reason) {
    case "configuration":
      return exitCode("configuration");
    case "address":
      return exitCode("unavailable");
    case "output":
      return exitCode("cannotWrite");
    case "thread":
      return exitCode("internal");
  }
}
