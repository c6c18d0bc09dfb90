// docs/reference/seclang.md: what of SecLang is read and what is refused, from the reader's own tables.

import { actionTable } from "#waf/seclang/action-names.ts";
import { type DirectiveVerdict, directiveTable } from "#waf/seclang/directive-names.ts";
import { controlTable } from "#waf/seclang/read-control.ts";
import { variableTable } from "#waf/seclang/variable-names.ts";

const HEAD = `<!-- Generated from src/waf/seclang/ by \`npm run generate\`. Do not edit. -->

# Rules: SecLang

The WAF runs rules in ModSecurity's language: the OWASP Core Rule Set as it is published, and your own. This page lists
every name of the language, with what it does here. What has no meaning in a proxy is refused with a hint, or accepted
with a warning where nothing that rules decide on depends on it. Nothing is skipped in silence: with one mistake in one
file no rule of the set is loaded, and all mistakes are told at once, each with file, line and column.

## How files are read

- A backslash at the end of a line joins it with the next. Lines that begin with \`#\` are comments. Where a comment
  ends with a backslash, the next line must be a comment too: engines differ in what they make of it.
- Arguments stand apart by blanks. In \`"…"\` and \`'…'\`, a backslash before the same quote makes it an ordinary character.
  Other backslashes stay as they are: \`\\\\\` in a pattern is two characters (Apache makes it one; the Core Rule Set 4 writes
  \`\\x5c\`, which means the same everywhere).
- Targets stand apart by \`|\` or commas. \`ARGS:/pattern/\` may hold \`|\` and commas; other selectors that hold them stand in
  \`'…'\`.
- An operator is \`@name argument\`, with \`!\` before it for the opposite. A text without \`@\` is a pattern for \`@rx\`.
- A value with blanks or commas in a list of actions stands in \`'…'\`.
- Names count without regard to case.
- \`<IfModule security2_module>\` (or \`mod_security2.c\`, and version 3) may stand around directives, as in Debian's files.
  Other sections of Apache are refused: a route names the rules that it is under.
- \`Include\` reads beside the file in which it stands, in the order of names where it holds \`*\` or \`?\`. Files that include
  each other are refused.
- Files are read as bytes: a pattern in UTF-8 matches UTF-8.

## In which order things hold

- Directives hold in the order of the files. A later setting goes before an earlier one; settings that an embedding
  gives (a policy) hold where no directive says otherwise.
- \`SecDefaultAction\` holds for the rules of its phase that stand behind it. A rule without a decision takes the default's;
  \`block\` stands for it. Without a default, rules log and pass. Its transformations come before a rule's own, unless
  there is \`t:none\`.
- \`SecRuleRemoveBy…\` and \`SecRuleUpdate…\` change rules that stand before them. Where there is none, that is a warning.
  A rule that \`skipAfter\` names can be removed: its place stays. A removed id may be given again.
- \`SecRuleUpdateTargetBy…\` changes the first rule of a chain; \`SecRuleUpdateTargetById 942100:1\` the second, and so on.
- In a chain, decisions, \`msg\`, \`tag\` and the like belong to the first rule; \`setvar\`, \`ctl\`, \`capture\`, \`t\` and
  \`multiMatch\` to each.
- A rule needs an \`id\`; a \`SecAction\` may go without. Each id may stand once.
- \`skipAfter\` must go forward, to a marker or an id of the same phase.

## Where engines differ

Where ModSecurity 2, libmodsecurity 3 and Coraza read the same text differently, this is the reading here:

- \`\\"\` in an operator is \`"\`, as in ModSecurity 2; libmodsecurity 3 leaves the backslash. In a pattern it is the same.
- A rule without a decision takes that of SecDefaultAction, as in ModSecurity 2 and Coraza; in libmodsecurity 3 it passes.
- Removals and updates must come behind the rules that they change, as the reference manual says; libmodsecurity 3 lets
  them stand before.
- \`SecRuleRemoveByTag\`, \`-ByMsg\` and the updates take patterns, as ModSecurity 2 does; libmodsecurity 3 compares the text.
- A second \`SecDefaultAction\` for a phase holds from there on, as in ModSecurity 2; the others refuse it.
- Refused, where some engine takes what another does not: two decisions in one list; text with blanks without quotes;
  \`msg\`, \`tag\` and decisions in the middle of a chain; \`TX.name\` as a target; a comment that goes on with a directive.
`;

const LANGUAGE = `## Operators and transformations

They have pages of their own: [operators](waf-operators.md), [transformations](waf-transformations.md).
`;

const verdicts: readonly (readonly [DirectiveVerdict, string, string])[] = [
  ["used", "Directives", "What it does"],
  ["ignored", "Directives without effect (a warning)", "Why"],
  ["refused", "Directives that are refused", "Why"],
];

export function outputs(): { readonly path: string; readonly content: string }[] {
  const sections = [
    ...verdicts.map(([verdict, title, heading]) => {
      const entries = directiveTable.filter((entry) => entry.verdict === verdict);
      return table(
        title,
        ["Directive", heading],
        entries.map(({ name, note }) => [code(name), note]),
      );
    }),
    variableSection(),
    LANGUAGE,
    ...split(
      "Actions",
      "Action",
      actionTable.map(({ name, note, isRefused }) => ({ cell: code(name), note, isRefused })),
    ),
    ...split(
      "Options of ctl",
      "Option",
      controlTable.map(({ name, note, read }) => ({ cell: code(name), note, isRefused: read === undefined })),
    ),
  ];
  return [{ path: "docs/reference/seclang.md", content: [HEAD, ...sections].join("\n") }];
}

type Row = { readonly cell: string; readonly note: string; readonly isRefused: boolean };

const code = (name: string): string => `\`${name}\``;

function split(title: string, heading: string, rows: readonly Row[]): string[] {
  const [kept, refused] = [rows.filter((row) => !row.isRefused), rows.filter((row) => row.isRefused)];
  return [
    table(
      title,
      [heading, "What it does"],
      kept.map(({ cell, note }) => [cell, note]),
    ),
    table(
      `${title} that are refused`,
      [heading, "Why"],
      refused.map(({ cell, note }) => [cell, note]),
    ),
  ];
}

const selectors = { none: "", key: "by name", xpath: "XPath" } as const;

function variableSection(): string {
  const kept = variableTable.filter((variable) => !variable.isRefused);
  const refused = variableTable.filter((variable) => variable.isRefused);
  const rows = kept.map(({ name, selector, isCaseSensitive, note }) => {
    return [code(name), `${selectors[selector]}${isCaseSensitive ? ", case counts" : ""}`, note];
  });
  return [
    table("Variables", ["Variable", "Selector", "What it holds"], rows),
    table(
      "Variables that are refused",
      ["Variable", "Why"],
      refused.map(({ name, note }) => [code(name), note]),
    ),
  ].join("\n");
}

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `## ${title}\n\n${lines.join("\n")}\n`;
}
