import assert from "node:assert/strict";
import { test } from "node:test";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { sarifLog } from "./sarif.ts";

const diagnostic = (change: Partial<Diagnostic>): Diagnostic => ({
  file: "conf d/portcullis.yaml",
  line: 3,
  column: 7,
  severity: "error",
  code: "unknown-key",
  message: "there is no key x",
  hint: "did you mean y",
  ...change,
});

test("has the shape that SARIF 2.1.0 asks for", () => {
  const log = sarifLog(
    [
      diagnostic({}),
      diagnostic({ code: "bad-path", severity: "warning", hint: "" }),
      diagnostic({ file: "/elsewhere/a.yaml" }),
    ],
    "1.2.3",
    "/work",
  );
  assert.deepEqual(log, {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "portcullis",
            version: "1.2.3",
            rules: [
              { id: "bad-path", name: "BadPath" },
              { id: "unknown-key", name: "UnknownKey" },
            ],
          },
        },
        originalUriBaseIds: { WORKDIR: { uri: "file:///work/" } },
        columnKind: "utf16CodeUnits",
        results: [
          result("unknown-key", 1, "error", "there is no key x: did you mean y", inWorkDir),
          result("bad-path", 0, "warning", "there is no key x", inWorkDir),
          result("unknown-key", 1, "error", "there is no key x: did you mean y", {
            uri: "file:///elsewhere/a.yaml",
          }),
        ],
      },
    ],
  });
});

const inWorkDir = { uri: "conf%20d/portcullis.yaml", uriBaseId: "WORKDIR" };

function result(ruleId: string, ruleIndex: number, level: string, text: string, artifactLocation: object) {
  const physicalLocation = { artifactLocation, region: { startLine: 3, startColumn: 7 } };
  return { ruleId, ruleIndex, level, message: { text }, locations: [{ physicalLocation }] };
}

test("is a valid log without findings too", () => {
  const log = sarifLog([], "1.2.3", "/work");
  assert.partialDeepStrictEqual(log, { runs: [{ results: [], tool: { driver: { rules: [] } } }] });
});
