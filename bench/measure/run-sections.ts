// Runs the sections of a bench that does harm to running programs: those that the command line names, or all,
// each with its table and whether its promise was kept.

import { parseArgs } from "node:util";
import type { FaultSection, SectionReport } from "../fault/section.ts";
import { machineLine, thisMachine } from "./machine.ts";
import { saveResult } from "./save-result.ts";
import { textTable } from "./text-table.ts";
import { wholeNumber } from "./whole-number.ts";

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
function chosenSections(
  sections: readonly FaultSection[],
  names: readonly string[],
): readonly FaultSection[] {
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
async function runSection(bench: string, section: FaultSection, options: Options): Promise<boolean> {
  const date = new Date().toISOString();
  const machine = thisMachine();
  const times = options.times === undefined ? section.times : wholeNumber("--times", options.times);
  const report = await section.run(times, progress, chosenKinds(section, options.only));
  const { figures, problems } = report;
  const whole = { section: section.name, date, machine, ...figures, problems };
  const markdown = [`${date}, ${machineLine(machine)}, ${report.setting}.`, sectionText(report)].join("\n\n");
  console.log(options.json ? JSON.stringify(whole, undefined, 2) : `${section.name}: ${markdown}\n`);
  if (options.save) {
    progress(`saved in ${saveResult({ bench: `${bench}-${section.name}`, date, figures: whole, markdown })}`);
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

/** Reads the command line, runs, and sets the exit code. @param bench begins the names of kept figures */
export async function runSections(bench: string, sections: readonly FaultSection[]): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      times: { type: "string" },
      only: { type: "string" },
      json: { type: "boolean", default: false },
      save: { type: "boolean", default: false },
    },
  });
  for (const section of chosenSections(sections, positionals)) {
    const { times, only, json, save } = values;
    if (!(await runSection(bench, section, { times, only, json, save }))) process.exitCode = 1;
  }
}
