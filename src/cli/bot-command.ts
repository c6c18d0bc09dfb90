// `portcullis bot`: which class of bot an address with a User-Agent is of, and how that is known.

import { Command } from "commander";
import { exitCode } from "./exit-code.ts";

const HELP = `
Asks the name servers as a node does, and prints each step. Networks of --config are looked at, those of
feeds excepted: they are empty here. Headers other than the User-Agent are not known here, and nothing is
said of them: \`portcullis explain\` judges a whole request.

Exits with 1 where the bot is bad, and with 2 or 78 where it cannot be told: the command line or the
configuration is wrong.

Examples:
  $ portcullis bot check 66.249.66.1 --user-agent "Mozilla/5.0 (compatible; Googlebot/2.1)"
  $ portcullis bot check 203.0.113.7 --user-agent acme-monitor/2 --config portcullis.yaml --json`;

export type BotCheckOptions = {
  readonly userAgent: string;
  readonly config?: string;
  readonly nameServer?: readonly string[];
  readonly json?: true;
};

export function botCommand(): Command {
  const command = new Command("bot").description("classes of bots: verified, bad, unknown, none");
  command
    .command("check")
    .description("tell the class of an address with a User-Agent")
    .argument("<address>", "the client's address")
    .requiredOption("-u, --user-agent <text>", "what it sends as User-Agent")
    .option("-c, --config <file>", "the configuration; without it, the well-known bots alone")
    .option("--name-server <server...>", "ask these instead of those of the configuration or the system")
    .option("--json", "print the answer as JSON")
    .addHelpText("after", HELP)
    .action(check);
  return command;
}

async function check(address: string, options: BotCheckOptions): Promise<void> {
  // Loaded where it is used: the other commands start faster without it.
  const { checkBot } = await import("./check-bot.ts");
  const checked = await checkBot(address, options);
  if ("wrong" in checked) {
    process.exitCode = exitCode(checked.wrong);
    return;
  }
  const { botClass, name, reason, steps } = checked;
  process.exitCode = exitCode(botClass === "bad" ? "findings" : "ok");
  if (options.json === true) {
    console.log(JSON.stringify({ class: botClass, name, reason, steps }, undefined, 2));
    return;
  }
  console.log(`${botClass}${name === "" ? "" : ` (${name})`}: ${reason}`);
  // Names in the DNS are whatever somebody wrote there.
  for (const step of steps) console.log(`  ${step.replace(/\p{Cc}/gu, "?")}`);
}
