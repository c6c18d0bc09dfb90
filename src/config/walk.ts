// Checks a tree against a schema and makes the typed value, with every mistake reported at its spot. Generic:
// it knows JSON Schema's keywords and the formats that it is given, none of the keys. A value that is wrong
// is left out together with whatever cannot be without it, so that the rest can still be checked.

import type { Static, TSchema } from "typebox";
import { nearest } from "#kernel/nearest.ts";
import { exampleOf } from "./example.ts";
import { isNamedMap, requiredKeys, type SchemaNode, schemaNode } from "./schema-node.ts";
import type { Spot } from "./source.ts";
import { type ListNode, type MapNode, quoted, shown, type TreeNode, treeOf } from "./tree.ts";
import { type Subject, valueHint, type WalkContext, wantedName } from "./walk-context.ts";
import { readScalar } from "./walk-scalar.ts";

/** The value of the tree as the schema types it; undefined where it cannot be made (all is reported). */
export function walk<S extends TSchema>(
  schema: S,
  node: TreeNode,
  subject: Subject,
  context: WalkContext,
): Static<S> | undefined {
  // The schema decides what the walker makes, which the compiler cannot follow.
  return walkNode(schemaNode(schema), node, subject, context) as Static<S> | undefined;
}

export function walkNode(
  schema: SchemaNode,
  node: TreeNode,
  subject: Subject,
  context: WalkContext,
): unknown {
  if (node.kind === "broken") return undefined;
  const fitting = schema.anyOf === undefined ? schema : variantFor(schema.anyOf, node);
  const kind = fitting === undefined ? "none" : treeKind(fitting);
  if (fitting === undefined || kind !== node.kind) return reportWrongKind(schema, node, subject, context);
  if (node.kind === "list") return walkList(fitting, node, subject, context);
  if (node.kind === "scalar") return readScalar(fitting, node, withOthers(subject, schema, fitting), context);
  return isNamedMap(fitting)
    ? walkNamed(fitting, node, subject, context)
    : walkObject(fitting, node, subject, context);
}

function treeKind(schema: SchemaNode): "map" | "list" | "scalar" {
  if (schema.type === "object") return "map";
  return schema.type === "array" ? "list" : "scalar";
}

/** Of the scalars, a constant that is written wins over a format that reads texts. */
function variantFor(variants: readonly SchemaNode[], node: TreeNode): SchemaNode | undefined {
  const fitting = variants.filter((variant) => treeKind(variant) === node.kind);
  if (node.kind !== "scalar") return fitting[0];
  return (
    fitting.find((variant) => variant.const !== undefined && String(variant.const) === node.text) ??
    fitting.find((variant) => variant.const === undefined)
  );
}

/** The constants that the other variants of a union allow. */
function withOthers(subject: Subject, schema: SchemaNode, fitting: SchemaNode): Subject {
  const words = (schema.anyOf ?? []).flatMap((variant) => (variant === fitting ? [] : (variant.const ?? [])));
  return words.length === 0 ? subject : { ...subject, orElse: words.map(String).join(" or ") };
}

function walkList(schema: SchemaNode, node: ListNode, subject: Subject, context: WalkContext): unknown {
  const values: unknown[] = [];
  const nodes: TreeNode[] = [];
  for (const item of node.items) {
    const value = walkNode(
      schema.items ?? {},
      item,
      { label: `an entry of ${subject.label}`, spot: item },
      context,
    );
    if (value === undefined) continue;
    values.push(value);
    nodes.push(item);
  }
  if (node.items.length < (schema.minItems ?? 0)) {
    context.report.error(node, "empty-list", `${subject.label} is empty`, atLeastOne(schema, subject));
  }
  context.places.record(values, node, nodes);
  return values;
}

function walkNamed(
  schema: SchemaNode & { additionalProperties: SchemaNode },
  node: MapNode,
  subject: Subject,
  context: WalkContext,
): unknown {
  const values = new Map<string, unknown>();
  const pattern = new RegExp(schema.propertyNames?.pattern ?? "", "u");
  for (const [name, entry] of node.entries) {
    if (!pattern.test(name)) {
      const hint = schema.propertyNames?.description ?? "";
      context.report.error(entry.key, "bad-name", `${quoted(name)} cannot be a name here`, hint);
    }
    if (schema.defines !== undefined) define(schema.defines, name, entry.key, context);
    const subjectOf = { label: quoted(name), spot: entry.key };
    const value = walkNode(schema.additionalProperties, entry.value, subjectOf, context);
    if (value !== undefined) values.set(name, value);
  }
  if (node.entries.size < (schema.minProperties ?? 0)) {
    const hint = atLeastOne(schema, subject);
    context.report.error(subject.spot, "empty-map", `${subject.label} is empty`, hint);
  }
  context.places.record(values, node);
  return values;
}

function atLeastOne(schema: SchemaNode, subject: Subject): string {
  const example = exampleOf(subject.key ?? "", schema);
  return example === undefined ? "write at least one" : `write at least one, such as ${example}`;
}

function define(kind: string, name: string, spot: Spot, context: WalkContext): void {
  const known = context.definitions.get(kind) ?? new Map<string, Spot>();
  known.set(name, spot);
  context.definitions.set(kind, known);
}

