import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { documentOf, runDocument } from "../../../test/harness/run-document.ts";

suite("the query of a rewritten address", () => {
  // The reference's example: /get?a=b&c=d, where the operation is /get?a={b}.
  const operation = { id: "get", name: "get", method: "GET", urlTemplate: "/get?a={b}" };
  const rows: readonly (readonly [string, string])[] = [
    [`template="/put"`, "/put?c=d"],
    [`template="/put" copy-unmatched-params="false"`, "/put"],
    [`template="/put?x={b}"`, "/put?x=b&c=d"],
    [`template="@("/put?c=" + 1)"`, "/put?c=1"],
  ];
  for (const [attributes, expected] of rows) {
    test(`${attributes} is ${expected}`, async () => {
      const { call } = await runDocument(documentOf({ inbound: `<rewrite-uri ${attributes} />` }), {
        target: "/get?a=b&c=d",
        matchedParameters: { b: "b" },
        facts: { operation },
      });
      assert.equal(call.request.path + call.request.query, expected);
    });
  }
});
