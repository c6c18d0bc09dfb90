// What imports make of samples: `import/*.txt`, each the files of one source, a line of dashes, the report
// and the files that come of it. What is made is loaded too: what a node would say of it stands at the end.
// UPDATE_GOLDEN=1 writes them anew.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { loadConfig } from "#config/load.ts";
import { type ImportSource, readAndImport } from "#import/read-and-import.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { compileApis } from "#snapshot/compile-apis.ts";
import { memoryPorts } from "../harness/memory-ports.ts";
import { testFolder } from "../harness/program.ts";
import { filesOf, testGoldenFiles } from "./golden-file.ts";

testGoldenFiles("import", (name) => `the sample ${name} is imported as its golden file says`, outcome);

/** A file named `source` says what the rest is: `apiops`, or `arm template.json`. */
function outcome(input: string): string {
  const { source = "apiops", ...files } = filesOf(input, "source");
  const folder = testFolder({ after });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const [kind = "", path = ""] = source.trim().split(" ");
  // The samples name one of them.
  const { output, report } = readAndImport(kind as ImportSource, join(folder, path));
  const made = Object.fromEntries(output.files);
  const lines = [
    ...report.findings.map(
      ({ file, line, column, kind: what, code, message }) =>
        `${file}:${line}:${column}: ${what}: ${message} [${code}]`,
    ),
    ...report.secrets.map(
      ({ file, line, column, from, name, meaning }) =>
        `${file}:${line}:${column}: ${from} ${name}: ${meaning}`,
    ),
    ...Object.entries(made)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, text]) => [`-- ${name} --`, text.trimEnd()]),
    "-- what a node says --",
    ...check(
      made,
      report.secrets.filter(({ from }) => from === "env").map(({ name }) => name),
    ),
  ];
  return `${lines.join("\n").replaceAll(`${folder}/`, "")}\n`;
}

/** With every secret supplied. */
function check(files: Readonly<Record<string, string>>, secrets: readonly string[]): readonly string[] {
  if (files["portcullis.yaml"] === undefined) return [];
  const env = Object.fromEntries(secrets.map((name, index) => [name, `a-secret-of-some-length-${index}`]));
  const ports = memoryPorts(files, env);
  const { config, diagnostics } = loadConfig("portcullis.yaml", ports);
  const apis = config === undefined ? [] : compileApis(config, ports).diagnostics;
  const found = [...diagnostics, ...apis];
  return found.length === 0 ? ["right"] : found.map(formatDiagnostic);
}
