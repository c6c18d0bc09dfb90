// Newtonsoft's own answers to texts, paths and conversions. Oracle.cs wrote the tables with version 6;
// newtonsoft-13.json has what version 13, which Azure's gateway runs, is known to answer instead.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { type ClrType, named, nullable } from "#policy/type/clr-type.ts";
import {
  boolType,
  byteType,
  decimalType,
  doubleType,
  intType,
  longType,
  stringType,
} from "#policy/type/well-known.ts";
import { JArray } from "#policy/value/json/j-array.ts";
import { JToken } from "#policy/value/json/j-token.ts";
import { callJson, callWith, compact, jsonRun, parseJson, shown } from "./json-run.ts";

type Row = readonly [operation: string, input: string, answer: string];

const document = parseJson(
  `{"store":{"book":[{"title":"A","price":8.95,"isbn":"1"},{"title":"B","price":12.99},{"title":"C d","price":8,
    "tags":["x","y"]},{"title":null,"price":22.99}],"bicycle":{"color":"red","price":19.95}},"a b":{"c.d":5},
    "list":[1,2,3,4,5],"e":[],"n":null,"d":"2020-01-01T10:00:00Z"}`,
);

const targets: Readonly<Record<string, ClrType>> = {
  string: stringType,
  int: intType,
  "int?": nullable(intType),
  long: longType,
  double: doubleType,
  bool: boolType,
  "bool?": nullable(boolType),
  byte: byteType,
  decimal: decimalType,
  JObject: named("Newtonsoft.Json.Linq.JObject"),
};

const overridden = new Map(
  rowsOf("newtonsoft-13").map(([operation, input, answer]) => [`${operation} ${input}`, answer]),
);

suite("JSON is read, searched and converted as Newtonsoft.Json does it", () => {
  for (const table of ["texts", "selection", "conversions"]) {
    test(table, () => {
      const wrong: string[] = [];
      for (const [operation, input, oracle] of rowsOf(table)) {
        const expected = overridden.get(`${operation} ${input}`) ?? oracle;
        const answer = answerOf(operation, input);
        if (answer !== expected) wrong.push(`${operation} ${input}\n  is  ${answer}\n  not ${expected}`);
      }
      assert.equal(wrong.length, 0, `${wrong.length} wrong\n${wrong.join("\n")}`);
    });
  }
});

function rowsOf(table: string): readonly Row[] {
  const text = readFileSync(new URL(`table/${table}.json`, import.meta.url), "utf8");
  return JSON.parse(text) as readonly Row[];
}

function answerOf(operation: string, input: string): string {
  switch (operation) {
    case "JToken":
      return shown(() => describe(parseJson(input)));
    case "Indented":
      return shown(() => callJson("JToken", "string ToString()", parseJson(input)));
    case "JObject":
    case "JArray":
      return shown(() => callJson(operation, `static ${operation} Parse(string json)`, input));
    case "SelectToken":
      return shown(() => callJson("JToken", "JToken SelectToken(string path)", document, input));
    case "SelectToken!":
      return shown(() =>
        callJson("JToken", "JToken SelectToken(string path, bool errorWhenNoMatch)", document, input, true),
      );
    case "SelectTokens":
      return shown(() => selected(input));
    default:
      return conversion(operation, input);
  }
}

function describe(token: JToken): string {
  return `${token.typeName} ${compact(token)}`;
}

function selected(path: string): JToken {
  const found = callJson("JToken", "IEnumerable<JToken> SelectTokens(string path)", document, path);
  const array = new JArray();
  array.add(jsonRun(), found);
  return array;
}

function conversion(operation: string, input: string): string {
  const [token] = parseJson(`[${input}]`).children;
  assert.ok(token instanceof JToken);
  const target = /^Value<(.*)>$/.exec(operation)?.[1];
  if (target !== undefined) {
    const type = targets[target] ?? stringType;
    const signature = "static U Value<U>(this IEnumerable<JToken> value)";
    return shown(() => callWith([type], "Extensions", signature, token), type);
  }
  switch (operation) {
    case "ToString":
      return shown(() => callJson("JToken", "string ToString()", token));
    case "Type":
      return shown(() => token.typeName);
    case "HasValues":
      return shown(() => callJson("JToken", "bool HasValues", token));
    default:
      return shown(
        () => callJson("JToken", `static explicit operator ${operation}(JToken value)`, token),
        targets[operation],
      );
  }
}
