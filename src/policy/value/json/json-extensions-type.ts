// Newtonsoft.Json.Linq.Extensions and IJEnumerable<T>: sequences of tokens. Parameters are
// IEnumerable<JToken> where Newtonsoft has a type parameter constrained to it.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import { defineType, reified } from "../../type/type-definition.ts";
import { argumentException, argumentNull } from "../clr-exception.ts";
import { iterate, Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";
import { childOf } from "./child-of.ts";
import { valueAs } from "./convert-token.ts";
import { JObject } from "./j-object.ts";
import { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import { tokenType } from "./json-class-types.ts";
import { withDescendants } from "./select-tokens.ts";

export const ijEnumerableType = defineType({
  name: "Newtonsoft.Json.Linq.IJEnumerable<T>",
  kind: "interface",
  bases: ["IEnumerable<T>"],
  members: {
    "IJEnumerable<JToken> this[object key]": (run, source: unknown, key: unknown) =>
      valuesOf(run, source, key),
  },
});

export const jsonExtensionsType = defineType({
  name: "Newtonsoft.Json.Linq.Extensions",
  kind: "static",
  members: {
    "static IJEnumerable<JToken> AsJEnumerable(this IEnumerable<JToken> source)": (_run, source: unknown) =>
      source,
    "static U Value<U>(this IEnumerable<JToken> value)": reified((run, [type], token: unknown) => {
      if (token === null) throw argumentNull("value");
      if (!(token instanceof JToken)) throw argumentException("Source value must be a JToken.");
      return type === undefined ? token : valueAs(run, token, type);
    }),
    "static IJEnumerable<JToken> Values(this IEnumerable<JToken> source)": (run, source: unknown) =>
      valuesOf(run, source, null),
    "static IJEnumerable<JToken> Values(this IEnumerable<JToken> source, object key)": valuesOf,
    "static IEnumerable<U> Values<U>(this IEnumerable<JToken> source)": reified(
      (run, [type], source: unknown) => converted(run, valuesOf(run, source, null), type),
    ),
    "static IEnumerable<U> Values<U>(this IEnumerable<JToken> source, object key)": reified(
      (run, [type], source: unknown, key: unknown) => converted(run, valuesOf(run, source, key), type),
    ),
    "static IJEnumerable<JToken> Children(this IEnumerable<JToken> source)": (run, source: unknown) =>
      flattened(run, source, (token) => token.children),
    "static IJEnumerable<JToken> Descendants(this IEnumerable<JContainer> source)": (run, source: unknown) =>
      flattened(run, source, (token) => withDescendants(run, token).drop(1)),
    "static IJEnumerable<JProperty> Properties(this IEnumerable<JObject> source)": (run, source: unknown) =>
      flattened(run, source, (token) => (token instanceof JObject ? token.properties : [])),
    "static IJEnumerable<JToken> Ancestors(this IEnumerable<JToken> source)": (run, source: unknown) =>
      flattened(run, source, ancestors),
  },
});

function* tokensOf(run: Run, source: unknown): Generator<JToken | null, void> {
  for (const item of iterate(run, source)) yield item instanceof JToken ? item : null;
}

function flattened(run: Run, source: unknown, of: (token: JToken) => Iterable<JToken>): Sequence {
  if (source === null) throw argumentNull("source");
  return new Sequence(tokenType, () => flatten(run, source, of));
}

function* flatten(
  run: Run,
  source: unknown,
  of: (token: JToken) => Iterable<JToken>,
): Generator<JToken, void> {
  for (const token of tokensOf(run, source)) if (token !== null) yield* of(token);
}

function* ancestors(token: JToken): Generator<JToken, void> {
  for (let at: JToken | null = token.parent; at !== null; at = at.parent) yield at;
}

/** `token[key]` of each, where there is one; without a key values as they are, and the children of others. */
function valuesOf(run: Run, source: unknown, key: unknown): Sequence {
  return flattened(run, source, (token) => {
    if (key === null) return token instanceof JValue ? [token] : token.children;
    const child = childOf(token, key);
    return child === null ? [] : [child];
  });
}

/** `IEnumerable<U>`; asked for a base class, tokens stay as they are. */
function converted(run: Run, tokens: Sequence, type: ClrType | undefined): Sequence {
  if (type === undefined || typeName(type) === "Newtonsoft.Json.Linq.JToken") return tokens;
  return new Sequence(type, () => convertEach(run, tokens, type));
}

function* convertEach(run: Run, tokens: Sequence, type: ClrType): Generator<unknown, void> {
  for (const token of tokens) {
    yield token instanceof JToken ? valueAs(run, token, type) : run.types.zeroOf(type);
  }
}
