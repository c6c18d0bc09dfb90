import assert from "node:assert/strict";
import { test } from "node:test";
import { isObject, jsonOrUndefined } from "./json-object.ts";

test("a list and null are no objects of JSON, and text that is none is undefined", () => {
  const texts = ['{"a":1}', "{}", "[1]", "null", "1", '"a"', "{", ""];
  assert.deepEqual(
    texts.map((text) => isObject(jsonOrUndefined(text))),
    [true, true, false, false, false, false, false, false],
  );
  assert.deepEqual(jsonOrUndefined('{"a":[1]}'), { a: [1] });
  assert.equal(jsonOrUndefined("{"), undefined);
});
