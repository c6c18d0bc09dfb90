import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../run/node-process.ts";
import { outputs } from "./own-rules.ts";

const [{ content } = { content: "" }] = outputs();

test("every rule with an id of its own has a row, with what it is for", () => {
  const files = globSync(["rules/baseline/*.conf", "rules/bots/*.conf"], { cwd: ROOT });
  const text = files.map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");
  const ids = Array.from(text.matchAll(/"id:(1[12]\d{4}),(?![^"]*skipAfter)/g), ([, id = ""]) => id);
  assert.ok(ids.length > 100);
  for (const id of ids) assert.match(content, new RegExp(`^\\| ${id} \\| [1-3] \\| .+ \\| .{10,} \\| `, "m"));
});

test("a row tells the score, the message, the reason and the tags", () => {
  const row = content.split("\n").find((line) => line.startsWith("| 110300 |"));
  assert.match(row ?? "", /^\| 110300 \| 1 \| 5 \(critical\) \| SQL injection \| .+ \| `attack-sqli`, /);
});

test("a rule that only notes something has no score", () => {
  const row = content.split("\n").find((line) => line.startsWith("| 120010 |"));
  assert.match(row ?? "", /^\| 120010 \| 1 \| – \| /);
});
