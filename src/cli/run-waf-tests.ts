// Reads and runs test files for `portcullis waf test`.

import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { FtwTest } from "#ftw/ftw-test.ts";
import { judgeStage } from "#ftw/judge-stage.ts";
import { readFtwFile } from "#ftw/read-ftw-file.ts";
import { runStageInProcess } from "#ftw/run-in-process.ts";
import { runOverWire } from "#ftw/run-over-wire.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { createWaf, modsecurityLine, type WafSession } from "#waf/waf.ts";
import type { WafSource } from "./open-waf-source.ts";

export type TestOutcome = {
  readonly passed: number;
  readonly failed: readonly {
    readonly name: string;
    readonly file: string;
    readonly failures: readonly string[];
  }[];
};

/** Undefined where a file cannot be read; what is wrong is then on standard error. */
export function readTests(path: string): readonly FtwTest[] | undefined {
  const files = filesBelow(path);
  if (files === undefined) return undefined;
  let isRight = true;
  const tests = files.flatMap((file) => {
    const read = readFtwFile(file, readFileSync(file, "utf8"));
    for (const diagnostic of read.diagnostics) console.error(formatDiagnostic(diagnostic));
    if (read.diagnostics.length > 0) isRight = false;
    return read.tests;
  });
  return isRight ? tests : undefined;
}

function filesBelow(path: string): readonly string[] | undefined {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return globSync([join(path, "**/*.yaml"), join(path, "**/*.yml")]).toSorted();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

export function runTests(tests: readonly FtwTest[], { spec, program }: WafSource): TestOutcome {
  const waf = createWaf(program, { plan: spec.plan });
  const failed: { name: string; file: string; failures: string[] }[] = [];
  for (const { name, file, stages } of tests) {
    const failures = stages.flatMap((stage) =>
      judgeStage(stage.output, runStageInProcess(waf, stage, logLines)),
    );
    if (failures.length > 0) failed.push({ name, file, failures });
  }
  return { passed: tests.length - failed.length, failed };
}

/** Undefined where the server or its log cannot be used; why is then on standard error. */
export async function runTestsOverWire(
  tests: readonly FtwTest[],
  url: string,
  logFile: string,
): Promise<TestOutcome | undefined> {
  try {
    const verdicts = await runOverWire(tests, { url, logFile });
    const failed = verdicts
      .filter(({ failures }) => failures.length > 0)
      .map(({ test, failures }) => ({ name: test.name, file: test.file, failures }));
    return { passed: verdicts.length - failed.length, failed };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function logLines(session: WafSession): string[] {
  const { input } = session.tx.request;
  const request = {
    id: input.id,
    clientAddress: input.clientAddress,
    hostName: input.serverName,
    uri: input.target,
    atMs: session.tx.startedAtMs,
  };
  const ending = session.interruption?.rule.id;
  return session.matches
    .filter(({ rule }) => rule.isLogged)
    .map((match) => modsecurityLine(match, request, match.rule.id === ending));
}
