// Completion scripts for bash, zsh and fish. Names and descriptions are ours; they hold no quotes.

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What can be completed after one command. */
export type Completable = {
  readonly name: string;
  readonly description: string;
  readonly options: readonly { readonly name: string; readonly description: string }[];
  readonly takesFile: boolean;
  readonly choices: readonly string[];
};

export function completionScript(shell: Shell, commands: readonly Completable[]): string {
  switch (shell) {
    case "bash":
      return bashScript(commands);
    case "zsh":
      return zshScript(commands);
    case "fish":
      return fishScript(commands);
  }
}

const wordsOf = ({ options, choices }: Completable): string =>
  [...options.map(({ name }) => name), "--help", ...choices].join(" ");

function bashScript(commands: readonly Completable[]): string {
  const cases = commands.map((command) => `    ${command.name}) words="${wordsOf(command)}" ;;`);
  return `# bash completion for portcullis
_portcullis() {
  local current=\${COMP_WORDS[COMP_CWORD]} words
  case \${COMP_WORDS[1]} in
${cases.join("\n")}
    *) words="" ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${commands.map(({ name }) => name).join(" ")} --help --version"; fi
  case $current in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$current") $([ "$COMP_CWORD" -gt 1 ] && compgen -f -- "$current")) ;;
  esac
}
complete -o filenames -F _portcullis portcullis`;
}

function zshScript(commands: readonly Completable[]): string {
  const names = commands.map(({ name, description }) => `    '${name}:${description}'`);
  const cases = commands.map(({ name, options, takesFile, choices }) => {
    const specs = options.map((option) => `'${option.name}[${option.description}]'`);
    if (choices.length > 0) specs.push(`'1:choice:(${choices.join(" ")})'`);
    specs.push(takesFile ? "'1:file:_files'" : "'*:file:_files'");
    return `    ${name}) _arguments '--help[print the help]' ${specs.join(" ")} ;;`;
  });
  return `#compdef portcullis
_portcullis() {
  local -a commands
  commands=(
${names.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join("\n")}
  esac
}
compdef _portcullis portcullis`;
}

function fishScript(commands: readonly Completable[]): string {
  const lines = commands.flatMap(({ name, description, options, takesFile, choices }) => {
    const after = `-n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c portcullis -f -n __fish_use_subcommand -a ${name} -d '${description}'`,
      ...options.map(
        (option) => `complete -c portcullis ${after} -l ${option.name.slice(2)} -d '${option.description}'`,
      ),
      ...(choices.length > 0 ? [`complete -c portcullis -f ${after} -a '${choices.join(" ")}'`] : []),
      ...(takesFile ? [`complete -c portcullis -F ${after}`] : []),
    ];
  });
  return ["# fish completion for portcullis", ...lines].join("\n");
}
