// Which operation a request is for: a tree of the templates' segments, so that the number of operations does
// not matter. In every segment a text goes before a text with parameters, that before a parameter, and that
// before a wildcard; an operation without the method is passed over for a less specific one that has it.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import { MatchNode } from "./match/match-node.ts";
import { decodeSegment, readTemplate, type TemplateSegment } from "./match/url-template.ts";

/** What is asked for is found by index, in the list that the table was made of. */
export type MatchableOperation = { readonly method: string; readonly urlTemplate: string };

export type MatchedParameter = {
  readonly name: string;
  /** As it stands in the path, for parameters that are taken apart before they are decoded. */
  readonly encoded: string;
  readonly value: string;
};

export type OperationMatch =
  | { readonly kind: "found"; readonly index: number; readonly parameters: readonly MatchedParameter[] }
  /**
   * Azure answers 404 (OperationNotFound) in both cases. `methods` are those that the path has, for who would
   * rather say 405: empty where no operation has the path.
   */
  | { readonly kind: "none"; readonly methods: readonly string[] };

const SEEN_PATHS = 1024;
const MAX_SEEN_CHARS = 256;
const MAX_SEEN_METHODS = 16;

export class OperationTable {
  readonly #root = new MatchNode();
  readonly #ignoreCase: boolean;
  /** Which operation a path is for may depend on the query. */
  readonly #asksForQueries: boolean;
  /** What paths that came lately are for, by method. */
  readonly #seen = new Map<string, BoundedCache<string, OperationMatch>>();

  /**
   * @param operations with templates that `readOpenApi` accepts; of two that match the same requests, the
   *   first
   * @param ignoreCase texts of paths are compared as Azure does it, without regard to case
   */
  constructor(operations: readonly MatchableOperation[], ignoreCase: boolean) {
    this.#ignoreCase = ignoreCase;
    let asksForQueries = false;
    operations.forEach(({ method, urlTemplate }, index) => {
      const template = readTemplate(urlTemplate);
      if (typeof template === "string") throw new TypeError(`operation table: ${urlTemplate} ${template}`);
      const { names, query, queryNames } = template;
      asksForQueries ||= query.length > 0;
      const segments = ignoreCase ? template.segments.map(lowerCase) : template.segments;
      this.#root.add(
        { ...template, segments },
        { index, method: method.toUpperCase(), names, query, queryNames },
      );
    });
    this.#asksForQueries = asksForQueries;
  }

  /**
   * @param path below the API's own, in normal form (http/path.ts)
   * @param query as received, with its `?`, or empty
   */
  match(method: string, path: string, query: string): OperationMatch {
    if (this.#asksForQueries || path.length > MAX_SEEN_CHARS) return this.#search(method, path, query);
    const seen = this.#seenBy(method);
    const known = seen.get(path);
    if (known !== undefined) return known;
    const found = this.#search(method, path, query);
    if (found.kind === "found") seen.set(ownCopy(path), found);
    return found;
  }

  #seenBy(method: string): BoundedCache<string, OperationMatch> {
    const known = this.#seen.get(method);
    if (known !== undefined) return known;
    const made = new BoundedCache<string, OperationMatch>(SEEN_PATHS);
    // Methods are the client's choice, and few of them are an operation's.
    if (this.#seen.size < MAX_SEEN_METHODS) this.#seen.set(method, made);
    return made;
  }

  #search(method: string, path: string, query: string): OperationMatch {
    const segments = path.split("/").slice(1);
    if (segments.at(-1) === "") segments.pop();
    const keys = this.#ignoreCase ? segments.map((segment) => segment.toLowerCase()) : segments;
    const found = this.#root.find(method.toUpperCase(), keys, segments, query);
    if (found === undefined) return { kind: "none", methods: this.#root.methodsOf(keys) };
    const { leaf, values } = found;
    const parameters = [...leaf.names, ...leaf.queryNames].map((name, i): MatchedParameter => {
      const encoded = values[i] ?? "";
      return { name, encoded, value: decodeSegment(encoded) };
    });
    return { kind: "found", index: leaf.index, parameters };
  }
}

/** A path is a part of a whole head, which must not stay for its sake. */
const ownCopy = (text: string): string => Buffer.from(text, "utf8").toString("utf8");

function lowerCase(segment: TemplateSegment): TemplateSegment {
  switch (segment.kind) {
    case "literal":
      return { kind: "literal", text: segment.text.toLowerCase() };
    case "pattern":
      return { kind: "pattern", texts: segment.texts.map((text) => text.toLowerCase()) };
    case "parameter":
      return segment;
  }
}
