import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type BuiltProgram, buildProgram } from "./build-program.ts";
import { operatorFileKey } from "./program.ts";
import type { ProgramSource } from "./program-source.ts";
import { manualDefaults } from "./setting-defaults.ts";

function build(text: string, more: Partial<ProgramSource> = {}): BuiltProgram {
  return buildProgram({
    roots: [{ file: "rules/main.conf", text }],
    readFile: () => undefined,
    glob: () => [],
    ...more,
  });
}

test("without directives the reference manual's defaults hold", () => {
  assert.deepEqual(build("").program?.settings, manualDefaults);
});

test("what the embedding sets holds where no directive says otherwise", () => {
  const defaults = { mode: "on", requestBodyLimitBytes: 5, isRegexMultiLine: true } as const;
  const settings = build("SecRequestBodyLimit 7", { defaults }).program?.settings;
  assert.deepEqual(settings, {
    ...manualDefaults,
    mode: "on",
    requestBodyLimitBytes: 7,
    isRegexMultiLine: true,
  });
});

test("with one mistake there is no program, and every mistake of every file is told in order", () => {
  const files = new Map([["rules/b.conf", "SecRule ARG a id:1\nSecRuel"]]);
  const { program, diagnostics } = build("SecNothing\nInclude b.conf\nSecWebAppId a\nSecRule ARGS a", {
    readFile: (path) => files.get(path),
  });
  assert.equal(program, undefined);
  assert.deepEqual(
    diagnostics.map(({ file, line, code }) => `${file}:${line} ${code}`),
    [
      "rules/b.conf:1 unknown-variable",
      "rules/b.conf:2 unknown-directive",
      "rules/main.conf:1 unknown-directive",
      "rules/main.conf:4 missing-id",
    ],
  );
});

test("a program with warnings can be used", () => {
  const { program, diagnostics } = build("SecTmpDir /tmp\nSecRuleRemoveById 7");
  assert.ok(program !== undefined);
  assert.deepEqual(
    diagnostics.map(({ severity }) => severity),
    ["warning", "warning"],
  );
});

test("a root without a text is read", () => {
  const roots = [{ file: "a.conf" }, { file: "b.conf" }];
  const { program, diagnostics } = build("", {
    roots,
    readFile: (path) => (path === "a.conf" ? "SecWebAppId a" : undefined),
  });
  assert.equal(program, undefined);
  assert.deepEqual(
    diagnostics.map(({ file, code }) => `${file} ${code}`),
    ["b.conf unreadable-file"],
  );
});

test("files of operators are kept under the folder of the rule that names them", () => {
  const { program } = build('SecRule ARGS "@pmFromFile w.data" id:1', {
    readFile: (path) => `content of ${path}`,
  });
  const key = operatorFileKey("rules/main.conf", "w.data");
  assert.deepEqual(program?.files, { [key]: "content of rules/w.data" });
});

test("includes are read in the order of their names, beside the file that names them", () => {
  const asked: string[] = [];
  build("Include more/*.conf", {
    glob: (pattern) => {
      asked.push(pattern);
      return ["rules/more/b.conf", "rules/more/a.conf"];
    },
    readFile: (path) => {
      asked.push(path);
      return "";
    },
  });
  assert.deepEqual(asked, ["rules/more/*.conf", "rules/more/a.conf", "rules/more/b.conf"]);
});

test("a program is plain data that passes between threads", () => {
  const text = 'SecRule ARGS "@rx %{tx.a}" "id:1,deny,setvar:tx.a=+1,msg:\'%{MATCHED_VAR}\'"';
  const { program } = build(text);
  assert.deepEqual(structuredClone(program), program);
});

test("no text makes the reader fail, and none gives a program with a mistake", () => {
  const words = [
    ...[
      "SecRule ARGS ",
      "SecAction ",
      '"@rx a" ',
      '"id:1,',
      "chain",
      ",",
      '"',
      "\n",
      "phase:2",
      "t:lowercase",
    ],
    ...[
      "SecRuleRemoveById 1",
      "SecRuleUpdateActionById 1 ",
      "SecDefaultAction ",
      "ctl:ruleRemoveById=1",
      "id:2,",
    ],
    ...["SecMarker a", "skipAfter:a", "deny", "SecRuleUpdateTargetById 1 !ARGS:a", "setvar:tx.a=1"],
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (parts) => {
      const { program, diagnostics } = build(parts.join(""));
      assert.equal(
        program === undefined,
        diagnostics.some(({ severity }) => severity === "error"),
      );
    }),
    { numRuns: 500 },
  );
});
