import assert from "node:assert/strict";
import { test } from "node:test";
import { withSection } from "./save-result.ts";

test("a new bench is added at the end of the page", () => {
  const page = withSection("# Results\n", "proxy", "a table");
  assert.match(page, /^# Results\n\n<!-- proxy.*-->\n## proxy\n\na table\n<!-- end of proxy -->\n$/);
});

test("a bench takes the place of its last figures and leaves the others alone", () => {
  const first = withSection(withSection("# Results\n", "proxy", "old"), "faults", "none failed");
  const second = withSection(first, "proxy", "new $& figures");
  assert.equal(
    second,
    first.replace("old", () => "new $& figures"),
  );
});
