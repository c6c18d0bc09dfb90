// Trees are built, changed, compared, written and read back as Newtonsoft does it: tree-acts.ts does what
// OracleTrees.cs did, whose answers are table/trees.json.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { shown } from "./json-run.ts";
import { treeActs } from "./tree-acts.ts";

/** Where Newtonsoft.Json 13 answers otherwise than the oracle's version 6, or we do not tell the position. */
const instead: ReadonlyMap<string, string> = new Map([
  ["path", "System.String ['a b']['c.d'][1]['e\\'f']"],
  [
    "deser<JObject> arr",
    "Newtonsoft.Json.JsonSerializationException: Deserialized JSON type 'Newtonsoft.Json.Linq.JArray' is not compatible " +
      "with expected type 'Newtonsoft.Json.Linq.JObject'. Path ''.",
  ],
  [
    "deser<JArray> obj",
    "Newtonsoft.Json.JsonSerializationException: Deserialized JSON type 'Newtonsoft.Json.Linq.JObject' is not compatible " +
      "with expected type 'Newtonsoft.Json.Linq.JArray'. Path ''.",
  ],
  [
    "deser<int> obj",
    "Newtonsoft.Json.JsonReaderException: Unexpected character encountered while parsing value: {. Path ''.",
  ],
  [
    "deser<string> obj",
    "Newtonsoft.Json.JsonReaderException: Unexpected character encountered while parsing value: {. Path ''.",
  ],
  [
    "deser<dict nested>",
    "Newtonsoft.Json.JsonReaderException: Unexpected character encountered while parsing value: {. Path 'a'.",
  ],
  [
    "deser<list x>",
    "Newtonsoft.Json.JsonReaderException: Could not convert string to integer: x. Path '[1]'.",
  ],
  ["set value", "System.String String"],
]);

type Row = readonly [name: string, answer: string];

suite("Trees of JSON behave as Newtonsoft's", () => {
  const text = readFileSync(new URL("table/trees.json", import.meta.url), "utf8");
  for (const [name, oracle] of JSON.parse(text) as readonly Row[]) {
    test(name, () => {
      const act = treeActs.get(name);
      assert.ok(act, "the row is done here too");
      const [answer = ""] = shown(act.make, act.type).split(
        "\n",
        oracle.includes("Exception: ") ? 1 : undefined,
      );
      const whole = oracle.includes("Exception: ") ? answer : shown(act.make, act.type);
      assert.equal(whole, instead.get(name) ?? oracle);
    });
  }
});
