// Which operation a request is for: a tree of the templates' segments, so that the number of operations does
// not matter. In every segment a text goes before a text with parameters, that before a parameter, and that
// before a wildcard; an operation without the method is passed over for a less specific one that has it.

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

export class OperationTable {
  readonly #root = new MatchNode();
  readonly #ignoreCase: boolean;

  /**
   * @param operations with templates that `readOpenApi` accepts; of two that match the same requests, the
   *   first
   * @param ignoreCase texts of paths are compared as Azure does it, without regard to case
   */
  constructor(operations: readonly MatchableOperation[], ignoreCase: boolean) {
    this.#ignoreCase = ignoreCase;
    operations.forEach(({ method, urlTemplate }, index) => {
      const template = readTemplate(urlTemplate);
      if (typeof template === "string") throw new TypeError(`operation table: ${urlTemplate} ${template}`);
      const { names, query, queryNames } = template;
      const segments = ignoreCase ? template.segments.map(lowerCase) : template.segments;
      this.#root.add(
        { ...template, segments },
        { index, method: method.toUpperCase(), names, query, queryNames },
      );
    });
  }

  /**
   * @param path below the API's own, in normal form (http/path.ts)
   * @param query as received, with its `?`, or empty
   */
  match(method: string, path: string, query: string): OperationMatch {
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
