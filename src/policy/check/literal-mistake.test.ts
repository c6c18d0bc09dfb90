import assert from "node:assert/strict";
import { test } from "node:test";
import {
  address,
  bool,
  dateTime,
  headerName,
  integer,
  type LiteralType,
  number,
  oneOf,
  statusCode,
  text,
  uriTemplate,
  url,
  variableName,
} from "../statement/schema.ts";
import { literalMistake, literalTypeText } from "./literal-mistake.ts";

const right: readonly (readonly [LiteralType, readonly string[]])[] = [
  [text, ["", "anything @( at all"]],
  [bool, ["true", "false", "True", "FALSE"]],
  [statusCode, ["100", "599", "0200"]],
  [integer(-5, 5), ["-5", "0", "5"]],
  [integer(300, 400, true), ["0", "300", "400"]],
  [number(0, 1), ["0", "0.5", "1", "1e-3"]],
  [oneOf("all", "any"), ["all", "any"]],
  [url, ["https://a.example", "http://a.example:8080/b?c"]],
  [address, ["192.0.2.1", "2001:db8::1"]],
  [dateTime, ["2026-01-31T00:00:00Z", "2026-01-31T00:00:00.1234567+01:00", "0001-01-01T00:00:00Z"]],
  [headerName, ["X-A", "a_b"]],
  [variableName, ["a b"]],
  [uriTemplate, ["/a/{b}?c={d}"]],
];

const wrong: readonly (readonly [LiteralType, readonly string[]])[] = [
  [bool, ["", "yes", "1"]],
  [statusCode, ["99", "600", "", "2 00", "200.0", "0x64", "-0", "99999999999999999999"]],
  [integer(300, 400, true), ["1", "299", "401", "-1"]],
  [number(0, 1), ["1.5", "-0.5", "NaN", "Infinity", ".5", "", "1,0"]],
  [oneOf("all", "any"), ["All", "", "every"]],
  [url, ["", "a.example", "ftp://a.example", "/a"]],
  [address, ["", "192.0.2.256", "192.0.2.0/24", "a.example"]],
  [dateTime, ["", "2026-01-31", "2026-13-01T00:00:00Z", "31.1.2026"]],
  [headerName, ["", "a b", "a:", "ä"]],
  [variableName, [""]],
  [uriTemplate, ["", "/a/@(b)"]],
];

for (const [takes, values] of right) {
  test(`${literalTypeText(takes)} takes ${values.map((value) => JSON.stringify(value)).join(" ")}`, () => {
    for (const value of values) assert.equal(literalMistake(takes, value), undefined, value);
  });
}

for (const [takes, values] of wrong) {
  test(`${literalTypeText(takes)} refuses ${values.map((value) => JSON.stringify(value)).join(" ")}`, () => {
    for (const value of values) assert.notEqual(literalMistake(takes, value)?.hint ?? "", "", value);
  });
}

test("a value that is nearly right is guessed, a far one gets the choice", () => {
  assert.equal(literalMistake(oneOf("override", "skip"), "overide")?.hint, "did you mean override?");
  assert.equal(literalMistake(oneOf("override", "skip"), "x")?.hint, "write one of override, skip");
  assert.equal(literalMistake(oneOf("liquid"), "razor")?.hint, "write liquid");
});

test("a long value is told in part", () => {
  const message = literalMistake(bool, "x".repeat(1000))?.message ?? "";
  assert.ok(message.length < 100, message);
});
