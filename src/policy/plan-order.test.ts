import assert from "node:assert/strict";
import { test } from "node:test";
import { PlanOrder } from "./plan-order.ts";

const LOOKUP = `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />`;
const JWT = `<validate-jwt header-name="Authorization" />`;
const FILTER = `<ip-filter action="allow"><address>192.0.2.1</address></ip-filter>`;
const HEADER = `<check-header name="a" failed-check-httpcode="401" ignore-case="true" />`;
const CERTIFICATE = "<validate-client-certificate />";
const BASE = "<base />";

const when = (...policies: readonly string[]): string =>
  `<when condition="@(true)">${policies.join("")}</when>`;
const otherwise = (...policies: readonly string[]): string => `<otherwise>${policies.join("")}</otherwise>`;
const choose = (...branches: readonly string[]): string => `<choose>${branches.join("")}</choose>`;

const fragments = new Map([
  ["lookup", { file: "f.xml", text: `<fragment>${LOOKUP}</fragment>` }],
  ["check", { file: "f.xml", text: `<fragment>${FILTER}</fragment>` }],
]);
const include = (id: string): string => `<include-fragment fragment-id="${id}" />`;

/** What is said of a plan whose documents have these in inbound, outermost first. */
function mistakesOf(...documents: readonly (readonly string[])[]): readonly string[] {
  const order = new PlanOrder(fragments);
  order.judge(
    documents.map((policies, level) => {
      const lines = policies.join("\n");
      return { file: `${level}.xml`, text: `<policies><inbound>\n${lines}\n</inbound></policies>` };
    }),
  );
  return order.mistakes.map(
    ({ file, line, severity, message }) => `${file}:${line} ${severity}: ${message.split(" before ")[1]}`,
  );
}

const looked = (check: string): string => `${check} has looked at the request`;

type Case = readonly [title: string, documents: readonly (readonly string[])[], expected: readonly string[]];

const cases: readonly Case[] = [
  ["a lookup behind the check", [[JWT, LOOKUP]], []],
  ["a lookup before it", [[LOOKUP, JWT]], [`0.xml:2 error: ${looked("validate-jwt (0.xml:3)")}`]],
  [
    "a lookup before the check of a scope around it",
    [[FILTER], [LOOKUP, BASE]],
    [`1.xml:2 error: ${looked("ip-filter (0.xml:2)")}`],
  ],
  ["a lookup behind the scope around it", [[FILTER], [BASE, LOOKUP]], []],
  [
    "a lookup around a check that stands in a branch",
    [[LOOKUP], [BASE, choose(when(HEADER))]],
    [`0.xml:2 error: ${looked("check-header (1.xml:3)")}`],
  ],
  [
    "a lookup in a branch before a check behind it",
    [[choose(when(LOOKUP)), CERTIFICATE]],
    [`0.xml:2 error: ${looked("validate-client-certificate (0.xml:3)")}`],
  ],
  ["a lookup and a check in branches that exclude each other", [[choose(when(LOOKUP), otherwise(JWT))]], []],
  [
    "a lookup before a check in a branch of the scope around",
    [[FILTER], [LOOKUP, choose(when(BASE))]],
    [`1.xml:2 error: ${looked("ip-filter (0.xml:2)")}`],
  ],
  [
    "a lookup whose way ends",
    [[choose(when(LOOKUP, "<return-response />"), otherwise("<trace />")), JWT]],
    [],
  ],
  [
    "a lookup out of a fragment before a check out of another",
    [[include("lookup"), include("check")]],
    [`f.xml:1 error: ${looked("ip-filter (f.xml:1)")}`],
  ],
  [
    "a lookup inside of another policy",
    [[`<limit-concurrency key="a" max-count="1">${LOOKUP}</limit-concurrency>`, JWT]],
    [`0.xml:2 error: ${looked("validate-jwt (0.xml:3)")}`],
  ],
  ["a document without <base />, which does not run what is around it", [[JWT], [LOOKUP]], []],
  ["a lookup that is a text", [[`<set-body>${LOOKUP}</set-body>`, JWT]], []],
];

for (const [title, documents, expected] of cases) {
  test(`${title}: ${expected.length === 0 ? "right" : "a mistake"}`, () => {
    assert.deepEqual(mistakesOf(...documents), expected);
  });
}

test("lookups of answers to prompts are judged as well, by their own names", () => {
  for (const name of ["llm-semantic-cache-lookup", "azure-openai-semantic-cache-lookup"]) {
    const order = new PlanOrder(fragments);
    const text = `<policies><inbound><${name} />${JWT}</inbound></policies>`;
    order.judge([{ file: "a.xml", text }]);
    assert.match(order.mistakes[0]?.message ?? "", new RegExp(`^${name} answers before validate-jwt `));
  }
});
