// The Core Rule Set with the settings that its regression tests are written for, as a program; and their
// tests.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FtwTest } from "#ftw/ftw-test.ts";
import { readFtwFile } from "#ftw/read-ftw-file.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { buildProgram, type Program } from "#waf/waf.ts";

const TEST_SETTINGS = [
  "setvar:tx.crs_validate_utf8_encoding=1",
  "setvar:tx.arg_name_length=100",
  "setvar:tx.arg_length=400",
  "setvar:tx.total_arg_length=64000",
  "setvar:tx.max_num_args=255",
  "setvar:tx.max_file_size=64100",
  "setvar:tx.combined_file_sizes=65535",
];

export type CrsOptions = {
  /** With rules/ and crs-setup.conf.example. */
  readonly folder: string;
  readonly paranoiaLevel: 1 | 2 | 3 | 4;
  readonly mode: "DetectionOnly" | "On";
  /** Limits so low that the regression tests meet them. */
  readonly hasTestLimits: boolean;
};

const engineText = ({ mode }: CrsOptions): string => `
SecRuleEngine ${mode}
SecRequestBodyAccess On
SecResponseBodyAccess On
SecResponseBodyMimeType text/plain text/html text/xml application/json
`;

const settingsText = ({ paranoiaLevel, hasTestLimits }: CrsOptions): string => `
SecAction "id:900005,phase:1,nolog,pass,\\
    ctl:ruleRemoveById=910000,\\
    setvar:tx.blocking_paranoia_level=${paranoiaLevel},\\
    setvar:tx.detection_paranoia_level=${paranoiaLevel}${hasTestLimits ? `,\\\n    ${TEST_SETTINGS.join(",")}` : ""}"
`;

const latin1 = (path: string): string => readFileSync(path, "latin1");

export function crsProgram(options: CrsOptions): Program {
  const { folder } = options;
  const rules = globSync(join(folder, "rules/*.conf")).toSorted();
  const { program, diagnostics } = buildProgram({
    roots: [
      { file: "engine.conf", text: engineText(options) },
      { file: join(folder, "crs-setup.conf.example") },
      { file: "settings.conf", text: settingsText(options) },
      ...rules.map((file) => ({ file })),
    ],
    readFile: (path) => latin1(path),
    glob: (pattern) => globSync(pattern).toSorted(),
  });
  assert(program !== undefined, diagnostics.map(formatDiagnostic).join("\n"));
  return program;
}

/** All regression tests below a folder, in the order of their files. */
export function crsTests(folder: string): readonly FtwTest[] {
  const files = globSync([join(folder, "**/*.yaml"), join(folder, "**/*.yml")]).toSorted();
  return files.flatMap((file) => {
    const { tests, diagnostics } = readFtwFile(file, readFileSync(file, "utf8"));
    assert.deepEqual(diagnostics, []);
    return tests;
  });
}
