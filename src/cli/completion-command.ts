// `portcullis completion`: a script that lets a shell complete the commands and options. Made from the
// commands themselves, so that it cannot lag behind them.

import { Argument, Command } from "commander";
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
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command.options.flatMap(({ long, description }) =>
      long === undefined || long === null ? [] : [{ name: long, description }],
    ),
    takesFile: command.registeredArguments.some((argument) => argument.name() === "file"),
    choices: command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
  }));
}
