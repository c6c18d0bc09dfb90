import assert from "node:assert/strict";
import { test } from "node:test";
import { documentWith } from "../../../test/harness/limit-documents.ts";
import { runDocument } from "../../../test/harness/run-document.ts";
import { newTestTraffic } from "../../../test/harness/test-traffic.ts";

const store = (value: string, duration = "60"): string =>
  documentWith(`<cache-store-value key="k" value="${value}" duration="${duration}" />`);

const lookup = (more = ""): string =>
  documentWith(`<cache-lookup-value key="k" variable-name="v" ${more} />`);

/** Values by an expression, and an expression over the variable that holds it again. */
const values: readonly (readonly [value: string, expression: string, expected: string])[] = [
  ["text", `(string)v + "!"`, "text!"],
  ["@(42)", "((int)v + 1).ToString()", "43"],
  ["@(42L)", "((long)v).ToString()", "42"],
  ["@(true)", "((bool)v).ToString()", "True"],
  ["@(1.5)", "((double)v).ToString()", "1.5"],
  ['@(new JObject(new JProperty("a", 1)))', `((JObject)v)["a"].ToString()`, "1"],
  ["@(new byte[] { 1, 2 })", "((byte[])v).Length.ToString()", "2"],
  ['@(new List<string> { "a", "b" })', "((List<string>)v).Count.ToString()", "2"],
  [
    '@(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { { "A", 7 } })',
    `((Dictionary<string, int>)v)["a"].ToString()`,
    "7",
  ],
  ["@(new DateTime(2026, 1, 31))", `((DateTime)v).Day.ToString()`, "31"],
];

for (const [value, expression, expected] of values) {
  test(`${value} keeps its type`, async () => {
    const traffic = newTestTraffic();
    await runDocument(store(value), { traffic });
    const read = `<set-variable name="read" value="@{ var v = context.Variables["v"]; return ${expression}; }" />`;
    const document = lookup().replace("</inbound>", `${read}</inbound>`);
    const { call } = await runDocument(document, { traffic });
    assert.equal(call.variables.find("read"), expected);
  });
}

test("a value is there for its time, for every document, and gone when it is removed", async () => {
  const traffic = newTestTraffic();
  const read = async (more = "") => (await runDocument(lookup(more), { traffic })).call.variables.find("v");
  assert.equal(await read(), undefined);
  assert.equal(await read(`default-value="none"`), "none");
  await runDocument(store("text"), { traffic });
  assert.equal(await read(`default-value="none"`), "text");
  traffic.advance(60_000);
  assert.equal(await read(), undefined);
  await runDocument(store("again"), { traffic });
  await runDocument(documentWith(`<cache-remove-value key="k" />`), { traffic });
  assert.equal(await read(), undefined);
});

test("no call changes what another one is given", async () => {
  const traffic = newTestTraffic();
  await runDocument(store(`@(new JObject(new JProperty("n", 1)))`), { traffic });
  const change =
    `<set-variable name="n" value="@{ var o = (JObject)context.Variables["v"]; var n = (int)o["n"]; ` +
    `o["n"] = n + 1; return n; }" />`;
  const document = lookup().replace("</inbound>", `${change}</inbound>`);
  for (let i = 0; i < 3; i++) {
    const { call } = await runDocument(document, { traffic });
    const read = await runDocument(documentWith(`<cache-lookup-value key="k" variable-name="v" />`), {
      traffic,
    });
    assert.equal(String(read.call.variables.find("v")).replaceAll(/\s/g, ""), `{"n":1}`);
    assert.ok(call.variables.find("n") !== undefined);
  }
});

test("what cannot be kept leads to on-error", async () => {
  const { call, outcome } = await runDocument(store("@(context.Request)"));
  assert.equal(outcome, "failed");
  assert.match(call.lastError?.message ?? "", /cannot be kept in a cache/);
});
