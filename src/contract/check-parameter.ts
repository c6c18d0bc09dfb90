// Parameters and headers of a message against their description: read by style and type, then held against
// their schema.

import type { Contract, JsonSchema, JsonValue, Parameter } from "./contract.ts";
import type { ContractValidators, SchemaError } from "./contract-validators.ts";
import { decodeSegment } from "./match/url-template.ts";
import { readingsOf } from "./parameter/coerce.ts";
import { outlineOf, type SchemaOutline } from "./parameter/schema-outline.ts";
import {
  decodeQueryText,
  pairsOf,
  pieces,
  type QueryPair,
  readQuery,
  withoutLead,
} from "./parameter/take-apart.ts";
import { readJson } from "./schema/read-json.ts";

export type ParameterSource = {
  /** As it stands in the path. */
  readonly path: (name: string) => string | undefined;
  /** As received, with its `?`, or empty. */
  readonly query: string;
  /** One value for each line of that name, which is in small letters. */
  readonly header: (name: string) => readonly string[];
};

export type ParameterFinding =
  | { readonly kind: "missing" }
  | { readonly kind: "multiple" }
  /** It cannot be taken apart by its style. */
  | { readonly kind: "unreadable"; readonly message: string }
  | { readonly kind: "invalid"; readonly errors: readonly SchemaError[] };

/** Undefined where it is as described, or absent and not required. */
export function checkParameter(
  validators: ContractValidators,
  parameter: Parameter,
  source: ParameterSource,
): ParameterFinding | undefined {
  const { schema } = parameter;
  const lookup = (name: string): JsonSchema => validators.schemaOf(name);
  const outline = outlineOf(schema === undefined ? true : lookup(schema), lookup);
  const read = new Reader(parameter, outline, lookup).read(source);
  if (read === undefined) return parameter.isRequired ? { kind: "missing" } : undefined;
  if ("kind" in read) return read;
  if (schema === undefined) return undefined;
  let told: readonly SchemaError[] | undefined;
  for (const value of read.values) {
    const errors = validators.validateValue(schema, value);
    if (errors.length === 0) return undefined;
    told ??= errors;
  }
  return { kind: "invalid", errors: told ?? [] };
}

/** Names of parameters of the query that no description of the operation explains. */
export function unspecifiedQuery(
  contract: Contract,
  parameters: readonly Parameter[],
  query: string,
): readonly string[] {
  const lookup = (name: string): JsonSchema => contract.schemas[name] ?? true;
  const names = new Set<string>();
  const deep: string[] = [];
  for (const parameter of parameters.filter(({ in: place }) => place === "query")) {
    names.add(parameter.name);
    if (parameter.style === "deepObject") deep.push(`${parameter.name}[`);
    if (parameter.style !== "form" || !parameter.explode || parameter.schema === undefined) continue;
    for (const name of outlineOf(lookup(parameter.schema), lookup).properties.keys()) names.add(name);
  }
  const sent = new Set(readQuery(query).map(({ name }) => name));
  return [...sent].filter((name) => !names.has(name) && !deep.some((start) => name.startsWith(start)));
}

type Read = { readonly values: readonly JsonValue[] } | ParameterFinding | undefined;

class Reader {
  readonly #parameter: Parameter;
  readonly #outline: SchemaOutline;
  readonly #lookup: (name: string) => JsonSchema;

  constructor(parameter: Parameter, outline: SchemaOutline, lookup: (name: string) => JsonSchema) {
    this.#parameter = parameter;
    this.#outline = outline;
    this.#lookup = lookup;
  }

