// The command line: which commands there are. What each does is in its own file.

import { Command, CommanderError } from "commander";
import { auditCommand } from "./audit-command.ts";
import { botCommand } from "./bot-command.ts";
import { checkCommand } from "./check-command.ts";
import { completionCommand } from "./completion-command.ts";
import { crsCommand } from "./crs-command.ts";
import { debugTokenCommand } from "./debug-token-command.ts";
import { demoCommand } from "./demo-command.ts";
import { exitCode, exitCodeTable } from "./exit-code.ts";
import { explainCommand } from "./explain-command.ts";
import { floodCommand } from "./flood-command.ts";
import { guardCommand } from "./guard-command.ts";
import { healthcheckCommand } from "./healthcheck-command.ts";
import { importCommand } from "./import-command.ts";
import { allowCommand, banCommand } from "./list-command.ts";
import { networkCommand } from "./network-command.ts";
import { packageVersion } from "./package-version.ts";
import { policyCommand } from "./policy-command.ts";
import { probeCommand } from "./probe-command.ts";
import { secretCommand } from "./secret-command.ts";
import { serveCommand } from "./serve-command.ts";
import { subscriptionCommand } from "./subscription-command.ts";
import { versionCommand } from "./version-command.ts";
import { wafCommand } from "./waf-command.ts";

const DESCRIPTION = `Portcullis is a self-hosted API security perimeter: a gateway between clients and API backends.`;

const EXAMPLES = `
Examples:
  $ portcullis demo                          try it: a gateway before two small APIs
  $ portcullis check portcullis.yaml         is this configuration right?
  $ portcullis serve --config portcullis.yaml
  $ portcullis healthcheck                   is the node on this machine ready?
  $ portcullis ban add 203.0.113.7 --for 4h
  $ portcullis network list                  what do its address lists hold, and how old is it?
  $ portcullis explain request.txt --config portcullis.yaml
  $ portcullis subscription create mobile-app --product starter
  $ portcullis secret set crm-password       a value for \${secret:crm-password}, from standard input
  $ portcullis crs install --from debian     rules for the WAF
  $ portcullis waf explain request.txt       what do the rules make of this request?
  $ portcullis policy check policy.xml       is this policy document right?
  $ portcullis audit bypass                  does any backend answer without the gateway?
  $ portcullis import apiops extract --out shop

Exit codes:
${exitCodeTable()}
`;

/** @param entry the program's file, which `serve` runs on every thread */
export function buildProgram(entry: URL): Command {
  const program = new Command("portcullis")
    .description(DESCRIPTION)
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(run with --help to see what there is)");
  program.addCommand(serveCommand(entry));
  program.addCommand(checkCommand());
  program.addCommand(healthcheckCommand());
  program.addCommand(banCommand());
  program.addCommand(allowCommand());
  program.addCommand(networkCommand());
  program.addCommand(floodCommand());
  program.addCommand(botCommand());
  program.addCommand(explainCommand());
  program.addCommand(debugTokenCommand());
  program.addCommand(guardCommand());
  program.addCommand(subscriptionCommand());
  program.addCommand(secretCommand());
  program.addCommand(wafCommand());
  program.addCommand(crsCommand());
  program.addCommand(policyCommand());
  program.addCommand(auditCommand());
  program.addCommand(probeCommand());
  program.addCommand(importCommand());
  program.addCommand(demoCommand(entry));
  program.addCommand(versionCommand());
  program.addCommand(completionCommand(program));
  for (const command of withBelow(program)) command.exitOverride();
  return program;
}

const withBelow = (command: Command): Command[] => [command, ...command.commands.flatMap(withBelow)];

/** Runs one command line; the exit code is left in `process.exitCode`. */
export async function runProgram(args: readonly string[], entry: URL): Promise<void> {
  try {
    await buildProgram(entry).parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end by this error too, with the code 0.
    process.exitCode = error.exitCode === 0 ? exitCode("ok") : exitCode("usage");
  }
}
