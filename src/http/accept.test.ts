import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { namesMediaType, prefersJson } from "./accept.ts";

describe("a client", () => {
  for (const [accept, expected] of [
    [undefined, false],
    ["", false],
    ["*/*", false],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false],
    ["application/json", true],
    ["application/problem+json", true],
    ["application/json, */*;q=0.5", true],
    ["application/json;q=0.5, text/html", false],
    ["application/json;q=0.5, text/*;q=0.4", true],
    ["application/*", true],
    ["APPLICATION/JSON; Q=1", true],
    ["application/json;q=nonsense, text/html;q=0.1", false],
    ["application/json;q=0, */*", false],
  ] as const) {
    it(`that accepts ${accept} ${expected ? "prefers" : "does not prefer"} JSON to a page`, () =>
      assert.equal(prefersJson(accept, "text/html"), expected));
  }
});

test("a media type is named only by itself, and not with a weight of 0", () => {
  const isJson = (type: string): boolean => type === "application/json";
  assert.equal(namesMediaType("text/html, Application/JSON;q=0.1", isJson), true);
  assert.equal(namesMediaType("*/*, application/*", isJson), false);
  assert.equal(namesMediaType("application/json;q=0, */*", isJson), false);
});