function walkObject(schema: SchemaNode, node: MapNode, subject: Subject, context: WalkContext): unknown {
  const properties = schema.properties ?? {};
  const value: Record<string, unknown> = {};
  const meant = reportUnknownKeys(schema, node, context);
  for (const [key, property] of Object.entries(properties)) {
    const entry = node.entries.get(key);
    const written =
      entry && walkNode(property, entry.value, { label: quoted(key), spot: entry.key, key }, context);
    const spot = entry?.key ?? subject.spot;
    const made =
      written ?? defaultValue(property, key, spot, context) ?? emptyValue(schema, key, spot, context);
    if (made !== undefined) value[key] = made;
  }
  context.places.record(value, node);
  checkCount(schema, node, subject, context);
  reportMissing(schema, node, meant, subject, context);
  return requiredKeys(schema).every((key) => value[key] !== undefined) ? value : undefined;
}

function defaultValue(schema: SchemaNode, key: string, spot: Spot, context: WalkContext): unknown {
  if (schema.default === undefined) return undefined;
  return walkNode(schema, treeOf(schema.default, spot), { label: quoted(key), spot }, context);
}

/** What has to be there and is not stands as empty where it can, so that its neighbours are checked too. */
function emptyValue(schema: SchemaNode, key: string, spot: Spot, context: WalkContext): unknown {
  const property = schema.properties?.[key];
  if (property === undefined || schema.required?.includes(key) !== true) return undefined;
  if (property.const !== undefined) return property.const;
  const empty = property.type === "array" ? [] : isNamedMap(property) ? new Map() : undefined;
  if (empty !== undefined) context.places.record(empty, treeOf(null, spot));
  return empty;
}

function reportMissing(
  schema: SchemaNode,
  node: MapNode,
  meant: ReadonlySet<string>,
  subject: Subject,
  context: WalkContext,
): void {
  for (const key of requiredKeys(schema)) {
    if (node.entries.has(key) || meant.has(key)) continue;
    const property = schema.properties?.[key] ?? {};
    const example = exampleOf(key, property) ?? quoted(key);
    const hint = property.const === undefined ? `add it, such as ${example}` : `add ${example}`;
    context.report.error(subject.spot, "missing-key", `${subject.label} has no ${quoted(key)}`, hint);
  }
}

/** For an object of which only so many keys may be written: a choice. */
function checkCount(schema: SchemaNode, node: MapNode, subject: Subject, context: WalkContext): void {
  const choices = Object.keys(schema.properties ?? {});
  const chosen = choices.filter((key) => node.entries.has(key));
  if (chosen.length < (schema.minProperties ?? 0) && node.entries.size === 0) {
    const hint = `write one of ${choices.join(", ")}`;
    context.report.error(subject.spot, "missing-choice", `${subject.label} names nothing`, hint);
  }
  if (chosen.length <= (schema.maxProperties ?? chosen.length)) return;
  const second = [...node.entries].filter(([key]) => choices.includes(key))[1];
  const message = `${subject.label} names more than one of ${choices.join(", ")}`;
  context.report.error(second?.[1].key ?? node, "too-many-choices", message, "keep one of them");
}

/** The known keys that unknown ones were probably meant to be: those are not missing as well. */
function reportUnknownKeys(schema: SchemaNode, node: MapNode, context: WalkContext): ReadonlySet<string> {
  const known = Object.keys(schema.properties ?? {});
  const meant = new Set<string>();
  for (const [key, entry] of node.entries) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    if (near !== undefined) meant.add(near);
    const hint = near === undefined ? `known here: ${known.join(", ")}` : `did you mean ${quoted(near)}?`;
    const better = key === "<<" ? MERGE_HINT : hint;
    context.report.error(entry.key, "unknown-key", `unknown key ${quoted(key)}`, better);
  }
  return meant;
}

const MERGE_HINT = "merge keys are not part of YAML 1.2: repeat the keys, or alias a whole value";

function reportWrongKind(
  schema: SchemaNode,
  node: TreeNode,
  subject: Subject,
  context: WalkContext,
): undefined {
  if (node.kind === "scalar" && node.value === null) {
    const hint = valueHint(schema, subject, context);
    context.report.error(subject.spot, "empty-value", `${subject.label} has no value`, hint);
    return undefined;
  }
  const message = `${subject.label} takes ${wantedName(schema, context)}, not ${nodeName(node)}`;
  context.report.error(node, "wrong-type", message, wrongKindHint(schema, node, subject));
  return undefined;
}

function wrongKindHint(schema: SchemaNode, node: TreeNode, subject: Subject): string {
  if (node.kind === "scalar" && node.written === undefined) {
    const glued = /^([A-Za-z]\w*):(\S+)$/.exec(node.text);
    if (glued !== null) return `put a space after the colon: ${glued[1]}: ${glued[2]}`;
    if (schema.type === "array") return `write it as a list: [${node.text}]`;
  }
  const example = exampleOf(subject.key ?? "", schema);
  if (example !== undefined) return `write it in the form of ${example}`;
  if (schema.type === "array") return "write it as a list: [first, second]";
  const keys = Object.keys(schema.properties ?? {});
  if (keys.length > 0) return `write it as key: value with the keys ${keys.join(", ")}`;
  return schema.type === "object" ? "write it as name: value" : "write one value";
}

function nodeName(node: TreeNode): string {
  if (node.kind === "list") return "a list";
  return node.kind === "scalar" ? shown(node) : "a map";
}
