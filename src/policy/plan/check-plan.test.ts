import assert from "node:assert/strict";
import { test } from "node:test";
import { planMistakes } from "./check-plan.ts";
import type { Plan, Statement } from "./plan.ts";

/** A plan whose documents hold these statements in inbound, outermost first; indented ones are children. */
function planOf(...documents: readonly (readonly string[])[]): Plan {
  const none = { statements: [], readsRequestBody: false, readsResponseBody: false };
  const read = { request: false, response: false };
  return {
    levels: documents.map((names, level) => ({
      scope: "api",
      file: `${level}.xml`,
      sections: {
        inbound: {
          ...none,
          statements: names.map((name, line) => statementOf(name, `${level}.xml`, line + 1)),
        },
        backend: none,
        outbound: none,
        "on-error": none,
      },
    })),
    reads: { inbound: read, backend: read, outbound: read, "on-error": read },
  };
}

/** `choose>validate-jwt` stands inside. */
function statementOf(names: string, file: string, line: number): Statement {
  const [name = "", ...inside] = names.split(">");
  const children = inside.length === 0 ? [] : [statementOf(inside.join(">"), file, line)];
  const place = { file, line, column: 1 };
  return { name, id: "", scope: "api", place, path: name, run: () => undefined, children };
}

const cases: readonly (readonly [documents: readonly (readonly string[])[], expected: readonly string[]])[] =
  [
    [[["validate-jwt", "cache-lookup", "set-header"]], []],
    [
      [["cache-lookup", "validate-jwt"]],
      ["0.xml:1:1: cache-lookup answers before validate-jwt (0.xml:2) has looked at the request"],
    ],
    [
      [["ip-filter"], ["cache-lookup", "base"]],
      ["1.xml:1:1: cache-lookup answers before ip-filter (0.xml:1) has looked at the request"],
    ],
    [[["ip-filter"], ["base", "cache-lookup"]], []],
    [
      [["cache-lookup"], ["base", "choose>check-header"]],
      ["0.xml:1:1: cache-lookup answers before check-header (1.xml:2) has looked at the request"],
    ],
    [
      [["choose>cache-lookup", "validate-client-certificate"]],
      [
        "0.xml:1:1: cache-lookup answers before validate-client-certificate (0.xml:2) has looked at the request",
      ],
    ],
    // A document without <base /> does not run what is around it.
    [[["validate-jwt"], ["cache-lookup"]], []],
  ];

for (const [documents, expected] of cases) {
  test(`${documents.map((names) => names.join(", ")).join(" around ")}: ${expected.length} mistakes`, () => {
    assert.deepEqual(planMistakes(planOf(...documents)), expected);
  });
}
