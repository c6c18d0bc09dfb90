// `portcullis policy`: tools around Azure API Management policy documents, without a node that runs.

import { Command } from "commander";
import { policyCheckCommand } from "./policy-check-command.ts";
import { policyEvalCommand } from "./policy-eval-command.ts";
import { policyPlanCommand } from "./policy-plan-command.ts";
import { policyTestCommand } from "./policy-test-command.ts";

const HELP = `
Each command has a help of its own.

Examples:
  $ portcullis policy check policy.xml
  $ portcullis policy plan global=policy.xml api=orders.xml
  $ portcullis policy test tests/orders.yaml
  $ portcullis policy eval --cases cases.json --out results.json`;

export function policyCommand(): Command {
  return new Command("policy")
    .description("check and try policy documents and expressions")
    .addHelpText("after", HELP)
    .addCommand(policyCheckCommand())
    .addCommand(policyPlanCommand())
    .addCommand(policyTestCommand())
    .addCommand(policyEvalCommand());
}
