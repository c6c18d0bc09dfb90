// GraphQL requests against limits, a schema and rules for fields. Without a schema, only rules for fields of
// the three root types can be decided, since nothing says of which type a field below them is.

import {
  buildSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  OverlappingFieldsCanBeMergedRule,
  parse,
  print,
  specifiedRules,
  validate,
} from "graphql";
import { defaultLimits } from "#kernel/limits.ts";
import { isObject } from "./document/json-value.ts";
import { type FieldRule, FieldRules } from "./graphql/field-rules.ts";
import { depthOf } from "./graphql/query-depth.ts";
import { removeFields } from "./graphql/remove-fields.ts";
import { readJson } from "./schema/read-json.ts";

export type { FieldAction, FieldRule } from "./graphql/field-rules.ts";

export type GraphqlVerdict =
  /**
   * `query` is the text to send on, undefined where it is the one that came; `errors` are of removed
   * fields.
   */
  | { readonly kind: "passed"; readonly query: string | undefined; readonly errors: readonly string[] }
  | { readonly kind: "rejected"; readonly errors: readonly string[] };

/** Comparing all fields of a selection with each other takes time that grows with their square. */
const RULES = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule);

export class GraphqlValidator {
  readonly #schema: GraphQLSchema | undefined;

  private constructor(schema: GraphQLSchema | undefined) {
    this.#schema = schema;
  }

  /** @param text in GraphQL's own language; a text as the result says what is wrong with it */
  static read(text: string | undefined): GraphqlValidator | string {
    if (text === undefined) return new GraphqlValidator(undefined);
    try {
      return new GraphqlValidator(buildSchema(text));
    } catch (error) {
      return error instanceof Error ? error.message : "is no schema of GraphQL";
    }
  }

  /**
   * @param maxDepth levels of fields, the first one counted
   * @param rules in their order, the first that matches a field and is not `ignore` decides
   */
  check(query: string, maxDepth: number, rules: readonly FieldRule[]): GraphqlVerdict {
    const document = parseQuery(query);
    if (!("kind" in document)) return { kind: "rejected", errors: [document.why] };
    const depth = depthOf(document);
    if (depth === undefined) return { kind: "rejected", errors: ["A fragment holds itself."] };
    if (depth > maxDepth) {
      return { kind: "rejected", errors: [`The query is ${depth} levels deep; ${maxDepth} are allowed.`] };
    }
    const invalid = this.#schema === undefined ? [] : validate(this.#schema, document, RULES, OPTIONS);
    if (invalid.length > 0) return { kind: "rejected", errors: invalid.map(({ message }) => message) };
    return applyRules(document, new FieldRules(rules, this.#schema));
  }
}

const OPTIONS = { maxErrors: defaultLimits.contract.maxErrors };

/** The query of a request's body: JSON, or the text itself (application/graphql). */
export function queryOf(
  body: Uint8Array,
  contentType: string,
): { readonly query: string } | { readonly why: string } {
  if (/^application\/graphql\b(?!-)/i.test(contentType.trim())) {
    return { query: Buffer.from(body).toString("utf8") };
  }
  const read = readJson(body);
  if ("why" in read) return { why: `The body cannot be read as JSON: ${read.why}` };
  const query = isObject(read.value) ? read.value["query"] : undefined;
  return typeof query === "string" ? { query } : { why: "The body holds no query." };
}

function parseQuery(query: string): DocumentNode | { readonly why: string } {
  try {
    return parse(query, { maxTokens: defaultLimits.contract.maxGraphqlTokens, noLocation: true });
  } catch (error) {
    return { why: error instanceof GraphQLError ? error.message : "The query cannot be read." };
  }
}

function applyRules(document: DocumentNode, rules: FieldRules): GraphqlVerdict {
  const rejected: string[] = [];
  const removed: string[] = [];
  const actions = rules.actions(document);
  for (const { path, action } of actions.values()) {
    if (action === "reject") rejected.push(`The field ${path} is not allowed.`);
    if (action === "remove") removed.push(`The field ${path} was removed.`);
  }
  if (rejected.length > 0) return { kind: "rejected", errors: unique(rejected) };
  if (removed.length === 0) return { kind: "passed", query: undefined, errors: [] };
  const left = removeFields(document, (field) => actions.get(field)?.action === "remove");
  if (left === undefined) return { kind: "rejected", errors: unique(removed) };
  return { kind: "passed", query: print(left), errors: unique(removed) };
}

function unique(errors: readonly string[]): readonly string[] {
  return [...new Set(errors)].slice(0, defaultLimits.contract.maxErrors);
}
