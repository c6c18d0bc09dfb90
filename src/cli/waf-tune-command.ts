// `portcullis waf tune`: from a WAF log to exclusions that would have kept good requests from matching.

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Command, InvalidArgumentError } from "commander";
import { exitCode } from "./exit-code.ts";

const HELP = `
Reads a WAF log in the format json (wafLog.format) and prints, as YAML for a policy's exclusions, which rules
match on which part of requests, how many requests each exclusion would have changed, and how many of
these would be blocked all the same. The figures are estimates, by the points of the Core Rule Set.

The log should be of requests that are good: an attack in it asks for an exclusion like any other.
Look at the number of clients, and at the requests, before you take a line over.

Examples:
  $ portcullis waf tune waf.log
  $ portcullis waf tune waf.log --min 20 --threshold 7 > exclusions.yaml
  $ zcat waf.log.*.gz | portcullis waf tune - --json`;

type TuneOptions = { readonly threshold: number; readonly min: number; readonly json?: true };

export function wafTuneCommand(): Command {
  return new Command("tune")
    .description("suggest exclusions from a WAF log")
    .argument("<log>", "the log; - is standard input")
    .option("--threshold <score>", "inboundThreshold of the policy", positive, 5)
    .option("--min <requests>", "suggest nothing for fewer requests", positive, 1)
    .option("--json", "print the suggestions as JSON")
    .addHelpText("after", HELP)
    .action(tune);
}

function positive(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It takes a number above 0.");
}

async function tune(file: string, { threshold, min, json }: TuneOptions): Promise<void> {
  // Loaded where it is used: the other commands start faster without it.
  const { readLoggedEvent } = await import("./read-logged-event.ts");
  const { suggestExclusions } = await import("#waf/suggest-exclusions.ts");
  const events = [];
  let skipped = 0;
  try {
    const input = file === "-" ? process.stdin : createReadStream(file);
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const event = readLoggedEvent(line);
      if (event !== undefined) events.push(event);
      else if (line !== "") skipped++;
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = exitCode("findings");
    return;
  }
  if (skipped > 0) console.error(`${skipped} lines are no events of a WAF log in JSON, and were left out`);
  const tuning = suggestExclusions(events, threshold, min);
  if (json === true) console.log(JSON.stringify(tuning, undefined, 2));
  else console.log(yamlOf(tuning));
  process.exitCode = exitCode("ok");
}

type Tuning = ReturnType<typeof import("#waf/suggest-exclusions.ts").suggestExclusions>;

function yamlOf({ events, blocked, stillBlocked, suggestions }: Tuning): string {
  const head = `# ${events} requests with matches, ${blocked} of them blocked or at the threshold; with all of these exclusions: ${stillBlocked}`;
  if (suggestions.length === 0) return `${head}\nexclusions: []`;
  const items = suggestions.flatMap(({ rule, part, name, requests, clients, ...counts }) => {
    const selector = name === "" ? "" : `, name: { equals: ${JSON.stringify(name)} }`;
    return [
      `  # ${requests} requests of ${clients} clients; ${counts.blocked} of them blocked, and then ${counts.stillBlocked}`,
      `  - { part: ${part}${selector}, rules: ["${rule}"] }`,
    ];
  });
  return [head, "exclusions:", ...items].join("\n");
}
