import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logicalLines } from "./logical-lines.ts";
import { Report } from "./report.ts";
import { SourceText } from "./source-text.ts";

const textsOf = (text: string): string[] =>
  logicalLines(new SourceText("a.conf", text), new Report()).map((line) => line.text);

const cases: readonly (readonly [what: string, text: string, lines: readonly string[]])[] = [
  ["lines end with LF or CRLF", "a\r\nb\nc", ["a", "b", "c"]],
  ["blank lines and comments are left out", "\n  # x\n\t\na\n#b", ["a"]],
  ["a backslash joins lines", "a \\\n  b\\\nc", ["a   bc"]],
  ["a backslash joins lines that end with CRLF", "a \\\r\n  b", ["a   b"]],
  ["blanks behind the backslash do not matter", "a \\ \t\nb", ["a b"]],
  ["a backslash at the end of the file joins nothing", "a\\", ["a"]],
  ["a line that goes on ends at a blank line", "a\\\n\nb", ["a", "b"]],
  ["a line that goes on may look like a comment", "a \\\n# b", ["a # b"]],
  ["a byte order mark is no text", "\uFEFFa", ["a"]],
  ["a byte order mark read as latin1 is no text", "\u00EF\u00BB\u00BFa", ["a"]],
];

for (const [what, text, lines] of cases) test(what, () => assert.deepEqual(textsOf(text), lines));

test("a comment that goes on with a comment or a blank line is nothing to report", () => {
  const report = new Report();
  logicalLines(new SourceText("a.conf", "# a \\\n# b \\\n\na"), report);
  assert.deepEqual(report.diagnostics, []);
});

const fragments = fc.constantFrom("a", "B", '"', "'", " ", "\t", "\\", "\n", "\r\n", "#", "\\\n", ",", "é");

/** What may stand between two characters that were taken: blanks, joints and comments. */
const GAP = /^(?:\s|\\(?=[ \t]*(?:\r?\n|$))|#[^\n]*(?=\n|$)|\uFEFF)*$/;

test("no character of a text is lost, and each knows its place", () => {
  fc.assert(
    fc.property(
      fc.array(fragments, { maxLength: 60 }).map((parts) => parts.join("")),
      (text) => {
        const source = new SourceText("a.conf", text);
        let next = 0;
        for (const line of logicalLines(source, new Report())) {
          for (let i = 0; i < line.text.length; i++) {
            const offset = line.offsetAt(i);
            assert.match(text.slice(next, offset), GAP);
            assert.equal(text[offset], line.text[i]);
            assert.deepEqual(line.placeAt(i), source.placeAt(offset));
            next = offset + 1;
          }
        }
        assert.match(text.slice(next), GAP);
      },
    ),
  );
});
