import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bareScriptUrlReason, guessScheme, scriptUrlReason } from "./script-url.ts";

const SCRIPT = [
  ...[
    "javascript:x",
    "JaVaScRiPt:x",
    " \x01javascript:x",
    "java\nscript:x",
    "&#106avascript:x",
    "vbscript:x",
  ],
  ...["&#x6A;avascript&colon;x", "&Tab;javascript:x", "'javascript:x", "javascript&#58;x", "livescript:x"],
];
const DATA = ["data:text/html,x", "data:,x", "data:image/svg+xml,x", "da\tta:text/html,x"];
const PLAIN = [
  ...[
    "",
    "x",
    "/a/javascript:x",
    "https://example.org/#javascript:x",
    "mailto:a@example.org",
    "javascript",
    "java",
  ],
  ...["data:image/png;base64,x", "data:text/plain,x", "data", "&amp;", "&#106;&#106;&#106;"],
];

const reasonOf = (url: string): string | undefined =>
  guessScheme(url, 0, url.length) === "plain" ? undefined : scriptUrlReason(url, 0, url.length);

describe("scriptUrlReason", () => {
  for (const url of SCRIPT)
    test(`knows ${JSON.stringify(url)}`, () => assert.equal(reasonOf(url), "script-url"));
  for (const url of DATA) test(`knows ${JSON.stringify(url)}`, () => assert.equal(reasonOf(url), "data-url"));
  for (const url of PLAIN)
    test(`lets ${JSON.stringify(url)} be`, () => assert.equal(reasonOf(url), undefined));
});

describe("bareScriptUrlReason", () => {
  test("asks for code behind the scheme, for a value may be a sentence", () => {
    assert.equal(bareScriptUrlReason("javascript:alert(1)"), "script-url");
    assert.equal(bareScriptUrlReason("javascript: the good parts"), undefined);
    assert.equal(bareScriptUrlReason("data: 1, 2, 3"), undefined);
    assert.equal(bareScriptUrlReason("data:text/html,x"), "data-url");
  });
});
