import assert from "node:assert/strict";
import { test } from "node:test";
import { placesInText } from "#kernel/places-in-text.ts";
import { joinSources } from "./join-sources.ts";

const at = (text: string, line: number) => ({
  text,
  placeAt: placesInText(text, { file: "f", line, column: 5 }),
});

test("pieces become one text whose characters stand where the pieces do", () => {
  const joined = joinSources([at("ab", 1), at("", 2), at("cd", 3)]);
  assert.equal(joined?.text, "abcd");
  const places = [0, 1, 2, 3, 4].map((offset) => joined?.placeAt(offset));
  const shown = places.map((place) => `${place?.line}:${place?.column}`);
  assert.deepEqual(shown, ["1:5", "1:6", "3:5", "3:6", "3:7"]);
});

test("nothing makes nothing", () => {
  assert.equal(joinSources([]), undefined);
});
