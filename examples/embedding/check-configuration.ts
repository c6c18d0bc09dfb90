// Checks configurations from a program of your own, as `portcullis check` does: prints one line per finding
// and exits with 1 where a node would refuse one of them. Run it with the paths to check.

import { checkConfiguration, type Diagnostic, formatDiagnostic } from "portcullis/config";
import schema from "portcullis/schema" with { type: "json" };

const files = process.argv.slice(2);
const findings: Diagnostic[] = [];
for (const file of files) {
  const { ok, diagnostics } = await checkConfiguration(file, { env: { ...process.env, STAGE: "test" } });
  if (!ok) process.exitCode = 1;
  findings.push(...diagnostics);
}

for (const finding of findings) console.log(formatDiagnostic(finding));
console.log(`${files.length} checked, ${findings.length} findings (${schema.title})`);
