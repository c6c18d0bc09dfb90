// Properties of both detectors: they answer for any bytes, twice the same, and in time linear in the value.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { detectSqli } from "#waf/detect/detect-sqli.ts";
import { detectXss } from "#waf/detect/detect-xss.ts";

const DETECTORS = { detectSqli, detectXss };

const PIECES = [
  ...[
    "'",
    '"',
    "`",
    "(",
    ")",
    ";",
    "--",
    "#",
    "/*",
    "*/",
    "\\",
    " ",
    "=",
    ",",
    "1",
    "0x",
    "@a",
    "$$",
    "||",
    "{",
    "}",
  ],
  ...[
    "union",
    "select",
    "or",
    "and",
    "case",
    "when",
    "end",
    "order by",
    "sleep(",
    "x",
    "n'",
    "like",
    "not",
    "from",
  ],
  ...[
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<!",
    "<?",
    "<a ",
    "onload",
    "style",
    "&#x",
    ";",
    "javascript:",
    "src",
    "\0",
  ],
];

const bytes = fc
  .array(fc.integer({ min: 0, max: 255 }), { maxLength: 200 })
  .map((codes) => String.fromCharCode(...codes));
const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((parts) => parts.join(""));

for (const [name, detect] of Object.entries(DETECTORS)) {
  describe(name, () => {
    test("answers for any bytes, and twice the same", () => {
      fc.assert(
        fc.property(fc.oneof(bytes, pieces), (value) => {
          assert.deepEqual(detect(value), detect(value));
        }),
        { numRuns: 3000 },
      );
    });

    test("does not remember what it read before", () => {
      fc.assert(
        fc.property(pieces, pieces, (first, second) => {
          const alone = detect(second);
          detect(first);
          assert.deepEqual(detect(second), alone);
        }),
        { numRuns: 1000 },
      );
    });

    test("takes characters beyond latin1 for no reason to fail", () => {
      assert.doesNotThrow(() => detect("\u{1F600}' or \u2603=\u2603 <\u2603 on\u2603=x>"));
    });

    // Quadratic cost would be 256 times as much for sixteen times the length; noise is less than that.
    test("costs time linear in the value", () => {
      for (const piece of PIECES) {
        const short = cpuMs(() => detect(piece.repeat(4096 / piece.length)));
        const long = cpuMs(() => detect(piece.repeat(65_536 / piece.length)));
        assert.ok(long < 64 * Math.max(short, 0.25), `${JSON.stringify(piece)}: ${short} and ${long} ms`);
      }
    });
  });
}

/** The least of a few runs. */
function cpuMs(run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 3; times++) {
    const before = process.threadCpuUsage();
    run();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
