// Policy documents and what is said of them: `policy/*.txt`, each a document, a line of dashes, and the
// diagnostics. A file named `values` gives named values, one named `scope` says whose document it is.
// UPDATE_GOLDEN=1 writes them anew.

import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { checkPolicyDocument, type Scope } from "#policy/check-document.ts";
import { filesOf, testGoldenFiles } from "./golden-file.ts";

const MAIN = "policy.xml";

testGoldenFiles("policy", (name) => `the policy document ${name} is told what its golden file says`, outcome);

const scopes: readonly Scope[] = ["global", "workspace", "product", "api", "operation", "resolver"];

function outcome(input: string): string {
  const { values, scope, [MAIN]: text = "" } = filesOf(input, MAIN);
  const diagnostics = checkPolicyDocument(text, MAIN, {
    takesUnsupported: true,
    namedValues: values === undefined ? undefined : valuesOf(values),
    scope: scopes.find((one) => one === scope?.trim()),
  });
  return `${diagnostics.map(formatDiagnostic).join("\n")}\n`;
}

/** One name=value per line. */
function valuesOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}
