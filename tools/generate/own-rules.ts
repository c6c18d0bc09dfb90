// docs/reference/own-rules.md: every rule of rules/baseline and rules/bots, from the rule files. What a rule
// is for stands in the comment before it; one without a comment is an error of the generator.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildProgram, macroText, type Rule } from "#waf/waf.ts";
import { ROOT } from "../run/node-process.ts";

const SEVERITIES = ["EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG"];
const SETS = ["baseline", "bots"] as const;

export function outputs(): { path: string; content: string }[] {
  const version = readFileSync(join(ROOT, "rules/VERSION"), "utf8").trim();
  const sections = SETS.flatMap((set) =>
    globSync(`rules/${set}/*.conf`, { cwd: ROOT }).toSorted().map(sectionOf),
  );
  return [{ path: "docs/reference/own-rules.md", content: [head(version), ...sections].join("\n") }];
}

const head = (
  version: string,
): string => `<!-- Generated from rules/ by \`npm run generate\`. Do not edit. -->

# Portcullis's own rules, version ${version}

The rule sets \`baseline\` and \`bots\` of a WAF policy. How they score, and how to test, extend and trim them, is in
[rules/README.md](../../rules/README.md); the language is in [seclang.md](seclang.md).

- **PL**: the paranoia level from which on a rule counts.
- **Score**: what a match adds; “–” where it only notes something. Of responses it is an account of its own.
- A rule can be switched off, made to block or to log alone by \`ruleActions\`, and left out for parts of requests by
  \`exclusions\`, by its id or by its tags.
`;

function sectionOf(file: string): string {
  const text = readFileSync(join(ROOT, file), "utf8");
  const lines = text.split("\n");
  const rules = rulesOf(file, text).filter(({ id }) => id < 119_900 || id >= 120_000);
  const rows = rules.map((rule) => rowOf(rule, commentBefore(lines, rule)));
  const table = [
    "| Rule | PL | Score | What | Why | Tags |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ];
  return `## ${file}\n\n${commentAt(lines, 0)}\n\n${table.join("\n")}\n`;
}

/** Without the gates of paranoia levels, which have ids and jump. */
function rulesOf(file: string, text: string): readonly Rule[] {
  const readFile = (path: string): string => readFileSync(join(ROOT, path), "latin1");
  const { program, diagnostics } = buildProgram({ roots: [{ file, text }], readFile, glob: () => [] });
  if (program === undefined) throw new Error(`${file}: ${diagnostics[0]?.message}`);
  const items = program.phases.flat();
  return items
    .filter((item): item is Rule => item.kind === "rule" && item.skipAfter === "")
    .toSorted((a, b) => a.id - b.id);
}

function rowOf(rule: Rule, why: string): string {
  const texts = rule.tags.map((tag) => macroText(tag));
  const level = texts.find((tag) => tag.startsWith("paranoia-level/"))?.slice("paranoia-level/".length) ?? "";
  const tags = texts
    .filter((tag) => !/^(?:paranoia-level|portcullis)\//.test(tag))
    .map((tag) => `\`${tag}\``);
  const message = macroText(rule.message) || "(not logged)";
  return `| ${[rule.id, level, scoreOf(rule), message, why, tags.join(", ")].join(" | ")} |`;
}

function scoreOf({ links, severity }: Rule): string {
  const effects = links.flatMap((link) => link.effects);
  const scoring = effects.find((effect) => effect.kind === "setvar" && effect.change === "add");
  if (scoring?.kind !== "setvar") return "–";
  return `${macroText(scoring.value)} (${(SEVERITIES[severity] ?? "").toLowerCase()})`;
}

function commentBefore(lines: readonly string[], { id, place }: Rule): string {
  let start = place.line - 1;
  while (lines[start - 1]?.startsWith("#") === true) start--;
  const comment = commentAt(lines, start);
  if (comment === "") throw new Error(`${place.file}: rule ${id} has no comment before it`);
  return comment.replaceAll("|", "\\|");
}

/** The comment that begins in a line, in one line. */
function commentAt(lines: readonly string[], start: number): string {
  const texts: string[] = [];
  for (let at = start; lines[at]?.startsWith("#") === true; at++)
    texts.push(lines[at]?.replace(/^#\s*/, "") ?? "");
  return texts.join(" ").replace(/\s+/g, " ").trim();
}
