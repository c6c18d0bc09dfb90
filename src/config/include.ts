// A configuration's files: the first one, what it includes, and what that includes, merged into one tree.
// Includes are read once however often they are named; a cycle is an error.

import { normalize } from "node:path";
import type { Files } from "./files.ts";
import { readYaml } from "./read-yaml.ts";
import type { ReferenceSource } from "./reference.ts";
import type { Report } from "./report.ts";
import { includeSchema, versionSchema } from "./schema.ts";
import { besideFile, placeText, Source, type Spot } from "./source.ts";
import { type MapEntry, type MapNode, quoted, shown, type TreeNode } from "./tree.ts";
import { walk } from "./walk.ts";
import type { WalkContext } from "./walk-context.ts";

const MAX_FILES = 1000;

export type ReadTree = {
  readonly root: MapNode;
  /** True where every file could be read: only then do missing names mean anything. */
  readonly isWhole: boolean;
  /** The first file and what it includes, in the order in which they were read. */
  readonly sources: readonly Source[];
};

/** The tree of a configuration file with its includes. */
export function readTree(
  path: string,
  files: Files,
  context: WalkContext,
  secret: ReferenceSource["secret"],
): ReadTree {
  return new TreeReader(files, context, secret).read(path);
}

class TreeReader {
  readonly #files: Files;
  readonly #context: WalkContext;
  readonly #report: Report;
  readonly #secret: ReferenceSource["secret"];
  readonly #merged = new Map<string, MapEntry>();
  readonly #done = new Set<string>();
  readonly #sources: Source[] = [];
  #isWhole = true;

  constructor(files: Files, context: WalkContext, secret: ReferenceSource["secret"]) {
    this.#files = files;
    this.#secret = secret;
    this.#context = context;
    this.#report = context.report;
  }

  read(path: string): ReadTree {
    const source = new Source(path, "");
    const start = { source, offset: 0 };
    const content = this.#files.text(path);
    if (content.kind === "failure") {
      const hint = "name an existing file, or start from the example in the documentation";
      this.#fail(start, "unreadable-file", `the configuration cannot be used: ${content.why}`, hint);
      return { root: { kind: "map", ...start, entries: new Map() }, isWhole: false, sources: [] };
    }
    const own = new Source(path, content.text);
    this.#done.add(normalize(path));
    this.#add(own, [path]);
    const root: MapNode = { kind: "map", source: own, offset: 0, entries: this.#merged };
    return { root, isWhole: this.#isWhole, sources: this.#sources };
  }

  /** `chain` is the files from the first one to this. */
  #add(source: Source, chain: readonly string[]): void {
    this.#sources.push(source);
    const tree = readYaml(source, this.#references(source), this.#report);
    if (tree === undefined) return;
    if (tree.kind === "broken") {
      this.#isWhole = false;
      return;
    }
    if (tree.kind !== "map") {
      const hint = "write it as key: value, such as version: 1";
      this.#fail(tree, "wrong-type", "the file holds no keys", hint);
      return;
    }
    const isFirst = chain.length === 1;
    for (const [key, entry] of tree.entries) {
      if (key !== "include" && (isFirst || key !== "version")) this.#merge(key, entry);
    }
    if (!isFirst) this.#check(tree, "version", versionSchema);
    const patterns = this.#check(tree, "include", includeSchema);
    const list = tree.entries.get("include")?.value;
    patterns?.forEach((pattern, i) => {
      const item = list?.kind === "list" ? list.items[i] : undefined;
      this.#include(pattern, item ?? tree, source, chain);
    });
  }

  #check<S extends typeof includeSchema | typeof versionSchema>(tree: MapNode, key: string, schema: S) {
    const entry = tree.entries.get(key);
    if (entry === undefined) return undefined;
    return walk(schema, entry.value, { label: quoted(key), spot: entry.key }, this.#context);
  }

  #references(source: Source): ReferenceSource {
    return {
      env: (name) => this.#files.ports.env[name],
      file: (path) => {
        const content = this.#files.text(besideFile({ source, offset: 0 }, path));
        return content.kind === "text" ? { text: content.text } : { why: content.why };
      },
      secret: this.#secret,
    };
  }

  #merge(key: string, entry: MapEntry): void {
    const first = this.#merged.get(key);
    if (first === undefined) {
      this.#merged.set(key, entry);
      return;
    }
    const [into, from] = [first.value, entry.value];
    if (into.kind !== "map" || from.kind !== "map") {
      this.#reportTwice(key, entry.key, first.key);
      return;
    }
    const entries = new Map(into.entries);
    for (const [name, inner] of from.entries) {
      const before = entries.get(name);
      if (before === undefined) entries.set(name, inner);
      else this.#reportTwice(name, inner.key, before.key);
    }
    this.#merged.set(key, { key: first.key, value: { ...into, entries } });
  }

  #reportTwice(name: string, spot: Spot, first: Spot): void {
    const hint = "keep one of the two, or give one another name";
    this.#report.error(
      spot,
      "defined-twice",
      `${quoted(name)} is defined before, at ${placeText(first)}`,
      hint,
    );
  }

  #include(pattern: string, node: TreeNode, source: Source, chain: readonly string[]): void {
    const path = besideFile({ source, offset: 0 }, pattern);
    const isPattern = /[*?]/.test(pattern);
    const self = normalize(source.file);
    // A pattern that also matches the file it stands in means the others.
    const paths = isPattern ? this.#matches(path).filter((match) => normalize(match) !== self) : [path];
    for (const each of paths) this.#includeFile(each, node, chain);
  }

  #matches(pattern: string): string[] {
    return this.#files.ports.glob(pattern).toSorted();
  }

  #includeFile(path: string, node: TreeNode, chain: readonly string[]): void {
    const id = normalize(path);
    if (chain.some((file) => normalize(file) === id)) {
      const message = `the files include each other: ${[...chain, path].join(" → ")}`;
      this.#fail(node, "include-cycle", message, "remove one of these includes");
      return;
    }
    if (this.#done.has(id)) return;
    this.#done.add(id);
    if (this.#done.size > MAX_FILES) {
      this.#fail(
        node,
        "too-many-files",
        `more than ${MAX_FILES} files are included`,
        "put more into each file",
      );
      return;
    }
    const content = this.#files.text(path);
    if (content.kind === "text") {
      this.#add(new Source(path, content.text), [...chain, path]);
      return;
    }
    const name = node.kind === "scalar" && node.written !== undefined ? `the file at ${shown(node)}` : path;
    const hint = "the path is relative to the file that this line stands in";
    this.#fail(node, "unreadable-file", `${name} cannot be included: ${content.why}`, hint);
  }

  #fail(spot: Spot, code: string, message: string, hint: string): void {
    this.#isWhole = false;
    this.#report.error(spot, code, message, hint);
  }
}
