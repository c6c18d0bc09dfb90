// Stylesheets, sources and results that the recommendation asks for (XSLT 1.0, 16 November 1999), in the form
// in which .NET writes them. What can be asked of it was compared with libxslt.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { suite, test } from "node:test";
import { policyRun } from "../../harness/policy-run.ts";
import { compileText, transformText } from "../../harness/xslt.ts";

type Row = {
  readonly name: string;
  readonly sheet: string;
  readonly source: string;
  readonly result: string;
};

/** `# name`, the content of a stylesheet, `>`, the source, `=`, the result. */
function rowsOf(file: string): readonly Row[] {
  const pieces = readFileSync(file, "utf8").split(/^# /m).slice(1);
  return pieces.map((piece) => {
    const lines = piece.replace(/\n+$/, "").split("\n");
    const [from, to] = [lines.indexOf(">"), lines.indexOf("=")];
    const text = (start: number, end?: number): string => lines.slice(start, end).join("\n");
    return {
      name: lines[0] ?? "",
      sheet: text(1, from),
      source: text(from + 1, to),
      result: text(to + 1),
    };
  });
}

const folder = join(import.meta.dirname, "table");
for (const file of globSync("*.txt", { cwd: folder }).toSorted()) {
  suite(`XSLT: ${basename(file, ".txt")}`, () => {
    for (const { name, sheet, source, result } of rowsOf(join(folder, file))) {
      test(name, () => {
        const { stylesheet, diagnostics } = compileText(sheet);
        assert.deepEqual(
          diagnostics.filter(({ severity }) => severity === "error"),
          [],
        );
        assert.equal(transformText(policyRun(), stylesheet, source), result);
      });
    }
  });
}
