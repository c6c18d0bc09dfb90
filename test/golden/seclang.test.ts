// Rules and what is said of them: `seclang/*.txt`, each one or more files, a line of dashes, and the
// diagnostics, behind them for right rules the program.

import { matchesGlob } from "node:path";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { buildProgram } from "#waf/seclang/build-program.ts";
import { filesOf, testGoldenFiles } from "./golden-file.ts";
import { programDump } from "./program-dump.ts";

const MAIN = "main.conf";

testGoldenFiles("seclang", (name) => `the rules ${name} are read as their golden file says`, outcome);

function outcome(input: string): string {
  const files = filesOf(input, MAIN);
  const { program, diagnostics } = buildProgram({
    roots: [{ file: MAIN }],
    readFile: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    glob: (pattern) => Object.keys(files).filter((name) => matchesGlob(name, pattern)),
  });
  const lines = diagnostics.map(formatDiagnostic);
  if (program !== undefined) lines.push(...programDump(program));
  return `${lines.join("\n")}\n`;
}
