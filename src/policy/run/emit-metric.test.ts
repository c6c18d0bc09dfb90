import assert from "node:assert/strict";
import { test } from "node:test";
import { documentWith, subscriber } from "../../../test/harness/limit-documents.ts";
import { runDocument } from "../../../test/harness/run-document.ts";

test("a metric has its value, and dimensions of its own or by their known names", async () => {
  const { metrics } = await runDocument(
    documentWith(
      `<emit-metric name="orders" namespace="shop" value="@(2.5)"><dimension name="API ID" />` +
        `<dimension name="Method" value="@(context.Request.Method)" /><dimension name="Subscription ID" />` +
        `<dimension name="unknown" /></emit-metric><emit-metric name="plain"><dimension name="Location" /></emit-metric>`,
    ),
    { facts: subscriber("s1") },
  );
  assert.deepEqual(metrics, [
    {
      ...{ namespace: "shop", name: "orders", value: 2.5 },
      dimensions: [
        ["API ID", "orders"],
        ["Method", "GET"],
        ["Subscription ID", "s1"],
        ["unknown", ""],
      ],
    },
    { namespace: "API Management", name: "plain", value: 1, dimensions: [["Location", "here"]] },
  ]);
});
