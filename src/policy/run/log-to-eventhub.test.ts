import assert from "node:assert/strict";
import { test } from "node:test";
import { documentOf, runDocument } from "../../../test/harness/run-document.ts";

test("a logger gets messages with their partition, the long ones cut", async () => {
  const inbound =
    `<log-to-eventhub logger-id="audit">\n @(context.Request.Method) </log-to-eventhub>` +
    `<log-to-eventhub logger-id="audit" partition-id="0">literal</log-to-eventhub>` +
    `<log-to-eventhub logger-id="audit" partition-key="@(context.Request.IpAddress)">@(new string('x', 300000))</log-to-eventhub>`;
  const { logged, outcome } = await runDocument(documentOf({ inbound }));
  assert.equal(outcome, "next");
  assert.deepEqual(
    logged.map(({ loggerId, partition, message }) => [loggerId, partition, message.length]),
    [
      ["audit", undefined, 3],
      ["audit", "0", 7],
      ["audit", "192.0.2.7", 204_800],
    ],
  );
});