  read(source: ParameterSource): Read {
    const { name, in: place, contentType, style, explode } = this.#parameter;
    const { types } = this.#outline;
    const pairs = place === "query" ? readQuery(source.query) : [];
    if (types.has("object") && place === "query" && contentType === undefined) {
      if (style === "deepObject") return this.#deepObject(pairs);
      if (style === "form" && explode) return this.#explodedObject(pairs);
    }
    const texts = this.#texts(source, pairs);
    const [first] = texts;
    if (first === undefined) return undefined;
    if (contentType !== undefined)
      return texts.length > 1 ? { kind: "multiple" } : this.#content(first, contentType);
    if (types.has("array")) return this.#list(texts);
    if (texts.length > 1) return { kind: "multiple" };
    if (types.has("object")) return this.#object(first);
    const text = this.#decode(withoutLead(this.#parameter, first));
    if (place === "path" && name !== "*" && text === "") return undefined;
    return { values: readingsOf(text, types) };
  }

  #texts(source: ParameterSource, pairs: readonly QueryPair[]): readonly string[] {
    const { name, in: place } = this.#parameter;
    if (place === "query") return pairs.filter((pair) => pair.name === name).map(({ encoded }) => encoded);
    if (place === "header") return source.header(name.toLowerCase());
    const encoded = place === "path" ? source.path(name) : undefined;
    return encoded === undefined ? [] : [encoded];
  }

  #content(text: string, contentType: string): Read {
    const decoded = this.#decode(text);
    if (!/^application\/(?:[^/]+\+)?json$/.test(contentType)) return { values: [decoded] };
    const read = readJson(Buffer.from(decoded, "utf8"));
    return "why" in read ? { kind: "unreadable", message: read.why } : { values: [read.value] };
  }

  /** Of several lines or parameters each is an item, or a list. */
  #list(texts: readonly string[]): Read {
    const { style, explode, in: place } = this.#parameter;
    const isOnePerItem = place === "query" && explode && style !== "simple";
    const parts = isOnePerItem ? texts : texts.flatMap((text) => pieces(this.#parameter, text));
    if (!isOnePerItem && place !== "header" && texts.length > 1) return { kind: "multiple" };
    return { values: [parts.map((part) => this.#reading(part, this.#outline.items))] };
  }

  #object(text: string): Read {
    const pairs = pairsOf(this.#parameter, text);
    if (pairs === undefined) return { kind: "unreadable", message: "a name stands without a value" };
    return { values: [this.#toObject(pairs)] };
  }

  #deepObject(pairs: readonly QueryPair[]): Read {
    const start = `${this.#parameter.name}[`;
    const own = pairs.filter(({ name }) => name.startsWith(start) && name.endsWith("]"));
    if (own.length === 0) return undefined;
    const named = own.map(({ name, encoded }): [string, string] => [name.slice(start.length, -1), encoded]);
    return new Set(named.map(([name]) => name)).size < named.length
      ? { kind: "multiple" }
      : { values: [this.#toObject(named)] };
  }

  /** Its properties are parameters of their own. */
  #explodedObject(pairs: readonly QueryPair[]): Read {
    const own = pairs.filter(({ name }) => this.#outline.properties.has(name));
    if (own.length === 0) return undefined;
    if (new Set(own.map(({ name }) => name)).size < own.length) return { kind: "multiple" };
    return { values: [this.#toObject(own.map(({ name, encoded }) => [name, encoded]))] };
  }

  #toObject(pairs: readonly (readonly [name: string, value: string])[]): JsonValue {
    return Object.fromEntries(
      pairs.map(([name, value]) => {
        const key = this.#decode(name);
        return [key, this.#reading(value, this.#outline.properties.get(key) ?? true)];
      }),
    );
  }

  /** The most particular reading that the types of a part allow. */
  #reading(text: string, schema: JsonSchema): JsonValue {
    const { types } = outlineOf(schema, this.#lookup);
    return readingsOf(this.#decode(text), types)[0] ?? "";
  }

  #decode(text: string): string {
    switch (this.#parameter.in) {
      case "query":
        return decodeQueryText(text);
      case "path":
        return decodeSegment(text);
      default:
        return text.trim();
    }
  }
}
