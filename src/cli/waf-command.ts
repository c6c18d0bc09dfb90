// `portcullis waf`: tools around the rules of a WAF, without a node that runs.

import { Command } from "commander";
import { wafDetectCommand } from "./waf-detect-command.ts";
import { wafExplainCommand } from "./waf-explain-command.ts";
import { wafTestCommand } from "./waf-test-command.ts";
import { wafTuneCommand } from "./waf-tune-command.ts";

const HELP = `
Each command has a help of its own.

Examples:
  $ portcullis waf explain request.txt --config portcullis.yaml
  $ portcullis waf detect --sqli < values.txt
  $ portcullis waf tune waf.log
  $ portcullis waf test tests/ --crs .portcullis/crs/current`;

export function wafCommand(): Command {
  return new Command("waf")
    .description("explain, test and tune the rules of a WAF")
    .addHelpText("after", HELP)
    .addCommand(wafExplainCommand())
    .addCommand(wafDetectCommand())
    .addCommand(wafTuneCommand())
    .addCommand(wafTestCommand());
}
