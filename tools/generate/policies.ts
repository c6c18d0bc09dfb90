// docs/reference/policies.md: every policy, from the table of descriptions and the comments of their files.
// A comment that is not in the fixed form is an error of the generator.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { literalTypeText } from "#policy/check/literal-mistake.ts";
import { policies } from "#policy/statement/policies.ts";
import type {
  AttributeDefinition,
  ChildDefinition,
  ElementDefinition,
  ElementRule,
  PolicyDefinition,
} from "#policy/statement/schema.ts";
import { ROOT } from "../run/node-process.ts";

const HEAD = `<!-- Generated from src/policy/statement/ by \`npm run generate\`. Do not edit. -->

# Policies

What policy documents may name, and what \`portcullis policy check\` holds them to. “Expression” says whether a value may
be \`@(…)\` or \`@{…}\` instead of a literal. Every policy may have an \`id\`, by which errors name it. \`<base />\` stands in any
section of a document, and is replaced by the same section of the scope around it; fragments have none. Types and members
that expressions may use: [policy-values.md](policy-values.md).
`;

export function outputs(): { path: string; content: string }[] {
  const supported = policies.filter(({ refusal }) => refusal === undefined);
  const refused = policies.filter(({ refusal }) => refusal !== undefined);
  const content = [HEAD, ...supported.map(policyText), refusals(refused)].join("\n");
  return [{ path: "docs/reference/policies.md", content }];
}

function policyText(policy: PolicyDefinition): string {
  const { description, example } = commentOf(policy);
  const parts = [`## ${policy.name}`, description, placement(policy), elementText(policy, policy.name)];
  return `${[...parts, `\`\`\`xml\n${example}\n\`\`\``].filter(Boolean).join("\n\n")}\n`;
}

type Comment = { readonly description: string; readonly example: string };

/** The comment before the definition: a description, an empty line, and an example, indented. */
function commentOf({ name }: PolicyDefinition): Comment {
  const file = `src/policy/statement/${name}.ts`;
  const text = readFileSync(join(ROOT, file), "utf8");
  const [, description = "", example = ""] = FORM.exec(text) ?? [];
  if (example === "") throw new Error(`${file}: no comment of a description and an example`);
  return {
    description: linesOf(description, " * ").join(" "),
    example: linesOf(example, " *     ").join("\n"),
  };
}

const FORM =
  /\/\*\*\n((?: \* [^\n]+\n)+) \*\n \* Example:\n((?: \* {5}[^\n]+\n)+) \*\/\nexport const \w+: PolicyDefinition/;

const linesOf = (text: string, prefix: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(prefix.length));

function placement({ sections, scopes, once }: PolicyDefinition): string {
  const where = sections.length === 0 ? "a document of its own" : sections.join(", ");
  const often = once === undefined ? "" : `; once in a ${once}`;
  return `Sections: ${where}. Scopes: ${scopes.join(", ")}${often}.`;
}

/** The attributes and the content of an element, then its children, each with its path. */
function elementText(element: ElementDefinition, path: string): string {
  const { attributes, children = [], rules = [] } = element;
  const parts = [
    attributes === undefined ? "" : attributeTable(attributes),
    contentText(element),
    rules.map((rule) => `- ${ruleText(rule)}`).join("\n"),
    ...children.map((child) => childText(child, `${path}/${child.element.name}`)),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function attributeTable(attributes: readonly AttributeDefinition[]): string {
  const rows = attributes.map(attributeRow);
  return [
    "| Attribute | Value | Expression | Default | Meaning |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function attributeRow(attribute: AttributeDefinition): string {
  const { name, takes, allowsExpression, isRequired, meaning, refusal, idleValue, noEffect } = attribute;
  const refused = idleValue === undefined ? "refused" : `refused unless \`${idleValue}\``;
  if (refusal !== undefined) return `| \`${name}\` | ${refused} | | | ${refusal} |`;
  const missing = isRequired === true ? "required" : cell(attribute.default ?? "");
  const tells = noEffect === undefined ? meaning : `${meaning}; **changes nothing**: ${noEffect}`;
  return `| \`${name}\` | ${literalTypeText(takes)} | ${allowsExpression === true ? "yes" : ""} | ${missing} | ${tells} |`;
}

const cell = (text: string): string => (text === "" ? "" : `\`${text}\``);

function contentText({ content }: ElementDefinition): string {
  switch (content?.kind) {
    case "text":
      return `Text: ${literalTypeText(content.takes)}${content.allowsExpression === true ? ", or an expression" : ""}.`;
    case "policies":
      return content.only === undefined ? "It holds policies." : `It holds ${content.only.join(", ")}.`;
    case "stylesheet":
      return "It is XSLT 1.0, and is compiled when the document is loaded.";
    default:
      return "";
  }
}

function ruleText(rule: ElementRule): string {
  const names = rule.of.map((name) => `\`${name}\``).join(", ");
  switch (rule.kind) {
    case "exactly-one":
      return `Exactly one of ${names}.`;
    case "at-most-one":
      return `At most one of ${names}.`;
    case "at-least-one":
    case "at-least-one-child":
      return `At least one of ${names}.`;
    case "together":
      return `Together or not at all: ${names}.`;
    case "any-child-unless":
      return `At least one of ${names} is required unless \`${rule.attribute}\` is \`${rule.value}\`.`;
    case "children-unless":
      return `Required unless \`${rule.attribute}\` is \`${rule.value}\`: ${names}.`;
  }
}

function childText({ element, isRequired, isMany }: ChildDefinition, path: string): string {
  const often = isRequired === true ? "required" : "optional";
  const head = `**\`${path}\`** (${often}${isMany === true ? ", one or more" : ""})`;
  const policy = policies.find((one) => one === element);
  if (policy !== undefined) return `${head}: the policy [${policy.name}](#${policy.name}).`;
  return [`${head}: ${element.meaning ?? ""}`, elementText(element, path)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function refusals(refused: readonly PolicyDefinition[]): string {
  const rows = refused.map(({ name, refusal }) => `| \`${name}\` | ${refusal} |`);
  const head = "Documents that have one of these are refused.\n\n| Policy | Why |\n| --- | --- |";
  return `## Policies that are refused\n\n${head}\n${rows.join("\n")}\n`;
}
