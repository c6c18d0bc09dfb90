// npm run bench:faults: does harm to running programs, again and again, and counts what it cost. Each kind
// of harm is a section of its own in fault/, and `npm run bench:faults -- reload` runs the ones it names. The
// method is in README.md.

import { parseArgs } from "node:util";
import { certificates } from "./fault/certificates.ts";
import { connections } from "./fault/connections.ts";
import { credentials } from "./fault/credentials.ts";
import { http2Attacks } from "./fault/http2-attacks.ts";
import { kills } from "./fault/kills.ts";
import { networks } from "./fault/networks.ts";
import { reload } from "./fault/reload.ts";
import type { FaultSection, SectionReport } from "./fault/section.ts";
import { store } from "./fault/store.ts";
import { streaming } from "./fault/streaming.ts";
import { machineLine, thisMachine } from "./measure/machine.ts";
import { saveResult } from "./measure/save-result.ts";
import { textTable } from "./measure/text-table.ts";
import { wholeNumber } from "./measure/whole-number.ts";

/** One file each in fault/; a new one is added here. */
const sections: readonly FaultSection[] = [
  reload,
  kills,
  certificates,
  credentials,
  connections,
  http2Attacks,
  store,
  networks,
  streaming,
];

type Options = {
  readonly times: string | undefined;
  readonly only: string | undefined;
  readonly json: boolean;
  readonly save: boolean;
};

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** The sections that are named, or all; a name that none has is an error. */
function chosenSections(names: readonly string[]): readonly FaultSection[] {
  if (names.length === 0) return sections;
  return names.map((name) => {
    const section = sections.find((one) => one.name === name);
    if (section !== undefined) return section;
    throw new Error(
      `no section is called "${name}"; there are ${sections.map((one) => one.name).join(", ")}`,
    );
  });
}

/** Of the section's kinds those that `--only` names, or all; a name that none has is an error. */
function chosenKinds({ name, kinds = [] }: FaultSection, only: string | undefined): readonly string[] {
  if (only === undefined) return kinds;
  const names = only.split(",");
  const unknown = names.filter((one) => !kinds.includes(one));
  if (unknown.length === 0) return names;
  throw new Error(
    `--only names what ${name} does not do: ${unknown.join(", ")}; it does ${kinds.join(", ")}`,
  );
}

/** Runs one section and prints it; true where its promise was kept. */
async function runSection(section: FaultSection, options: Options): Promise<boolean> {
  const date = new Date().toISOString();
  const machine = thisMachine();
  const times = options.times === undefined ? section.times : wholeNumber("--times", options.times);
  const report = await section.run(times, progress, chosenKinds(section, options.only));
  const { figures, problems } = report;
  const whole = { section: section.name, date, machine, ...figures, problems };
  const markdown = [`${date}, ${machineLine(machine)}, ${report.setting}.`, sectionText(report)].join("\n\n");
  console.log(options.json ? JSON.stringify(whole, undefined, 2) : `${section.name}: ${markdown}\n`);
  if (options.save) {
    const bench = `faults-${section.name}`;
    progress(`saved in ${saveResult({ bench, date, figures: whole, markdown })}`);
  }
  return problems.length === 0;
}

function sectionText({ rows, promise, problems }: SectionReport): string {
  const verdict = `- ${problems.length === 0 ? "kept" : "MISSED"}: ${promise}`;
  return [
    textTable(
      ["what", "figure"],
      rows.map((row) => [...row]),
    ),
    [verdict, ...problems.map((problem) => `  - ${problem}`)].join("\n"),
  ].join("\n\n");
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: "string" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
for (const section of chosenSections(positionals)) {
  const { times, only, json, save } = values;
  if (!(await runSection(section, { times, only, json, save }))) process.exitCode = 1;
}
