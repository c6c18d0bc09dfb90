// `portcullis completion`: a script that lets a shell complete the commands and options. Made from the
// commands themselves, so that it cannot lag behind them.

import { Argument, Command, type Option } from "commander";
import { type Completable, completionScript, SHELLS, type Shell } from "./completion-script.ts";

const HELP = `
Examples:
  $ portcullis completion bash > ~/.local/share/bash-completion/completions/portcullis
  $ portcullis completion zsh > ~/.zfunc/_portcullis        (with fpath=(~/.zfunc $fpath) in ~/.zshrc)
  $ portcullis completion fish > ~/.config/fish/completions/portcullis.fish`;

export function completionCommand(program: Command): Command {
  return new Command("completion")
    .description("print a completion script for a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", HELP)
    .action((shell: Shell) => console.log(completionScript(shell, completables(program))));
}

function completables(program: Command): Completable[] {
  return program.commands.map((command) => {
    // Of a command that has others below it, all of theirs: the shells are told one level.
    const all = [command, ...command.commands];
    const options = all.flatMap((each) => each.options).flatMap(completableOption);
    return {
      name: command.name(),
      description: command.description(),
      options: [...new Map(options.map((option) => [option.name, option])).values()],
      takesFile: all.some(takesFile),
      choices: [
        ...command.commands.map((each) => each.name()),
        ...command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
      ],
    };
  });
}

const completableOption = ({ long, description }: Option): { name: string; description: string }[] =>
  long === undefined || long === null ? [] : [{ name: long, description }];

const FILES = /file|folder|log/;

const takesFile = ({ registeredArguments }: Command): boolean =>
  registeredArguments.some((argument) => FILES.test(argument.name()));
