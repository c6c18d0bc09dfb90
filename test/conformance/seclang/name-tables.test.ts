import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { actionTable, findAction } from "#waf/seclang/action-names.ts";
import { directiveTable, findDirective } from "#waf/seclang/directive-names.ts";
import { findOperator, operatorTable } from "#waf/seclang/operator-names.ts";
import { controlTable } from "#waf/seclang/read-control.ts";
import { findTransformation, transformationNames } from "#waf/seclang/transformation-names.ts";
import { findVariable, variableTable } from "#waf/seclang/variable-names.ts";
import { variableNames } from "#waf/variable/variable-table.ts";

type Table = {
  readonly what: string;
  readonly names: readonly string[];
  readonly find: (name: string) => string | undefined;
};

const tables: readonly Table[] = [
  { what: "actions", names: actionTable.map(nameOf), find: (name) => findAction(name)?.name },
  { what: "directives", names: directiveTable.map(nameOf), find: (name) => findDirective(name)?.name },
  { what: "operators", names: operatorTable.map(nameOf), find: (name) => findOperator(name)?.name },
  { what: "transformations", names: transformationNames, find: findTransformation },
  { what: "variables", names: variableTable.map(nameOf), find: (name) => findVariable(name)?.name },
];

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

for (const { what, names, find } of tables) {
  describe(`the table of ${what}`, () => {
    test("holds each name once, whatever the case", () => {
      assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
    });

    test("finds each name in any case, and spells it as the table does", () => {
      for (const name of names)
        for (const spelled of [name, name.toLowerCase(), name.toUpperCase()])
          assert.equal(find(spelled), name);
      assert.equal(find("constructor"), undefined);
      assert.equal(find(""), undefined);
    });
  });
}

test("every variable that rules may name is there when they run, and no other", () => {
  const named = variableTable.filter((variable) => !variable.isRefused).map(nameOf);
  assert.deepEqual(variableNames.toSorted(), named.toSorted());
});

test("other spellings find the same", () => {
  assert.equal(findOperator("PMF")?.name, "pmFromFile");
  assert.equal(findOperator("ipmatchf")?.name, "ipMatchFromFile");
  assert.equal(findTransformation("normalisePathWin"), "normalizePathWin");
  assert.equal(findAction("sanitizeMatchedBytes")?.name, "sanitiseMatchedBytes");
});

test("everything says what it does or why it is refused", () => {
  const noted = [...actionTable, ...directiveTable, ...controlTable, ...operatorTable, ...variableTable];
  for (const { name, note } of noted) assert.ok(note.length > 3, name);
});
