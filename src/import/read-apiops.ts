// The folders that Azure/apiops and its successor apiops-cli extract: a folder for each kind of resource, one
// in it for each resource, and resources of resources inside. Both spellings of the folders are read.

import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Place } from "#kernel/diagnostic.ts";
import type { ImportReport } from "./import-report.ts";
import { fileText, type ImportedResource } from "./imported-resource.ts";
import { JsonError, type JsonNode, parseJsonTree, placeIn } from "./json-tree.ts";
import { Properties } from "./properties.ts";

/** Kinds whose folder is not called as their type is. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["named values", "namedValues"],
  ["policy fragments", "policyFragments"],
  ["version sets", "apiVersionSets"],
  ["versionSets", "apiVersionSets"],
]);

const MAX_FILE_BYTES = 64 * 2 ** 20;
const MAX_DEPTH = 12;
const SPECIFICATION = /^specification\.(?:ya?ml|json|wsdl|wadl|xml|graphql)$/;
/** Files of the tools themselves, and what tells people of the resources. */
const ASIDE = /^(?:configuration\..*\.ya?ml|.*\.md|\..*)$/;

/** Throws the system's error where the folder itself cannot be read. */
export function readApiops(folder: string, report: ImportReport): readonly ImportedResource[] {
  const reader = new ApiopsReader(report);
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted(byName)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith(".")) {
      reader.readKind(path, TYPES.get(entry.name) ?? entry.name, [], "");
    } else if (entry.name === "policy.xml") reader.readPolicy(path, "", []);
    else if (!ASIDE.test(entry.name)) reader.unknown(path);
  }
  return reader.found;
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;

const startOf = (file: string): Place => ({ file, line: 1, column: 1 });

class ApiopsReader {
  readonly #report: ImportReport;
  readonly found: ImportedResource[] = [];

  constructor(report: ImportReport) {
    this.#report = report;
  }

  /**
   * A folder of resources of one kind.
   * @param above the type of the resource that has them; empty for none
   */
  readKind(folder: string, kind: string, names: readonly string[], above: string): void {
    const type = above === "" ? kind : `${above}/${kind}`;
    if (names.length > MAX_DEPTH) {
      this.unknown(folder);
      return;
    }
    for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted(byName)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) this.#readResource(path, type, [...names, entry.name]);
      else if (!ASIDE.test(entry.name)) this.unknown(path);
    }
  }

  #readResource(folder: string, type: string, names: readonly string[]): void {
    const entries = readdirSync(folder, { withFileTypes: true }).toSorted(byName);
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    const information = files.find((name) => name.endsWith("Information.json"));
    const properties = this.#readProperties(folder, information);
    const isFragment = type === "policyFragments" && files.includes("policy.xml");
    const content = isFragment ? this.#readText(join(folder, "policy.xml")) : undefined;
    const place = information === undefined ? startOf(folder) : startOf(join(folder, information));
    this.found.push({ type, names, place, properties, content });
    for (const name of files) {
      const path = join(folder, name);
      if (name === information || (isFragment && name === "policy.xml")) continue;
      if (name === "policy.xml") this.readPolicy(path, type, names);
      else if (SPECIFICATION.test(name)) this.#readSpecification(path, type, names);
      else if (name === "apis.json" || name === "groups.json" || name === "products.json")
        this.#readLinks(path, `${type}/${name.slice(0, -".json".length)}`, names);
      else if (!ASIDE.test(name)) this.unknown(path);
    }
    for (const entry of entries) {
      if (entry.isDirectory())
        this.readKind(join(folder, entry.name), TYPES.get(entry.name) ?? entry.name, names, type);
    }
  }

  readPolicy(file: string, type: string, names: readonly string[]): void {
    const content = this.#readText(file);
    if (content === undefined) return;
    const properties = new Properties({ file, text: "" });
    const policies = type === "" ? "policies" : `${type}/policies`;
    this.found.push({
      type: policies,
      names: [...names, "policy"],
      place: startOf(file),
      properties,
      content,
    });
  }

  #readSpecification(file: string, type: string, names: readonly string[]): void {
    const content = this.#readText(file);
    if (content === undefined) return;
    const properties = new Properties({ file, text: "" });
    this.found.push({ type: `${type}/specification`, names, place: startOf(file), properties, content });
  }

  /** Names of other resources: a list of texts, or of objects with a name. */
  #readLinks(file: string, type: string, names: readonly string[]): void {
    const read = this.#readJson(file);
    if (read === undefined) return;
    const { node, text } = read;
    const list = node.kind === "map" ? node.entries.get("value") : node;
    for (const item of list?.kind === "list" ? list.items : []) {
      const name = linkName(item);
      const place = placeIn(file, text, item.at);
      const properties = new Properties({ file, text }, item);
      if (name !== undefined)
        this.found.push({ type, names: [...names, name], place, properties, content: undefined });
    }
  }

  #readProperties(folder: string, information: string | undefined): Properties {
    if (information === undefined) return new Properties({ file: folder, text: "" });
    const file = join(folder, information);
    const read = this.#readJson(file);
    if (read === undefined) return new Properties({ file, text: "" });
    return new Properties({ file, text: read.text }, read.node).object("properties");
  }

  #readJson(file: string): { readonly node: JsonNode; readonly text: string } | undefined {
    const content = this.#readText(file);
    if (content === undefined) return undefined;
    const { text } = content;
    try {
      return { node: parseJsonTree(text), text };
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      const place = placeIn(file, text, error.at);
      this.#report.unsupported(place, "bad-json", `the file is no JSON: ${error.message}`, "correct it");
      return undefined;
    }
  }

  #readText(file: string) {
    const bytes = readFileSync(file);
    const place = startOf(file);
    if (bytes.length > MAX_FILE_BYTES) {
      this.#report.unsupported(place, "file-too-large", "the file is larger than 64MiB", "make it smaller");
      return undefined;
    }
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      return fileText(file, text, extname(file));
    } catch {
      this.#report.unsupported(place, "bad-text", "the file is no UTF-8 text", "write it as UTF-8");
      return undefined;
    }
  }

  unknown(path: string): void {
    const hint = "it is left out: take over by hand what it is for";
    this.#report.note(startOf(path), "unknown-file", "no part of an extract is called so", hint);
  }
}

function linkName(item: JsonNode): string | undefined {
  if (item.kind === "scalar" && typeof item.value === "string") return lastSegment(item.value);
  const named = item.kind === "map" ? (item.entries.get("name") ?? item.entries.get("id")) : undefined;
  return named?.kind === "scalar" && typeof named.value === "string" ? lastSegment(named.value) : undefined;
}

/** Of `/apis/orders`, and of a whole resource id, the name. */
const lastSegment = (id: string): string => id.slice(id.lastIndexOf("/") + 1);
