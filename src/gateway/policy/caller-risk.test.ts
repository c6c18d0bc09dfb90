import assert from "node:assert/strict";
import { it } from "node:test";
import { documentOf, runDocument } from "../../../test/harness/run-document.ts";
import { unitsFor } from "./caller-risk.ts";

const cases: readonly (readonly [set: string, units: number, expected: number])[] = [
  ["", 100, 100],
  [`<set-variable name="portcullis-risk" value="@(0.25)" />`, 100, 75],
  [`<set-variable name="portcullis-risk" value="0.5" />`, 100, 50],
  [`<set-variable name="portcullis-risk" value="@(1)" />`, 100, 10],
  [`<set-variable name="portcullis-risk" value="@(1)" />`, 3, 1],
  [`<set-variable name="portcullis-risk" value="high" />`, 100, 100],
];

for (const [set, units, expected] of cases) {
  it(`makes ${expected} of ${units} with ${set || "no risk"}`, async () => {
    const { call } = await runDocument(documentOf({ inbound: set }));
    assert.equal(unitsFor(call, units), expected);
  });
}
