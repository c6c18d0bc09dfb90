import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProgram } from "./build-program.ts";

const flawed = [
  ['SecRule ARGS "@rx (a" "id:1"', "bad-argument"],
  ['SecRule ARGS "(a" "id:1"', "bad-argument"],
  ['SecRule ARGS "!@rxGlobal a{2,1}" "id:1"', "bad-argument"],
  ['SecRule REMOTE_ADDR "@ipMatch 10.0.0.0/33" "id:1"', "bad-argument"],
  ['SecRule REMOTE_ADDR "@ipMatchFromFile list.data" "id:1"', "bad-argument"],
  ['SecRule ARGS "@validateByteRange 0-256" "id:1"', "bad-argument"],
  ['SecRule ARGS "@verifyCC [" "id:1"', "bad-argument"],
  ['SecRule ARGS "@validateNid xx [0-9]+" "id:1"', "bad-argument"],
] as const;

for (const [rule, code] of flawed) {
  test(`${rule} is told as ${code} and makes no program`, () => {
    const { program, diagnostics } = buildProgram({
      roots: [{ file: "rules/main.conf", text: `SecRuleEngine On\n${rule}` }],
      readFile: () => "not a network",
      glob: () => [],
    });
    assert.equal(program, undefined);
    assert.deepEqual(
      diagnostics.map(({ line, severity, code: given }) => `${line} ${severity} ${given}`),
      [`2 error ${code}`],
    );
    assert.notEqual(diagnostics[0]?.hint, "");
  });
}

test("each link of a chain is looked at", () => {
  const text = 'SecRule ARGS "@rx (a" "id:1,chain"\nSecRule ARGS "@rx (b" "t:none"';
  const { diagnostics } = buildProgram({
    roots: [{ file: "a.conf", text }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.deepEqual(
    diagnostics.map(({ line, code }) => `${line} ${code}`),
    ["1 bad-argument", "2 bad-argument"],
  );
});
