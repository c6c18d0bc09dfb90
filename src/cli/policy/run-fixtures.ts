// Fixtures of `policy test`, from their files to what came of each of their tests.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import type { TraceEntry } from "#policy/plans.ts";
import type { Fixture } from "./fixture.ts";
import { judgeFixture } from "./judge-fixture.ts";
import { planFromFiles, planScopes } from "./policy-sources.ts";
import { readFixture } from "./read-fixture.ts";
import { runFixtureTest } from "./run-fixture-test.ts";

export type TestResult = {
  readonly file: string;
  readonly name: string;
  /** Empty where it passed. */
  readonly failures: readonly string[];
  readonly trace: readonly TraceEntry[];
};

export type FixtureOutcome = {
  readonly results: readonly TestResult[];
  /** Of the fixture, or of the documents; none of its tests ran where one is an error. */
  readonly diagnostics: readonly Diagnostic[];
};

/** @throws Error when a file cannot be read */
export async function runFixtureFile(file: string): Promise<FixtureOutcome> {
  const { fixture, diagnostics } = readFixture(file, readFileSync(file, "utf8"));
  if (fixture === undefined) return { results: [], diagnostics };
  const made = planFromFiles(sourcesOf(fixture, dirname(file)));
  const { plan } = made;
  if (plan === undefined) return { results: [], diagnostics: made.diagnostics };
  const { namedValues = {}, secrets = [] } = fixture;
  const hidden = secrets.flatMap((name) => namedValues[name] ?? []);
  const results: TestResult[] = [];
  for (const test of fixture.tests) {
    const run = await runFixtureTest(plan, test, hidden);
    const failures = judgeFixture(test.expect, run);
    results.push({ file, name: test.name, failures, trace: run.trace.entries });
  }
  return { results, diagnostics: made.diagnostics };
}

function sourcesOf({ documents, fragments, namedValues = {} }: Fixture, folder: string) {
  return {
    documents: planScopes.flatMap((scope) => {
      const path = documents[scope];
      return path === undefined ? [] : [{ scope, file: join(folder, path) }];
    }),
    fragmentsFolder: fragments === undefined ? undefined : join(folder, fragments),
    namedValues: new Map(Object.entries(namedValues)),
  };
}
