// `portcullis version`: what runs here, for people and for machines.

import { Command } from "commander";
import { packageVersion } from "./package-version.ts";

const EXAMPLES = `
Examples:
  $ portcullis version
  $ portcullis version --json`;

export function versionCommand(): Command {
  return new Command("version")
    .description("print the versions of Portcullis and of its runtime")
    .option("--json", "as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((options: { json?: true }) => {
      const version = packageVersion();
      const { node } = process.versions;
      const platform = `${process.platform}-${process.arch}`;
      console.log(
        options.json === true
          ? JSON.stringify({ version, node, platform })
          : `portcullis ${version} (Node ${node}, ${platform})`,
      );
    });
}
