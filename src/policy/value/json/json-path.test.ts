// What Newtonsoft.Json 13 reads beyond the oracle's version 6, whose answers stand in
// test/conformance/newtonsoft.

import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { ClrException } from "../clr-exception.ts";
import { Run } from "../run.ts";
import { JsonTextWriter } from "./json-text-writer.ts";
import { parseToken } from "./load-token.ts";
import { selectTokens } from "./select-tokens.ts";

const world = { now: () => 0, random: () => 0, randomBytes: (count: number) => new Uint8Array(count) };
const types = { zeroOf: () => null, isInstance: () => false };

function runOf(fuel = 1e7): Run {
  return new Run(world, types, fuel, 1e8);
}

const document = parseToken(
  runOf(),
  `{"limit":10,"wanted":"b","items":[{"n":5,"k":"a","d":"2020-01-01T10:00:00Z"},{"n":10.0,"k":"b"},{"n":15,"k":"it's"},
    {"n":"15"},{"k":{"n":1}}]}`,
);

function selected(path: string): string {
  try {
    return [...selectTokens(runOf(), document, path, false)].map(compact).join(" ");
  } catch (error) {
    if (error instanceof ClrException) return `${error.typeName}: ${error.message}`;
    throw error;
  }
}

function compact(token: { writeTo(writer: JsonTextWriter): void }): string {
  const writer = new JsonTextWriter(false);
  token.writeTo(writer);
  return writer.text;
}

const rows: readonly (readonly [path: string, found: string])[] = [
  ["items[?(@.n > 5 && @.k)].k", `"b" "it's"`],
  ["items[?(@.n < 6 || @.n > 14)].n", '5 15 "15"'],
  ["items[?(@.n == 5 || @.n == 10 && @.k == 'a')].n", "5"],
  ["items[?(@.n <= $.limit)].n", "5 10.0"],
  ["items[?(@.k == $.wanted)].n", "10.0"],
  ["items[?($.wanted == @.k)].n", "10.0"],
  ["items[?(@.n == 10)].k", '"b"'],
  ["items[?(@.n == 15)].n", "15"],
  ["items[?(@.n === '15')].n", '"15"'],
  ["items[?(@.n !== 15)].n", '5 10.0 "15"'],
  ["items[?(@.n <> 5)].n", '10.0 15 "15"'],
  ["items[?(@.k == 'it\\'s')].n", "15"],
  ["items[?(@.d == '2020-01-01T10:00:00Z')].k", '"a"'],
  ["items[?(@.k.n)].k.n", "1"],
  ["items[?(@.n != null)].n", '5 10.0 15 "15"'],
  ["['limit','wanted']", '10 "b"'],
  ["$..['n','missing']", '5 10.0 15 "15" 1'],
  ["$..k.n", "1"],
  ["$..[?(@.n == 1)].n", "1"],
  ["items[*]['k'].n", "1"],
  ["items[?(@.n =~ /1/)]", "Newtonsoft.Json.JsonException: Could not read query operator."],
  ["items[?(@.n && )]", "Newtonsoft.Json.JsonException: Unexpected character while parsing path query: )"],
  ["items[?(@.n", "Newtonsoft.Json.JsonException: Path ended with open query."],
  ["items.", "Newtonsoft.Json.JsonException: Unexpected end while parsing path."],
  ["['a'", "Newtonsoft.Json.JsonException: Path ended with open indexer."],
  ["['a\\x']", "Newtonsoft.Json.JsonException: Unknown escape character: \\x"],
];

suite("JSONPath", () => {
  for (const [path, found] of rows) test(path, () => assert.equal(selected(path), found));

  test("costs fuel for each token that it looks at", () => {
    const path = `$${"..*".repeat(20)}`;
    assert.throws(() => [...selectTokens(runOf(1e5), document, path, false)], BudgetExceeded);
  });

  test("queries in queries have an end", () => {
    const path = `$${"[?(@".repeat(100)}.a${")]".repeat(100)}`;
    assert.equal(selected(path), "Newtonsoft.Json.JsonException: Path ended with open query.");
  });
});
