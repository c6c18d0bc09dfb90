// `portcullis audit`: what is tried against the perimeter itself.

import { Command } from "commander";
import { auditBypassCommand } from "./audit-bypass-command.ts";

const HELP = `
Examples:
  $ portcullis audit bypass
  $ portcullis audit bypass --certificate bypass.json
  $ portcullis audit bypass verify bypass.json`;

export function auditCommand(): Command {
  return new Command("audit")
    .description("attack the perimeter, to prove that it holds")
    .addHelpText("after", HELP)
    .addCommand(auditBypassCommand());
}
