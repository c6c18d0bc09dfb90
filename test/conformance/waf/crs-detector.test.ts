// What users of the Core Rule Set expect of its two detectors: the regression tests of the rules that are
// nothing but `@detectSQLi` and `@detectXSS`, with the targets and transformations that the rules name,
// without the engine.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { FtwInput, FtwTest } from "#ftw/ftw-test.ts";
import { readFtwFile } from "#ftw/read-ftw-file.ts";
import { detectSqli } from "#waf/detect/detect-sqli.ts";
import { detectXss } from "#waf/detect/detect-xss.ts";
import type { DetectorVerdict } from "#waf/detect/verdict.ts";
import { transformations } from "#waf/transformation/transformation-table.ts";
import { needsShared, sharedPath } from "../../harness/shared-data.ts";

type Parts = Extract<FtwInput, { kind: "parts" }>;

type DetectorRule = {
  readonly id: number;
  readonly file: string;
  readonly detect: (value: string) => DetectorVerdict | undefined;
  readonly transformations: readonly string[];
  readonly targets: (input: Parts) => readonly string[];
};

const SQLI_STEPS = ["utf8toUnicode", "urlDecodeUni", "removeNulls"];
const XSS_STEPS = [
  "utf8toUnicode",
  "urlDecodeUni",
  "htmlEntityDecode",
  "jsDecode",
  "cssDecode",
  "removeNulls",
];

const RULES: readonly DetectorRule[] = [
  {
    id: 942_100,
    file: "REQUEST-942-APPLICATION-ATTACK-SQLI/942100.yaml",
    detect: detectSqli,
    transformations: SQLI_STEPS,
    targets: (input) => [...argumentsOf(input), field(input, "user-agent"), field(input, "referer")],
  },
  {
    id: 942_101,
    file: "REQUEST-942-APPLICATION-ATTACK-SQLI/942101.yaml",
    detect: detectSqli,
    transformations: SQLI_STEPS,
    targets: ({ uri }) => [pathOf(uri), pathOf(uri).slice(pathOf(uri).lastIndexOf("/") + 1)],
  },
  {
    id: 941_100,
    file: "REQUEST-941-APPLICATION-ATTACK-XSS/941100.yaml",
    detect: detectXss,
    transformations: XSS_STEPS,
    targets: (input) => [...argumentsOf(input), field(input, "user-agent")],
  },
  {
    id: 941_101,
    file: "REQUEST-941-APPLICATION-ATTACK-XSS/941101.yaml",
    detect: detectXss,
    transformations: XSS_STEPS,
    targets: (input) => [pathOf(input.uri), field(input, "referer")],
  },
];

describe("the detectors under the Core Rule Set's own tests", needsShared("crs-4.28"), () => {
  for (const rule of RULES) {
    for (const each of testsOf(rule)) {
      test(`${each.name} ${expects(rule, each) ? "matches" : "does not match"}`, () => {
        for (const { input } of each.stages) {
          assert.equal(input.kind, "parts");
          if (input.kind === "parts") assert.equal(matches(rule, input), expects(rule, each), input.uri);
        }
      });
    }
  }
});

function testsOf(rule: DetectorRule): readonly FtwTest[] {
  if (needsShared("crs-4.28").skip !== false) return [];
  const path = join(sharedPath("crs-4.28"), "regression/tests", rule.file);
  const { tests, diagnostics } = readFtwFile(rule.file, readFileSync(path, "latin1"));
  assert.deepEqual(diagnostics, []);
  return tests;
}

function expects(rule: DetectorRule, { stages }: FtwTest): boolean {
  return stages.some(({ output }) => output.expectIds.includes(rule.id));
}

function matches(rule: DetectorRule, input: Parts): boolean {
  return rule
    .targets(input)
    .some((value) => rule.detect(transformed(value, rule.transformations)) !== undefined);
}

function transformed(value: string, names: readonly string[]): string {
  let text = value;
  for (const name of names) {
    const found = transformations.find((definition) => definition.name === name);
    assert.ok(found, name);
    text = found.apply(text, { unicodeMap: undefined });
  }
  return text;
}

const pathOf = (uri: string): string => uri.split("?", 1)[0] ?? "";

function field({ headers }: Parts, name: string): string {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? "";
}

/** Names and values of the query's and the body's arguments; of an XML body the attributes. */
function argumentsOf(input: Parts): readonly string[] {
  const query = input.uri.split("?").slice(1).join("?");
  return [...pairsOf(query), ...(isXml(input) ? attributesOf(input.data) : pairsOf(input.data))];
}

const isXml = (input: Parts): boolean => field(input, "content-type").includes("xml");

function pairsOf(text: string): readonly string[] {
  return text.split("&").flatMap((pair) => {
    const [name = "", ...rest] = pair.split("=");
    return [decoded(name), decoded(rest.join("="))];
  });
}

const decoded = (text: string): string => transformed(text, ["urlDecodeUni"]);

function attributesOf(xml: string): readonly string[] {
  return [...xml.matchAll(/\w="([^"]*)"/g)].map(([, value = ""]) => transformed(value, ["htmlEntityDecode"]));
}
