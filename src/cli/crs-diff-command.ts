// `portcullis crs diff`: what changes between two versions of the Core Rule Set.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import type { RuleFacts, RuleSetDiff } from "#crs/diff-rules.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { DEFAULT_CRS_DIR } from "./crs-dir.ts";
import { exitCode } from "./exit-code.ts";

const HELP = `
A version is one that is installed, or a folder with rules/. Rules are told apart by their ids;
compared are pattern, targets, severity, paranoia level, transformations and phase. Exits with 0
whatever differs.

Examples:
  $ portcullis crs diff 3.3.4 4.28.0
  $ portcullis crs diff current ./coreruleset --json`;

type DiffOptions = { readonly dir: string; readonly json?: true };

export function crsDiffCommand(): Command {
  return new Command("diff")
    .description("compare two versions, rule by rule")
    .argument("<before>", "a version or a folder")
    .argument("<after>", "a version or a folder")
    .option("--dir <folder>", "where versions lie side by side", DEFAULT_CRS_DIR)
    .option("--json", "print the differences as JSON, patterns in full")
    .addHelpText("after", HELP)
    .action(diff);
}

async function diff(before: string, after: string, { dir, json }: DiffOptions): Promise<void> {
  const rules = [await rulesOf(before, dir), await rulesOf(after, dir)] as const;
  process.exitCode = exitCode("findings");
  if (rules[0] === undefined || rules[1] === undefined) return;
  const { diffRules } = await import("#crs/diff-rules.ts");
  const found = diffRules(rules[0], rules[1]);
  console.log(json === true ? JSON.stringify(found, undefined, 2) : textOf(found));
  process.exitCode = exitCode("ok");
}

/** Undefined where there are none; why is then on standard error. */
async function rulesOf(name: string, dir: string): Promise<ReadonlyMap<number, RuleFacts> | undefined> {
  const folder = [join(dir, name), name].find((path) => existsSync(join(path, "rules")));
  if (folder === undefined) {
    console.error(`${name} is no version in ${dir}, and no folder with rules/`);
    return undefined;
  }
  const { readRules } = await import("#crs/diff-rules.ts");
  const { rules, diagnostics } = readRules(folder);
  if (rules === undefined) for (const diagnostic of diagnostics) console.error(formatDiagnostic(diagnostic));
  return rules;
}

const MAX_SHOWN_CHARS = 100;

function textOf({ added, removed, changed }: RuleSetDiff): string {
  const one = ({ id, message, paranoiaLevel }: RuleSetDiff["added"][number]): string =>
    `  ${id}${paranoiaLevel === 0 ? "" : ` (level ${paranoiaLevel})`} ${message}`.trimEnd();
  return [
    `added: ${added.length}`,
    ...added.map(one),
    `removed: ${removed.length}`,
    ...removed.map(one),
    `changed: ${changed.length}`,
    ...changed.flatMap(({ id, message, changes }) => [
      `  ${id} ${message}`.trimEnd(),
      ...changes.map(({ what, before, after }) => `      ${what}: ${cut(before)} → ${cut(after)}`),
    ]),
  ].join("\n");
}

const cut = (text: string): string => {
  const plain = text.replace(/\p{Cc}/gu, "?");
  if (plain === "") return "(none)";
  return plain.length > MAX_SHOWN_CHARS ? `${plain.slice(0, MAX_SHOWN_CHARS)}…` : plain;
};
