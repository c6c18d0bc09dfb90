// `portcullis crs`: versions of the Core Rule Set side by side, each as it was installed.

import { Command } from "commander";
import { crsDiffCommand } from "./crs-diff-command.ts";
import { crsInstallCommand } from "./crs-install-command.ts";
import { crsListCommand, crsUseCommand } from "./crs-list-command.ts";

const HELP = `
Versions lie side by side in .portcullis/crs, and the link "current" leads to the one that policies
take unless their crs.folder says otherwise. Policies look beside their configuration: run these
commands in its folder, or give --dir. Each has a lock file, crs.lock.json, with the SHA-256 of
every file: serve and check refuse a version whose files have changed since.

Examples:
  $ portcullis crs install --from debian
  $ portcullis crs list
  $ portcullis crs diff 3.3.4 4.28.0
  $ portcullis crs use 4.28.0`;

export function crsCommand(): Command {
  return new Command("crs")
    .description("install and compare versions of the OWASP Core Rule Set")
    .addHelpText("after", HELP)
    .addCommand(crsInstallCommand())
    .addCommand(crsListCommand())
    .addCommand(crsUseCommand())
    .addCommand(crsDiffCommand());
}
