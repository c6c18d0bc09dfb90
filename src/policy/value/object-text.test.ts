import assert from "node:assert/strict";
import { test } from "node:test";
import { named } from "../type/clr-type.ts";
import { defineType } from "../type/type-definition.ts";
import { byteType, charType, doubleType, intType, stringType } from "../type/well-known.ts";
import { Boxed, box, ClrArray } from "./boxed.ts";
import { ClrException } from "./clr-exception.ts";
import { clrTypeNameOf } from "./clr-type-name.ts";
import { ClrDecimal } from "./number/decimal.ts";
import { formatText, textOf } from "./object-text.ts";

defineType({
  name: "Test.Side",
  kind: "enum",
  members: {},
  values: { None: 0, Left: 1, Right: 2 },
  isFlags: true,
});
defineType({ name: "Test.Day", kind: "enum", members: {}, values: { Monday: 1, Tuesday: 2 } });

const texts: readonly (readonly [unknown, string, string])[] = [
  [null, "", ""],
  ["a", "a", "System.String"],
  [true, "True", "System.Boolean"],
  [box(intType, -5), "-5", "System.Int32"],
  [box(charType, 97), "a", "System.Char"],
  [box(doubleType, 1e20), "1E+20", "System.Double"],
  [box(byteType, 255), "255", "System.Byte"],
  [new ClrDecimal(150n, 2), "1.50", "System.Decimal"],
  [new ClrArray(stringType, []), "System.String[]", "System.String[]"],
  [new Uint8Array(2), "System.Byte[]", "System.Byte[]"],
  [new ClrException("System.FormatException", "no"), "System.FormatException: no", "System.FormatException"],
  [new Boxed(named("Test.Day"), 2), "Tuesday", "Test.Day"],
  [new Boxed(named("Test.Day"), 3), "3", "Test.Day"],
  [new Boxed(named("Test.Side"), 3), "Left, Right", "Test.Side"],
  [new Boxed(named("Test.Side"), 4), "4", "Test.Side"],
];

for (const [value, text, type] of texts) {
  test(`the text of a ${type} is ${JSON.stringify(text)}`, () => {
    assert.equal(textOf(value), text);
    if (value !== null) assert.equal(clrTypeNameOf(value), type);
  });
}

test("the text of an exception tells its cause, and no frames", () => {
  const cause = new ClrException("System.Exception", "y");
  assert.equal(
    textOf(new ClrException("System.InvalidOperationException", "x", cause)),
    "System.InvalidOperationException: x ---> System.Exception: y\n   --- End of inner exception stack trace ---",
  );
});

test("formats are for what is formattable; others print as they are", () => {
  assert.equal(formatText(box(intType, 10), "X4"), "000A");
  assert.equal(formatText(new ClrDecimal(5n, 1), "P0"), "50 %");
  assert.equal(formatText(new Boxed(named("Test.Day"), 2), "D"), "2");
  assert.equal(formatText("text", "X4"), "text");
  assert.equal(formatText(box(charType, 97), "X4"), "a");
  assert.equal(formatText(true, "X4"), "True");
  assert.throws(() => formatText(box(intType, 1), "Q"), { name: "System.FormatException" });
});
