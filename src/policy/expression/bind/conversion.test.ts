import assert from "node:assert/strict";
import { test } from "node:test";
import { type ClrType, named } from "../../type/clr-type.ts";
import { SignatureText } from "../../type/type-text.ts";
import { keywordTypes } from "../../type/well-known.ts";
import { library } from "../../value/library.ts";
import { explicitConversion, implicitConversion } from "./conversion.ts";

function typeOf(text: string): ClrType {
  return new SignatureText(text).type((name, args) => {
    const entry = library().find(name, args.length);
    return keywordTypes.get(name) ?? (entry === undefined ? undefined : named(entry.fullName, ...args));
  });
}

/** From, to, and how: without a cast, and with one; `-` where C# has no conversion. */
const rows: readonly (readonly [from: string, to: string, implicit: string, explicit: string])[] = [
  ["int", "int", "identity", "identity"],
  ["int", "long", "numeric", "numeric"],
  ["long", "int", "-", "numeric"],
  ["char", "int", "numeric", "numeric"],
  ["int", "char", "-", "numeric"],
  ["int", "double", "numeric", "numeric"],
  ["double", "decimal", "-", "numeric"],
  ["ulong", "long", "-", "numeric"],
  ["int", "bool", "-", "-"],
  ["int", "string", "-", "-"],
  ["string", "int", "-", "-"],
  ["int", "object", "box", "box"],
  ["DayOfWeek", "object", "box", "box"],
  ["object", "int", "-", "unbox"],
  ["object", "int?", "-", "unbox"],
  ["object", "DayOfWeek", "-", "unbox"],
  ["object", "string", "-", "reference"],
  ["string", "object", "identity", "identity"],
  ["int", "DayOfWeek", "-", "numeric"],
  ["DayOfWeek", "int", "-", "numeric"],
  ["int", "int?", "identity", "identity"],
  ["int", "long?", "numeric", "numeric"],
  ["int?", "long?", "lifted", "lifted"],
  ["int?", "int", "-", "unwrap-nullable"],
  ["int?", "long", "-", "chain"],
  ["int?", "object", "box", "box"],
  ["string[]", "object[]", "identity", "identity"],
  ["int[]", "object[]", "-", "-"],
  ["object[]", "string[]", "-", "reference"],
  ["int[]", "IEnumerable<int>", "identity", "identity"],
  ["int[]", "IEnumerable<object>", "-", "reference"],
  ["List<string>", "IEnumerable<object>", "identity", "identity"],
  ["List<string>", "List<object>", "-", "-"],
  ["IEnumerable<int>", "List<int>", "-", "reference"],
  ["string", "IEnumerable<char>", "identity", "identity"],
  ["JObject", "JToken", "identity", "identity"],
  ["JToken", "JObject", "-", "reference"],
  ["string", "JToken", "user", "user"],
  ["JToken", "string", "-", "user"],
  ["int", "JToken", "user", "user"],
  ["JToken", "int", "-", "user"],
  ["JToken", "int?", "-", "user"],
  ["DateTime", "DateTimeOffset", "user", "user"],
  ["FormatException", "Exception", "identity", "identity"],
  ["Exception", "FormatException", "-", "reference"],
  ["string", "Uri", "-", "-"],
];

test("conversions are those of C#", () => {
  for (const [from, to, implicit, explicit] of rows) {
    const [a, b] = [typeOf(from), typeOf(to)];
    assert.equal(implicitConversion(library(), a, b)?.kind ?? "-", implicit, `${from} to ${to}`);
    assert.equal(explicitConversion(library(), a, b, false)?.kind ?? "-", explicit, `(${to})${from}`);
  }
});
