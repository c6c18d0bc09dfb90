// Where the commands of `portcullis waf` take their rules from: a policy of a configuration, a folder with
// the Core Rule Set, or else the rules that come with Portcullis.

import { type Command, InvalidArgumentError } from "commander";

export type SourceOptions = {
  readonly config?: string;
  readonly policy?: string;
  readonly crs?: string;
  readonly paranoiaLevel?: number;
};

const LEVELS = 4;

/** Gives a command the options that say which rules are meant. */
export function withSourceOptions(command: Command): Command {
  return command
    .option("-c, --config <file>", "take a policy of this configuration")
    .option("-p, --policy <name>", "which policy; without it, the only one that there is")
    .option("--crs <folder>", "take the Core Rule Set in this folder, in place of a configuration")
    .option("--paranoia-level <level>", "with --crs: 1 to 4", level);
}

function level(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= LEVELS) return number;
  throw new InvalidArgumentError(`It takes a number from 1 to ${LEVELS}.`);
}
