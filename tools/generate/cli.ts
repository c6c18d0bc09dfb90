// docs/reference/cli.md: every command with its own help, and the exit codes.

import { exitCodes } from "#cli/exit-code.ts";
import { buildProgram } from "#cli/program.ts";

const HELP_WIDTH = 100;

const HEAD = `<!-- Generated from src/cli/ by \`npm run generate\`. Do not edit. -->

# Command line

\`bin/portcullis\` finds its runtime by itself. In a clone, \`npm start\` is \`portcullis demo\`, and
\`npm run portcullis -- …\` is any other command.

Results go to standard output, everything else to standard error.
`;

export function outputs(): { path: string; content: string }[] {
  const program = buildProgram(new URL("file:///portcullis"));
  const commands = program.commands.map((command) => {
    command.configureHelp({ helpWidth: HELP_WIDTH });
    // Commander puts the text after the help only where it prints it.
    let help = "";
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
    });
    command.outputHelp();
    return `## ${command.name()}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`;
  });
  const content = [HEAD, ...commands, exitCodeSection()].join("\n");
  return [{ path: "docs/reference/cli.md", content }];
}

function exitCodeSection(): string {
  const rows = Object.values(exitCodes).map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  return `## Exit codes\n\n| Code | Meaning |\n| --- | --- |\n${rows.join("\n")}\n`;
}
