import assert from "node:assert/strict";
import { test } from "node:test";
import { documentOf, runDocument } from "../../../test/harness/run-document.ts";
import { CallTrace } from "./call-trace.ts";

test("a trace tells each policy that ran, what it decided by, and hides secrets", async () => {
  const trace = new CallTrace(["s3cret"]);
  const document = documentOf({
    inbound:
      `<base /><choose><when condition="@(context.Request.Method == "POST")"><set-method>PUT</set-method></when>` +
      `<otherwise><set-header name="X-A"><value>@("key " + "{{key}}")</value></set-header></otherwise></choose>` +
      `<set-variable name="n" value="@(int.Parse("x"))" />`,
  });
  await runDocument(document, { namedValues: { key: "s3cret" }, tracer: trace });
  const told = trace.entries.map(({ path, outcome, depth, notes, failure }) => [
    path,
    outcome,
    depth,
    notes.map(({ name, value }) => `${name}=${value}`).join(" "),
    failure,
  ]);
  assert.deepEqual(told, [
    ["base[1]", "next", 0, "", ""],
    ["choose[1]", "next", 0, "condition=False branch=otherwise", ""],
    ["choose[1]/otherwise[1]/set-header[1]", "next", 1, "value=key [secret]", ""],
    ["set-variable[1]", "failed", 0, "", "Input string was not in a correct format."],
    ["base[1]", "next", 0, "", ""],
  ]);
  const [, choose] = trace.entries;
  assert.deepEqual(
    [choose?.file, choose?.line, choose?.scope, choose?.section],
    ["policy.xml", 1, "api", "inbound"],
  );
});
