// ARM templates, also those that Bicep is compiled to: the resources of API Management in them, wherever they
// are nested. What only a deployment knows stays as it is written, and is told of.

import { type ArmNames, type ArmValue, evaluateArm, isArmExpression } from "./arm-expression.ts";
import type { ImportReport } from "./import-report.ts";
import type { ImportedResource } from "./imported-resource.ts";
import { JsonError, type JsonNode, parseJsonTree, placeIn } from "./json-tree.ts";
import { type JsonSource, Properties } from "./properties.ts";

const SERVICE = "microsoft.apimanagement/service";
const DEPLOYMENTS = "microsoft.resources/deployments";

/** @param file its path, for places */
export function readArm(text: string, file: string, report: ImportReport): readonly ImportedResource[] {
  const source = { file, text };
  let root: JsonNode;
  try {
    root = parseJsonTree(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const place = placeIn(file, text, error.at);
    const hint = "give the template in JSON; for Bicep, what `az bicep build` makes of it";
    report.unsupported(place, "bad-json", `the template is no JSON: ${error.message}`, hint);
    return [];
  }
  const reader = new TemplateReader(source, report);
  reader.readTemplate(root, { exact: noNames, lenient: noNames });
  if (reader.found.length === 0) {
    const hint = "its resources are of types that begin with Microsoft.ApiManagement/service";
    const message = "the template has no resource of API Management";
    report.unsupported({ file, line: 1, column: 1 }, "no-resources", message, hint);
  }
  return reader.found;
}

/** Stands before the name of a parameter without a value, in names: most often the service's. */
const UNKNOWN = "\0";

/** `lenient` has a text for every parameter, so that of names only the unknown segments are lost. */
type Scope = { readonly exact: ArmNames; readonly lenient: ArmNames };

const noNames: ArmNames = { parameter: () => undefined, variable: () => undefined };

/** What a resource that is nested in another has from it. */
type Parent = { readonly type: string; readonly name: string };

class TemplateReader {
  readonly #source: JsonSource;
  readonly #report: ImportReport;
  readonly found: ImportedResource[] = [];

  constructor(source: JsonSource, report: ImportReport) {
    this.#source = source;
    this.#report = report;
  }

  /** @param outer what a nested template's parameters are given by */
  readTemplate(template: JsonNode, outer: Scope, given: JsonNode | undefined = undefined): void {
    const scope = {
      exact: namesOf(template, outer.exact, given, () => undefined),
      lenient: namesOf(template, outer.lenient, given, (name) => UNKNOWN + name),
    };
    this.#readResources(entryOf(template, "resources"), scope, undefined);
  }

  #readResources(resources: JsonNode | undefined, scope: Scope, parent: Parent | undefined): void {
    // Symbolic names make a map of the list.
    const list =
      resources?.kind === "map"
        ? [...resources.entries.values()]
        : resources?.kind === "list"
          ? resources.items
          : [];
    for (const resource of list) this.#readResource(resource, scope, parent);
  }

  #readResource(resource: JsonNode, scope: Scope, parent: Parent | undefined): void {
    const written = scalarOf(entryOf(resource, "type"), scope.exact);
    const name = scalarOf(entryOf(resource, "name"), scope.lenient);
    const isWhole = parent === undefined || written?.toLowerCase().startsWith("microsoft.") === true;
    const type = isWhole ? (written ?? "") : `${parent.type}/${written ?? ""}`;
    if (type.toLowerCase() === DEPLOYMENTS) {
      const properties = entryOf(resource, "properties");
      const template = entryOf(properties, "template");
      if (template !== undefined) this.readTemplate(template, scope, entryOf(properties, "parameters"));
      return;
    }
    if (!type.toLowerCase().startsWith(SERVICE)) return;
    const whole = isWhole ? (name ?? "") : `${parent.name}/${name ?? ""}`;
    if (name === undefined) this.#unresolvedName(resource);
    else if (type.length > SERVICE.length) this.#add(resource, type, whole, scope);
    this.#readResources(entryOf(resource, "resources"), scope, { type, name: whole });
  }

  #add(resource: JsonNode, type: string, name: string, scope: Scope): void {
    const { file, text } = this.#source;
    const parts = type.split("/").slice(2);
    const own = name.split("/").slice(-parts.length);
    if (own.length < parts.length || own.some((segment) => segment.includes(UNKNOWN))) {
      this.#unresolvedName(resource);
      return;
    }
    const place = placeIn(file, text, entryOf(resource, "name")?.at ?? resource.at);
    if (entryOf(resource, "copy") !== undefined) {
      const message = "the resource is made in a loop, of which only the deployment knows the rounds";
      this.#report.unsupported(
        place,
        "copy-loop",
        message,
        "take it over by hand, or import the extract of a service",
      );
      return;
    }
    const properties = entryOf(resource, "properties");
    const worked = properties === undefined ? undefined : workedOut(properties, scope);
    this.found.push({
      type: parts.join("/"),
      names: own,
      place,
      properties: new Properties(this.#source, worked),
      content: undefined,
    });
  }

  #unresolvedName(resource: JsonNode): void {
    const { file, text } = this.#source;
    const at = entryOf(resource, "name")?.at ?? resource.at;
    const message = "the name of the resource is known to a deployment only";
    const hint = "give its parameters default values, or import the extract of a service";
    this.#report.unsupported(placeIn(file, text, at), "unresolved-name", message, hint);
  }
}

