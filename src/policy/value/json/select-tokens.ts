// Walks a JSONPath: each filter takes the tokens that the one before found, one by one.

import { argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { JArray } from "./j-array.ts";
import { JConstructor } from "./j-constructor.ts";
import { JContainer } from "./j-container.ts";
import { JObject } from "./j-object.ts";
import { JProperty } from "./j-property.ts";
import type { JToken } from "./j-token.ts";
import { jsonError } from "./json-error.ts";
import { type PathFilter, parseJsonPath } from "./json-path.ts";
import { matchesTest } from "./path-test.ts";

/** What a walk knows: the root for `$` in queries, and whether a miss is an error. */
export type Walk = { readonly run: Run; readonly root: JToken; readonly isStrict: boolean };

/**
 * JToken.SelectTokens.
 * @throws ClrException JsonException, ArgumentNullException
 */
export function selectTokens(
  run: Run,
  token: JToken,
  path: string | null,
  isStrict: boolean,
): Iterable<JToken> {
  if (path === null) throw argumentNull("expression");
  run.spend(path.length);
  return walkPath({ run, root: token, isStrict }, parseJsonPath(path), token);
}

/** JToken.SelectToken: null where nothing is found. */
export function selectToken(run: Run, token: JToken, path: string | null, isStrict: boolean): JToken | null {
  let found: JToken | null = null;
  for (const match of selectTokens(run, token, path, isStrict)) {
    if (found !== null) throw jsonError("Path returned multiple tokens.");
    found = match;
  }
  return found;
}

export function walkPath(walk: Walk, filters: readonly PathFilter[], token: JToken): Iterable<JToken> {
  let found: Iterable<JToken> = [token];
  for (const filter of filters) found = applied(walk, filter, found);
  return found;
}

function* applied(walk: Walk, filter: PathFilter, tokens: Iterable<JToken>): Generator<JToken, void> {
  for (const token of tokens) {
    walk.run.spend(1);
    yield* matches(walk, filter, token);
  }
}

function matches(walk: Walk, filter: PathFilter, token: JToken): Iterable<JToken> {
  switch (filter.kind) {
    case "root":
      return [walk.root];
    case "field":
      return fieldOf(walk, token, filter.name);
    case "fields":
      return filter.names.flatMap((name) => fieldOf(walk, token, name));
    case "index":
      return filter.index === undefined ? everyItem(walk, token) : itemAt(walk, token, filter.index);
    case "indexes":
      return filter.indexes.flatMap((index) => itemAt(walk, token, index));
    case "slice":
      return slice(walk, token, filter);
    case "scan":
      return scan(walk, token, filter.name === undefined ? undefined : [filter.name]);
    case "scan-fields":
      return scan(walk, token, filter.names);
    case "query":
      return query(walk, token, filter);
  }
}

function fieldOf(walk: Walk, token: JToken, name: string | undefined): readonly JToken[] {
  if (!(token instanceof JObject)) {
    if (walk.isStrict) throw jsonError(`Property '${name ?? "*"}' not valid on ${shortName(token)}.`);
    return [];
  }
  if (name === undefined) return token.properties.map((property) => property.value).filter(isToken);
  const value = token.get(name);
  if (value !== null) return [value];
  if (walk.isStrict) throw jsonError(`Property '${name}' does not exist on JObject.`);
  return [];
}

function isToken(token: JToken | null): token is JToken {
  return token !== null;
}

function shortName(token: JToken): string {
  return token.clrName.slice(token.clrName.lastIndexOf(".") + 1);
}

function isIndexed(token: JToken): token is JArray | JConstructor {
  return token instanceof JArray || token instanceof JConstructor;
}

function everyItem(walk: Walk, token: JToken): readonly JToken[] {
  if (isIndexed(token)) return token.children;
  if (walk.isStrict) throw jsonError(`Index * not valid on ${shortName(token)}.`);
  return [];
}

function itemAt(walk: Walk, token: JToken, index: number): readonly JToken[] {
  if (!isIndexed(token)) {
    if (walk.isStrict) throw jsonError(`Index ${index} not valid on ${shortName(token)}.`);
    return [];
  }
  if (index < 0) {
    const message = "Index was out of range. Must be non-negative and less than the size of the collection.";
    throw argumentOutOfRange("index", message);
  }
  const item = token.children[index];
  if (item !== undefined) return [item];
  if (walk.isStrict) throw jsonError(`Index ${index} outside the bounds of ${shortName(token)}.`);
  return [];
}

function slice(walk: Walk, token: JToken, filter: Extract<PathFilter, { kind: "slice" }>): readonly JToken[] {
  const step = filter.step ?? 1;
  if (step === 0) throw jsonError("Step cannot be zero.");
  if (!(token instanceof JArray)) {
    if (walk.isStrict) throw jsonError(`Array slice is not valid on ${shortName(token)}.`);
    return [];
  }
  const found = sliced(token.children, filter.start, filter.end, step);
  if (found.length === 0 && walk.isStrict) {
    const [start, end] = [filter.start ?? "*", filter.end ?? "*"];
    throw jsonError(`Array slice of ${start} to ${end} returned no results.`);
  }
  return found;
}

function sliced(
  items: readonly JToken[],
  from: number | undefined,
  to: number | undefined,
  step: number,
): readonly JToken[] {
  const count = items.length;
  const start = fromEnd(from ?? (step > 0 ? 0 : count - 1), from, count);
  const stop = fromEnd(to ?? (step > 0 ? count : -1), to, count);
  const first = step > 0 ? Math.max(start, 0) : Math.min(start, count - 1);
  const last = Math.min(Math.max(stop, -1), count);
  const found: JToken[] = [];
  for (let at = first; step > 0 ? at < last : at > last; at += step) {
    const item = items[at];
    if (item !== undefined) found.push(item);
  }
  return found;
}

function fromEnd(value: number, given: number | undefined, count: number): number {
  return given !== undefined && given < 0 ? value + count : value;
}

/** The token and everything below it, or the values of properties of these names. */
function* scan(walk: Walk, token: JToken, names: readonly string[] | undefined): Generator<JToken, void> {
  for (const below of withDescendants(walk.run, token)) {
    if (!(below instanceof JProperty)) {
      if (names === undefined) yield below;
    } else if (names?.includes(below.name) && below.value !== null) yield below.value;
  }
}

/** In the order of the text. Does without recursion: trees are as deep as an expression makes them. */
export function* withDescendants(run: Run, token: JToken): Generator<JToken, void> {
  const waiting: JToken[] = [token];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    run.spend(1);
    yield at;
    for (let index = at.children.length - 1; index >= 0; index--) {
      const child = at.children[index];
      if (child !== undefined) waiting.push(child);
    }
  }
}

function* query(
  walk: Walk,
  token: JToken,
  filter: Extract<PathFilter, { kind: "query" }>,
): Generator<JToken, void> {
  const candidates =
    filter.isScan && token instanceof JContainer ? withDescendants(walk.run, token) : token.children;
  for (const candidate of candidates) {
    walk.run.spend(1);
    if (matchesTest(walk, filter.test, candidate)) yield candidate;
  }
}
