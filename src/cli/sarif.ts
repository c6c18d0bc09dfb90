// Diagnostics as a SARIF 2.1.0 log, which code scanning and editors read.

import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "#kernel/diagnostic.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const ROOT = "WORKDIR";

/** Paths are relative to the working directory where the file lies in it, as code scanning wants them. */
export function sarifLog(
  diagnostics: readonly Diagnostic[],
  version: string,
  workDir = process.cwd(),
): object {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "portcullis",
            version,
            rules: codes.map((code) => ({ id: code, name: ruleName(code) })),
          },
        },
        originalUriBaseIds: { [ROOT]: { uri: `${pathToFileURL(workDir).href}/` } },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((diagnostic) => resultOf(diagnostic, codes, workDir)),
      },
    ],
  };
}

function resultOf(diagnostic: Diagnostic, codes: readonly string[], workDir: string): object {
  const { severity, code, message, hint, file, line, column } = diagnostic;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: hint === "" ? message : `${message}: ${hint}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifactOf(file, workDir),
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}

function artifactOf(file: string, workDir: string): object {
  const path = relative(workDir, resolve(workDir, file));
  if (path.startsWith("..")) return { uri: pathToFileURL(resolve(workDir, file)).href };
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: ROOT };
}

/** `unknown-key` → `UnknownKey`, as the specification names rules. */
function ruleName(code: string): string {
  return code.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