/** @param unknown what stands for a parameter without a value */
function namesOf(
  template: JsonNode,
  outer: ArmNames,
  given: JsonNode | undefined,
  unknown: (name: string) => string | undefined,
): ArmNames {
  const parameters = entryOf(template, "parameters");
  const variables = entryOf(template, "variables");
  const open = new Set<string>();
  const names: ArmNames = {
    parameter: (name) => {
      const passed = entryOf(entryOf(given, name), "value");
      if (passed !== undefined) return workOut(passed, outer);
      const fallback = entryOf(entryOf(parameters, name), "defaultValue");
      if (fallback === undefined) return unknown(name);
      return guarded(`parameter ${name}`, () => workOut(fallback, names));
    },
    variable: (name) => {
      const declared = entryOf(variables, name);
      return declared === undefined ? undefined : guarded(`variable ${name}`, () => workOut(declared, names));
    },
  };
  /** One that is made of itself has no value. */
  function guarded(what: string, read: () => ArmValue | undefined): ArmValue | undefined {
    if (open.has(what)) return undefined;
    open.add(what);
    const value = read();
    open.delete(what);
    return value;
  }
  return names;
}

function workOut(node: JsonNode, names: ArmNames): ArmValue | undefined {
  if (node.kind === "scalar") {
    const { value } = node;
    if (typeof value !== "string") return value;
    return isArmExpression(value) ? evaluateArm(value, names) : value.replace(/^\[\[/, "[");
  }
  if (node.kind === "list") {
    const items = node.items.map((item) => workOut(item, names));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const entries = [...node.entries].map(([key, item]) => [key, workOut(item, names)] as const);
  // What cannot be worked out is absent; whoever asks for it is told so.
  return Object.fromEntries(entries.flatMap(([key, item]) => (item === undefined ? [] : [[key, item]])));
}

/** The same tree with the expressions in it worked out, each value at the place of its expression. */
function workedOut(node: JsonNode, scope: Scope): JsonNode {
  if (node.kind === "list") return { ...node, items: node.items.map((item) => workedOut(item, scope)) };
  if (node.kind === "map") {
    const entries = [...node.entries].map(([key, item]) => [key, workedOut(item, scope)] as const);
    return { ...node, entries: new Map(entries) };
  }
  const { value } = node;
  if (typeof value !== "string") return node;
  if (!isArmExpression(value)) return { ...node, value: value.replace(/^\[\[/, "[") };
  // In the id of another resource only the names count that are in the template.
  const names = /^\[\s*resourceId\s*\(/i.test(value) ? scope.lenient : scope.exact;
  const worked = evaluateArm(value, names);
  if (worked === undefined) return { ...node, isUnresolved: true };
  return treeOf(typeof worked === "string" ? worked.replaceAll(UNKNOWN, "") : worked, node.at);
}

function treeOf(value: ArmValue, at: number): JsonNode {
  if (typeof value !== "object" || value === null) return { kind: "scalar", at, value };
  if (Array.isArray(value))
    return { kind: "list", at, items: value.map((item: ArmValue) => treeOf(item, at)) };
  const entries = Object.entries(value).map(([key, item]) => [key, treeOf(item, at)] as const);
  return { kind: "map", at, entries: new Map(entries) };
}

/** The text of a scalar, worked out. */
function scalarOf(node: JsonNode | undefined, names: ArmNames): string | undefined {
  const value = node === undefined ? undefined : workOut(node, names);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** Keys of templates are compared without regard to case. */
function entryOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  if (node?.kind !== "map") return undefined;
  const exact = node.entries.get(key);
  if (exact !== undefined) return exact;
  return [...node.entries].find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}
