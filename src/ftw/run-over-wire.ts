// Runs tests against a server over the network, by the rules of go-ftw: a request with a marker before and
// one after each stage, and the rules that matched are read from the lines that the server's log has between
// the two. Requests are sent one after the other, the log is read behind them: a server that answers through
// several workers must write their lines in the order of its answers.

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { buildRequest } from "./build-request.ts";
import type { FtwObservation, FtwStage, FtwTest } from "./ftw-test.ts";
import { judgeStage } from "./judge-stage.ts";
import { MarkedLog } from "./marked-log.ts";
import { WireClient } from "./wire-client.ts";

export type WireOptions = {
  /** Scheme, host and port of the server. */
  readonly url: string;
  /** Its error log, or a log of ours with `format: modsecurity`. */
  readonly logFile: string;
  /** How long an answer may take; 10 s where left out. A test may expect that none comes. */
  readonly answerTimeoutMs?: number;
  /** How long the log may lag behind the answers; 10 s where left out. */
  readonly logTimeoutMs?: number;
  /** Told after each test. */
  readonly progress?: (tests: number) => void;
};

export type FtwVerdict = {
  readonly test: FtwTest;
  /** What did not agree, each with its stage where the test has several; empty where the test passed. */
  readonly failures: readonly string[];
  /** Of each stage. */
  readonly seen: readonly FtwObservation[];
};

/** The field that a rule of the server's must write to the log with its value. */
const MARKER_FIELD = "X-CRS-Test";
const DEFAULT_TIMEOUT_MS = 10_000;
const POLL_MS = 20;
/** The log is read as often: what is not judged yet is kept in memory. */
const TESTS_PER_READ = 32;

/** Throws where the server does not answer the markers, or its log never shows them. */
export async function runOverWire(
  tests: readonly FtwTest[],
  options: WireOptions,
): Promise<readonly FtwVerdict[]> {
  const verdicts = await runOnce(tests, options);
  const again = verdicts.filter(({ test, failures }) => failures.length > 0 && isRetried(test));
  if (again.length === 0) return verdicts;
  const second = await runOnce(
    again.map(({ test }) => test),
    options,
  );
  const byTest = new Map(second.map((verdict) => [verdict.test, verdict]));
  return verdicts.map((verdict) => byTest.get(verdict.test) ?? verdict);
}

const isRetried = ({ stages }: FtwTest): boolean => stages.some(({ output }) => output.retriesOnce);

async function runOnce(tests: readonly FtwTest[], options: WireOptions): Promise<readonly FtwVerdict[]> {
  const client = new WireClient(options.url, options.answerTimeoutMs ?? DEFAULT_TIMEOUT_MS);
  const log = new MarkedLog(options.logFile);
  const seen = new Map<FtwStage, FtwObservation>();
  try {
    for (const [index, { stages }] of tests.entries()) {
      for (const stage of stages) await runStage(stage, client, log, seen);
      if (index % TESTS_PER_READ === 0) log.read();
      options.progress?.(index + 1);
    }
    await readToEnd(log, options.logTimeoutMs ?? DEFAULT_TIMEOUT_MS);
  } finally {
    client.close();
  }
  return tests.map((test) => verdictOn(test, seen));
}

async function runStage(
  stage: FtwStage,
  client: WireClient,
  log: MarkedLog,
  seen: Map<FtwStage, FtwObservation>,
): Promise<void> {
  const [first, second] = [randomUUID(), randomUUID()];
  let status: number | undefined;
  log.expect(first, second, (lines) => seen.set(stage, { status, lines, ids: idsIn(lines) }));
  await client.mark(MARKER_FIELD, first);
  status = await client.send(buildRequest(stage.input));
  await client.mark(MARKER_FIELD, second);
}

async function readToEnd(log: MarkedLog, timeoutMs: number): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  for (log.read(); log.missing > 0; log.read()) {
    if (performance.now() > deadlineMs) {
      throw new Error(`the log does not show ${log.missing} of the requests with ${MARKER_FIELD}`);
    }
    await sleep(POLL_MS);
  }
}

/** The first of a line: what comes after it may be a client's. */
function idsIn(lines: readonly string[]): ReadonlySet<number> {
  const ids = lines.map((line) => /\[id "(\d+)"\]/.exec(line)?.[1]);
  return new Set(ids.filter((id) => id !== undefined).map(Number));
}

const NOTHING_SEEN: FtwObservation = { status: undefined, lines: [], ids: new Set() };

function verdictOn(test: FtwTest, seen: ReadonlyMap<FtwStage, FtwObservation>): FtwVerdict {
  const observations = test.stages.map((stage) => seen.get(stage) ?? NOTHING_SEEN);
  const failures = test.stages.flatMap(({ output }, index) =>
    judgeStage(output, observations[index] ?? NOTHING_SEEN).map((failure) =>
      test.stages.length > 1 ? `stage ${index + 1}: ${failure}` : failure,
    ),
  );
  return { test, failures, seen: observations };
}
