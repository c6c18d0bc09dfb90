// docs/reference/waf-operators.md and waf-transformations.md: what rules may name, from the comments of the
// files that do it. A comment that is not in the fixed form is an error of the generator.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { operatorTable } from "#waf/seclang/operator-names.ts";
import { ROOT } from "../run/node-process.ts";

type Section = { readonly name: string; readonly text: string; readonly fields: readonly Field[] };
type Field = { readonly label: string; readonly text: string };

const OPERATORS_HEAD = `<!-- Generated from src/waf/operator/ by \`npm run generate\`. Do not edit. -->

# Operators of rules

What stands behind the \`@\` in a rule: \`SecRule ARGS "@contains ../" …\`. A text without an operator is a pattern
for \`@rx\`; \`!\` before the \`@\` turns the verdict round. Values are bytes, and case counts unless it says otherwise.
“With macros” means that \`%{TX.name}\` and the like are replaced each time the rule is evaluated. Captures are set
only where the rule has the action \`capture\`. Directives, variables and actions: [seclang.md](seclang.md).
`;

const TRANSFORMATIONS_HEAD = `<!-- Generated from src/waf/transformation/ by \`npm run generate\`. Do not edit. -->

# Transformations of rules

What \`t:name\` does to a value before the operator sees it; several are done in the order in which they stand.
\`t:none\` drops those named before it, also those of SecDefaultAction. \`normalisePath\` and \`normalisePathWin\` are
other spellings of \`normalizePath\` and \`normalizePathWin\`. Values are bytes; all of them are done in time that
grows with the length of the value only.
`;

export function outputs(): { path: string; content: string }[] {
  const operators = sectionsOf("src/waf/operator", "OperatorDefinition", operatorFields);
  const transformations = sectionsOf("src/waf/transformation", "TransformationDefinition", inputFields);
  return [
    page("docs/reference/waf-operators.md", [OPERATORS_HEAD, ...operators.map(printed), refusals()]),
    page("docs/reference/waf-transformations.md", [TRANSFORMATIONS_HEAD, ...transformations.map(printed)]),
  ];
}

const operatorFields = ["Argument", "Returns", "Captures", "Example"];
const inputFields = ["Invalid input", "Example"];

function sectionsOf(folder: string, type: string, labels: readonly string[]): Section[] {
  const form = new RegExp(`/\\*\\*\\n((?: \\*[^\\n]*\\n)+?) \\*/\\nexport const (\\w+): ${type}\\b`);
  const sections = globSync(`${folder}/*.ts`, { cwd: ROOT }).flatMap((file): Section[] => {
    const text = readFileSync(join(ROOT, file), "utf8");
    if (file.endsWith(".test.ts") || !text.includes(`: ${type} = `)) return [];
    const [, comment = "", name = ""] = form.exec(text) ?? [];
    if (name === "") throw new Error(`${file}: no comment before the definition`);
    return [readSection(file, name, comment, labels)];
  });
  return sections.toSorted((a, b) => a.name.toLowerCase().localeCompare(b.name.toLowerCase(), "en"));
}

/** A paragraph that describes it, an empty line, then the fields, each in a line of its own or more. */
function readSection(file: string, name: string, comment: string, labels: readonly string[]): Section {
  const lines = comment.split("\n").map((line) => line.replace(/^ \* ?/, ""));
  const gap = lines.indexOf("");
  const fields: Field[] = [];
  for (const line of lines.slice(gap + 1)) {
    const label = labels.find((candidate) => line.startsWith(`${candidate}: `));
    const last = fields.at(-1);
    if (label !== undefined) fields.push({ label, text: line.slice(label.length + 2) });
    else if (last !== undefined) fields[fields.length - 1] = { ...last, text: `${last.text} ${line}`.trim() };
  }
  if (fields.map(({ label }) => label).join() !== labels.join()) {
    throw new Error(`${file}: the comment has not the fields ${labels.join(", ")}`);
  }
  return { name, text: lines.slice(0, gap).join(" "), fields };
}

function printed({ name, text, fields }: Section): string {
  const aliases = operatorTable.find((entry) => entry.name === name)?.aliases ?? [];
  const heading = [name, ...aliases].join(", ");
  const list = fields.map(({ label, text: content }) => `- **${label}**: ${content}`).join("\n");
  return `## ${heading}\n\n${text}\n\n${list}\n`;
}

function refusals(): string {
  const rows = operatorTable
    .filter(({ isRefused }) => isRefused)
    .map(({ name, note }) => `| \`@${name}\` | ${note} |`);
  const head =
    "Rules that name one of these are an error, with the reason.\n\n| Operator | Why |\n| --- | --- |";
  return `## Operators that are refused\n\n${head}\n${rows.join("\n")}\n`;
}

const page = (path: string, parts: readonly string[]): { path: string; content: string } => ({
  path,
  content: parts.join("\n"),
});
