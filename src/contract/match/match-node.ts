// A place in the tree of templates: what the next segment may be, and the operations that end here.

import type { PatternSegment, QueryCondition, UrlTemplate } from "./url-template.ts";

export type MatchLeaf = {
  readonly index: number;
  readonly method: string;
  readonly names: readonly string[];
  readonly query: readonly QueryCondition[];
  readonly queryNames: readonly string[];
};

export type FoundLeaf = {
  readonly leaf: MatchLeaf;
  /** As they stand in the request: those of the path, then those of the query. */
  readonly values: readonly string[];
};

type Pattern = { readonly segment: PatternSegment; readonly node: MatchNode; readonly weight: number };

export class MatchNode {
  readonly #literals = new Map<string, MatchNode>();
  /** Those with the longest texts first. */
  #patterns: Pattern[] = [];
  #parameter: MatchNode | undefined;
  /** By method, those with the most conditions on the query first. */
  readonly #leaves = new Map<string, MatchLeaf[]>();
  readonly #tails = new Map<string, MatchLeaf[]>();

  add(template: UrlTemplate, leaf: MatchLeaf): void {
    let node: MatchNode = this;
    for (const segment of template.segments) {
      if (segment.kind === "literal") node = node.#literalChild(segment.text);
      else if (segment.kind === "pattern") node = node.#patternChild(segment);
      else {
        node.#parameter ??= new MatchNode();
        node = node.#parameter;
      }
    }
    const leaves = template.hasTail ? node.#tails : node.#leaves;
    const same = [...(leaves.get(leaf.method) ?? []), leaf];
    leaves.set(
      leaf.method,
      same.toSorted((a, b) => b.query.length - a.query.length),
    );
  }

  #literalChild(text: string): MatchNode {
    const known = this.#literals.get(text) ?? new MatchNode();
    this.#literals.set(text, known);
    return known;
  }

  #patternChild(segment: PatternSegment): MatchNode {
    const texts = segment.texts.join("\0");
    const known = this.#patterns.find((pattern) => pattern.segment.texts.join("\0") === texts);
    if (known !== undefined) return known.node;
    const node = new MatchNode();
    const weight = segment.texts.join("").length;
    this.#patterns = [...this.#patterns, { segment, node, weight }].toSorted((a, b) => b.weight - a.weight);
    return node;
  }

  /** `keys` are the segments as they are compared, `segments` as they were sent. */
  find(
    method: string,
    keys: readonly string[],
    segments: readonly string[],
    query: string,
  ): FoundLeaf | undefined {
    return this.search({ method, keys, segments, query, values: [] }, 0);
  }

  /** From here on, the segments before `depth` taken. */
  search(search: Search, depth: number): FoundLeaf | undefined {
    const { keys, segments, values } = search;
    const key = keys[depth];
    const sent = segments[depth];
    if (key === undefined || sent === undefined) {
      return pick(this.#leaves, search) ?? pick(this.#tails, search, "");
    }
    const found =
      this.#literals.get(key)?.search(search, depth + 1) ?? this.#findPattern(search, depth, key, sent);
    if (found !== undefined) return found;
    if (this.#parameter !== undefined && key !== "") {
      values.push(sent);
      const below = this.#parameter.search(search, depth + 1);
      if (below !== undefined) return below;
      values.pop();
    }
    return this.#tails.size === 0 ? undefined : pick(this.#tails, search, segments.slice(depth).join("/"));
  }

  #findPattern(search: Search, depth: number, key: string, sent: string): FoundLeaf | undefined {
    for (const { segment, node } of this.#patterns) {
      const values = matchPattern(segment.texts, key, sent);
      if (values === undefined) continue;
      search.values.push(...values);
      const found = node.search(search, depth + 1);
      if (found !== undefined) return found;
      search.values.length -= values.length;
    }
    return undefined;
  }

  /** The methods of all operations whose path this is, whatever their queries. */
  methodsOf(keys: readonly string[]): readonly string[] {
    const methods = new Set<string>();
    this.collect(keys, 0, methods);
    return [...methods].toSorted();
  }

  collect(keys: readonly string[], depth: number, methods: Set<string>): void {
    for (const method of this.#tails.keys()) methods.add(method);
    const key = keys[depth];
    if (key === undefined) {
      for (const method of this.#leaves.keys()) methods.add(method);
      return;
    }
    this.#literals.get(key)?.collect(keys, depth + 1, methods);
    for (const { segment, node } of this.#patterns) {
      if (matchPattern(segment.texts, key, key) !== undefined) node.collect(keys, depth + 1, methods);
    }
    if (key !== "") this.#parameter?.collect(keys, depth + 1, methods);
  }
}

type Search = {
  readonly method: string;
  readonly keys: readonly string[];
  readonly segments: readonly string[];
  readonly query: string;
  readonly values: string[];
};

function pick(
  leaves: ReadonlyMap<string, readonly MatchLeaf[]>,
  search: Search,
  tail?: string,
): FoundLeaf | undefined {
  for (const leaf of leaves.get(search.method) ?? []) {
    const queryValues = leaf.query.length === 0 ? [] : matchQuery(leaf.query, search.query);
    if (queryValues === undefined) continue;
    return { leaf, values: [...search.values, ...(tail === undefined ? [] : [tail]), ...queryValues] };
  }
  return undefined;
}

/** The values between the texts, none of them empty; the shortest that will do, but for the last. */
function matchPattern(texts: readonly string[], key: string, sent: string): string[] | undefined {
  const [first = ""] = texts;
  const last = texts.at(-1) ?? "";
  if (!key.startsWith(first) || !key.endsWith(last)) return undefined;
  const values: string[] = [];
  let at = first.length;
  for (const text of texts.slice(1, -1)) {
    const next = key.indexOf(text, at + 1);
    if (next < 0) return undefined;
    values.push(sent.slice(at, next));
    at = next + text.length;
  }
  const end = key.length - last.length;
  if (end <= at) return undefined;
  return [...values, sent.slice(at, end)];
}

/** The values of the conditions that ask for none in particular; undefined where one is not met. */
function matchQuery(conditions: readonly QueryCondition[], query: string): string[] | undefined {
  const pairs = query.slice(1).split("&");
  const values: string[] = [];
  for (const { name, value } of conditions) {
    const pair = pairs.find((text) => text === name || text.startsWith(`${name}=`));
    if (pair === undefined) return undefined;
    const sent = pair.slice(name.length + 1);
    if (value === undefined) values.push(sent);
    else if (sent !== value) return undefined;
  }
  return values;
}
