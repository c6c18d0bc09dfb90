// The scalar part of the walker: texts, numbers, booleans, choices and formats.

import { nearest } from "#kernel/nearest.ts";
import type { Flaw, Format } from "./format.ts";
import type { SchemaNode } from "./schema-node.ts";
import { quoted, type ScalarNode, shown } from "./tree.ts";
import { type Subject, valueHint, type WalkContext, wantedName } from "./walk-context.ts";

const WHOLE = /^[+-]?[0-9]{1,15}$/;
const TRUE = /^(?:true|yes|on|y)$/i;
const FALSE = /^(?:false|no|off|n)$/i;

/** The value of a scalar; undefined where it is wrong (reported). */
export function readScalar(
  schema: SchemaNode,
  node: ScalarNode,
  subject: Subject,
  context: WalkContext,
): unknown {
  if (node.value === null) {
    const hint = valueHint(schema, subject, context);
    context.report.error(subject.spot, "empty-value", `${subject.label} has no value`, hint);
    return undefined;
  }
  if (schema.const !== undefined) return readConstant(schema.const, node, subject, context);
  if (schema.type === "integer") return readInteger(schema, node, subject, context);
  if (schema.type === "boolean") return readBoolean(schema, node, subject, context);
  const format = schema.format === undefined ? undefined : context.formats[schema.format];
  if (typeof node.value !== "string" && format?.readsNumbers !== true) {
    return wrongType(schema, node, subject, context, `put it in quotes: "${node.text}"`);
  }
  if (schema.enum !== undefined) return readChoice(schema.enum, node, subject, context);
  if (node.text.length < (schema.minLength ?? 0)) {
    context.report.error(
      node,
      "empty-value",
      `${subject.label} is empty`,
      "write a value, or remove the key",
    );
    return undefined;
  }
  if (schema.mentions !== undefined) context.mentions.push({ kind: schema.mentions, name: node.text, node });
  return format === undefined ? node.text : readFormat(format, schema, node, subject, context);
}

function wrongType(
  schema: SchemaNode,
  node: ScalarNode,
  subject: Subject,
  context: WalkContext,
  hint: string,
): undefined {
  const message = `${subject.label} takes ${wantedName(schema, context)}, not ${shown(node)}`;
  context.report.error(node, "wrong-type", message, hint);
  return undefined;
}

function readConstant(
  value: string | number | boolean,
  node: ScalarNode,
  subject: Subject,
  context: WalkContext,
): unknown {
  if (node.value === value || (node.isUntyped && node.text === String(value))) return value;
  const message = `${subject.label} can only be ${String(value)}, not ${shown(node)}`;
  context.report.error(node, "not-one-of", message, `write ${String(value)}`);
  return undefined;
}

function readInteger(
  schema: SchemaNode,
  node: ScalarNode,
  subject: Subject,
  context: WalkContext,
): number | undefined {
  const looksWhole = typeof node.value === "string" && WHOLE.test(node.text);
  if (typeof node.value !== "number" && !(node.isUntyped && looksWhole)) {
    const isQuotedNumber = looksWhole && node.written === undefined;
    const hint = isQuotedNumber ? `leave out the quotes: ${node.text}` : "write digits only";
    wrongType(schema, node, subject, context, hint);
    return undefined;
  }
  const value = Number(node.value);
  if (!Number.isInteger(value)) {
    wrongType(schema, node, subject, context, "write digits only");
    return undefined;
  }
  if (schema.enum?.includes(value) === false) return reportChoice(schema.enum, node, subject, context);
  return isInRange(value, schema, node, subject, context, String) ? value : undefined;
}

function readBoolean(
  schema: SchemaNode,
  node: ScalarNode,
  subject: Subject,
  context: WalkContext,
): boolean | undefined {
  if (typeof node.value === "boolean") return node.value;
  if (node.isUntyped && (node.text === "true" || node.text === "false")) return node.text === "true";
  const meant = TRUE.test(node.text)
    ? "write true"
    : FALSE.test(node.text)
      ? "write false"
      : "write true or false";
  wrongType(schema, node, subject, context, node.written === undefined ? meant : "write true or false");
  return undefined;
}

type Choices = readonly (string | number)[];

function readChoice(
  choices: Choices,
  node: ScalarNode,
  subject: Subject,
  context: WalkContext,
): string | undefined {
  return choices.includes(node.text) ? node.text : reportChoice(choices, node, subject, context);
}

function reportChoice(choices: Choices, node: ScalarNode, subject: Subject, context: WalkContext): undefined {
  const near = nearest(
    node.text,
    choices.filter((word) => typeof word === "string"),
  );
  const all = `one of ${choices.join(", ")}`;
  const hint = near === undefined ? `write ${all}` : `did you mean ${quoted(near)}? It is ${all}`;
  context.report.error(node, "not-one-of", `${subject.label} cannot be ${shown(node)}`, hint);
}

function readFormat(
  format: Format<unknown>,
  schema: SchemaNode,
  node: ScalarNode,
  subject: Subject,
  context: WalkContext,
): unknown {
  const parsed = format.parse(node.text);
  if (!("value" in parsed)) {
    const text = parsed.hidesText ? subject.label : shown(node);
    const hint = [
      flawHint(parsed, node),
      ...(subject.orElse === undefined ? [] : [`or ${subject.orElse}`]),
    ].join(", ");
    context.report.error(node, parsed.code, `${text} ${parsed.says}`, hint);
    return undefined;
  }
  const { value } = parsed;
  if (typeof value !== "number") return value;
  return isInRange(value, schema, node, subject, context, format.print) ? value : undefined;
}

/** The hint of a flaw; nothing made from the text of a value that must not be shown. */
function flawHint(flaw: Flaw, node: ScalarNode): string {
  return node.written === undefined ? (flaw.hintFromText ?? flaw.hint) : flaw.hint;
}

function isInRange(
  value: number,
  schema: SchemaNode,
  node: ScalarNode,
  subject: Subject,
  context: WalkContext,
  print: (value: number) => string,
): boolean {
  const low = schema.minimum ?? Number.NEGATIVE_INFINITY;
  const high = schema.maximum ?? Number.POSITIVE_INFINITY;
  if (value >= low && value <= high) return true;
  const hint =
    high === Number.POSITIVE_INFINITY
      ? `write ${print(low)} or more`
      : `write a value from ${print(low)} to ${print(high)}`;
  const message = `${subject.label} cannot be ${shown(node)}`;
  context.report.error(node, "out-of-range", message, hint);
  return false;
}
