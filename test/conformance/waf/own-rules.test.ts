// The rule sets of rules/ under their own tests (rules/test): every rule is matched by one request at least,
// and left alone by one that comes near; both by the plain interpreter and by the fast runner.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { FtwTest } from "#ftw/ftw-test.ts";
import { judgeStage } from "#ftw/judge-stage.ts";
import { readFtwFile } from "#ftw/read-ftw-file.ts";
import { inspectBytes, runStageInProcess } from "#ftw/run-in-process.ts";
import { createWaf, type Rule } from "#waf/waf.ts";
import { policyProgram } from "../../harness/policy-program.ts";

const RULES = fileURLToPath(new URL("../../../rules", import.meta.url));
const SETTINGS = JSON.stringify(join(RULES, "test/settings.conf"));

const program = policyProgram(`
  { mode: detection, ruleSets: [{ files: ${SETTINGS} }, baseline, bots], paranoiaLevel: 3, responseBody: { inspect: true } }
`);
const tests = globSync(join(RULES, "test/*.yaml")).toSorted().flatMap(testsOf);

function testsOf(file: string): readonly FtwTest[] {
  const { tests: found, diagnostics } = readFtwFile(file, readFileSync(file, "utf8"));
  assert.deepEqual(diagnostics, []);
  return found;
}

for (const execution of ["naive", "fast"] as const) {
  describe(`the own rule sets, ${execution}`, () => {
    const waf = createWaf(program, { execution });
    for (const { name, stages } of tests) {
      test(name, () => {
        for (const { input, output } of stages) {
          assert.deepEqual(
            judgeStage(
              output,
              runStageInProcess(waf, { input, output }, () => []),
            ),
            [],
          );
        }
      });
    }
  });
}

const ownRules = program.phases
  .flat()
  .filter((item): item is Rule => item.kind === "rule" && item.id >= 110_000 && item.id < 130_000);

describe("each own rule", () => {
  test("has a request that it matches and one that it does not", () => {
    const outputs = tests.flatMap(({ stages }) => stages.map(({ output }) => output));
    const hit = new Set(outputs.flatMap(({ expectIds }) => expectIds));
    const spared = new Set(outputs.flatMap(({ noExpectIds }) => noExpectIds));
    const logged = ownRules.filter(({ isLogged }) => isLogged).map(({ id }) => id);
    assert.ok(logged.length > 100);
    assert.deepEqual(
      logged.filter((id) => !hit.has(id) || !spared.has(id)),
      [],
    );
  });

  test("that is logged has a message, a severity, and tags of its set and its paranoia level", () => {
    for (const { id, isLogged, message, severity, tags } of ownRules) {
      if (!isLogged) continue;
      const texts = tags.flat().filter((part) => typeof part === "string");
      assert.ok(message.length > 0, `${id}`);
      assert.notEqual(severity, undefined, `${id}`);
      assert.ok(texts.includes(id < 120_000 ? "portcullis/baseline" : "portcullis/bots"), `${id}`);
      assert.ok(
        texts.some((tag) => /^paranoia-level\/[1-3]$/.test(tag)),
        `${id}`,
      );
    }
  });
});

describe("a policy of the own rule sets", () => {
  const waf = createWaf(policyProgram("{ ruleSets: [baseline, bots] }"));
  const status = (head: string, body = ""): number => inspectBytes(waf, `${head}\r\n\r\n${body}`).status;
  const FIELDS = "Host: shop.example\r\nUser-Agent: curl/8.5.0\r\nAccept: */*";

  test("refuses a request that reaches the threshold", () => {
    assert.equal(status(`GET /items?q=1'%20or%20'1'='1 HTTP/1.1\r\n${FIELDS}`), 403);
  });

  test("lets simple clients of an API through", () => {
    assert.equal(status(`GET /items?q=lantern HTTP/1.1\r\n${FIELDS}`), 200);
    assert.equal(status("GET /items HTTP/1.1\r\nHost: shop.example"), 200);
    const type = "Content-Type: application/json\r\nContent-Length: 30";
    assert.equal(
      status(`POST /items HTTP/1.1\r\n${FIELDS}\r\n${type}`, '{"sku":"lantern","quantity":2}'),
      200,
    );
  });

  test("adds up what is too little alone", () => {
    const probe = `GET /wp-login.php HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: `;
    assert.equal(status(`${probe}examplebot/1`), 200);
    assert.equal(status(`${probe}Mozilla/5.0`), 403);
  });

  test("sees attacks in a body of plain text, and in one without a media type", () => {
    const body = '{"q":"<script>alert(1)</script>"}';
    const length = `Content-Length: ${body.length}`;
    const head = `POST /items HTTP/1.1\r\n${FIELDS}\r\n${length}`;
    assert.equal(status(`${head}\r\nContent-Type: text/plain`, body), 403);
    assert.equal(status(head, body), 403);
  });

  test("takes a declared crawler for no more than what it says", () => {
    const fields = FIELDS.replace("curl/8.5.0", "Googlebot/2.1 (+http://www.google.com/bot.html)");
    const request = `GET /items?q=/etc/passwd HTTP/1.1\r\n${fields}\r\n\r\n`;
    const { session, status: code } = inspectBytes(waf, request);
    assert.equal(code, 403);
    const declared = session.matches.find(({ rule }) => rule.id === 120_010);
    assert.ok(declared);
    assert.ok(declared.tags.includes("bot/declared-good"));
    assert.match(declared.message, /not verified/);
  });

  test("counts rules of a higher paranoia level only where the policy blocks by them", () => {
    const request = `GET /items?q=kindly%20delete%20from%20%3Cb%3Ecart HTTP/1.1\r\n${FIELDS}\r\n\r\n`;
    const policy = (levels: string) => createWaf(policyProgram(`{ ruleSets: [baseline], ${levels} }`));
    assert.equal(inspectBytes(policy("paranoiaLevel: 2"), request).status, 403);
    const watching = inspectBytes(policy("paranoiaLevel: 1, detectionParanoiaLevel: 2"), request);
    assert.equal(watching.status, 200);
    assert.ok(watching.session.matches.some(({ rule }) => rule.id === 110_311));
  });
});
