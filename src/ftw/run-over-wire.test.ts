import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { FtwOutput, FtwTest } from "./ftw-test.ts";
import { runOverWire } from "./run-over-wire.ts";

const expectation: FtwOutput = {
  status: undefined,
  expectsError: undefined,
  expectIds: [],
  noExpectIds: [],
  matchRegex: undefined,
  noMatchRegex: undefined,
  isIsolated: false,
  retriesOnce: false,
};

function ftwTest(testId: number, uri: string, output: Partial<FtwOutput>): FtwTest {
  const bytes = `GET ${uri} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
  const stages = [{ input: { kind: "raw" as const, bytes }, output: { ...expectation, ...output } }];
  return { name: `1-${testId}`, ruleId: 1, testId, file: "1.yaml", stages };
}

/** A server whose only rule matches a path with `attack`, and whose log comes late. */
async function startServer(t: TestContext): Promise<{ url: string; logFile: string }> {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-test-"));
  const logFile = join(folder, "error.log");
  writeFileSync(logFile, 'an older line [id "7"]\n');
  let waiting = "";
  let timer: NodeJS.Timeout | undefined;
  const log = (line: string): void => {
    waiting += `${line}\n`;
    timer ??= setTimeout(() => {
      appendFileSync(logFile, waiting);
      waiting = "";
      timer = undefined;
    }, 15);
  };
  let flaky = 0;
  const server = createServer((req, res) => {
    const marker = req.headers["x-crs-test"];
    if (marker !== undefined) log(`Warning. [id "999999"] [msg "X-CRS-Test ${marker}"]`);
    if (req.url === "/attack") log('Warning. [id "1"] [msg "it says [id \\x222\\x22]"]');
    if (req.url === "/flaky" && ++flaky > 1) log('Warning. [id "1"]');
    if (req.url === "/cut") req.socket.destroy();
    else res.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
    clearTimeout(timer);
    rmSync(folder, { recursive: true });
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { url: `http://127.0.0.1:${address.port}`, logFile };
}

test("each test is judged by the lines between its own markers", async (t) => {
  const verdicts = await runOverWire(
    [
      ftwTest(1, "/attack", { expectIds: [1], noExpectIds: [2, 7], status: 200 }),
      ftwTest(2, "/", { noExpectIds: [1] }),
      ftwTest(3, "/", { expectIds: [1], status: 403 }),
      ftwTest(4, "/attack", { matchRegex: "it says \\[id", noExpectIds: [999_999] }),
      ftwTest(5, "/cut", { expectsError: true }),
    ],
    await startServer(t),
  );
  assert.deepEqual(
    verdicts.map(({ failures }) => failures),
    [[], [], ["status 403 was expected, and 200 came", "rule 1 did not match"], [], []],
  );
});

test("a test that may be retried is run once more where it failed", async (t) => {
  const server = await startServer(t);
  const [verdict] = await runOverWire([ftwTest(1, "/flaky", { expectIds: [1], retriesOnce: true })], server);
  assert.deepEqual(verdict?.failures, []);
  const [again] = await runOverWire([ftwTest(2, "/", { expectIds: [1], retriesOnce: true })], server);
  assert.deepEqual(again?.failures, ["rule 1 did not match"]);
});

test("a log without markers is told, and is no verdict", async (t) => {
  const { url, logFile } = await startServer(t);
  const other = `${logFile}.other`;
  writeFileSync(other, "");
  await assert.rejects(
    runOverWire([ftwTest(1, "/", {})], { url, logFile: other, logTimeoutMs: 50 }),
    /does not show 1 of the requests with X-CRS-Test/,
  );
});
