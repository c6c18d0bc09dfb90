// What the collection TX begins with.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { buildProgram } from "../../seclang/build-program.ts";
import { MemoryCollections } from "../collection-port.ts";
import { RuleSet } from "../rule-set.ts";
import { type Folded, foldConstants } from "./fold-constants.ts";

function finished<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function folded(text: string): Folded {
  const { program } = buildProgram({
    roots: [{ file: "rules.conf", text }],
    readFile: () => "",
    glob: () => [],
  });
  assert.ok(program !== undefined);
  const ports = { collections: new MemoryCollections(1), nowMs: () => 0, operators: {} };
  return finished(foldConstants(finished(RuleSet.build(program, ports))));
}

const valueAt = ({ initialTx }: Folded, key: string): string | undefined => initialTx.get(key)?.value;

describe("what a rule writes that no request can change", () => {
  test("is there from the start, and the rule is gone", () => {
    const result = folded('SecAction "id:1,phase:1,pass,nolog,setvar:tx.level=2"');
    assert.equal(valueAt(result, "level"), "2");
    assert.equal(result.phases[0]?.length, 0);
  });

  test("is there from the start, too, where the rule stays for what else it does", () => {
    const result = folded(`
SecAction "id:1,phase:1,pass,nolog,ctl:ruleRemoveById=9,setvar:tx.level=2"
SecRule TX:LEVEL "@ge 2" "id:2,phase:2,pass,nolog,setvar:tx.sum=+%{tx.score}"
SecRule ARGS "@rx x" "id:3,phase:2,pass,nolog,setvar:tx.score=+1"`);
    assert.equal(valueAt(result, "level"), "2");
    assert.equal(result.phases[0]?.length, 1);
  });

  test("is not there from the start where writing it once more would change it", () => {
    const result = folded('SecAction "id:1,phase:1,pass,nolog,ctl:ruleRemoveById=9,setvar:tx.count=+1"');
    assert.equal(valueAt(result, "count"), undefined);
  });

  test("is not there from the start where a rule before may have seen or written it", () => {
    const result = folded(`
SecRule ARGS "@rx x" "id:1,phase:1,pass,nolog,setvar:tx.level=1"
SecAction "id:2,phase:1,pass,nolog,ctl:ruleRemoveById=9,setvar:tx.level=2"`);
    assert.equal(valueAt(result, "level"), undefined);
  });
});
