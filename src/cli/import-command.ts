// `portcullis import`: configurations of Azure API Management, and descriptions of APIs, as a folder that a
// node can run by.

import { Argument, Command } from "commander";
import type { ImportReport } from "#import/import-report.ts";
import type { OutputFolder } from "#import/output-folder.ts";
import { exitCode } from "./exit-code.ts";

const HELP = `
Sources:
  apiops   a folder that Azure/apiops or apiops-cli extracted (folders of both spellings)
  arm      an ARM template in JSON, also one that Bicep was compiled to
  openapi  an OpenAPI document, 2.0, 3.0 or 3.1, in JSON or YAML

The folder that is made holds portcullis.yaml, policy documents as they were, and OpenAPI documents.
What is not supported is told with its place in the source, and so is every secret that is still to be
supplied: none is written to the folder. Documents go on to hold what is not supported, so that
\`portcullis check\` refuses them until it is removed.

Exits with 0 where everything could be taken over, with 1 where something could not, or where nothing
could be read or written. Findings go to standard error; --json prints one object to standard output:
{ "ok", "out", "files", "findings": [{ "kind", "code", "file", "line", "column", "message", "hint" }],
"secrets": [{ "from", "name", "meaning", "file", "line", "column" }] }.

Examples:
  $ portcullis import apiops extract --out shop
  $ portcullis import arm apim.json --out shop --json
  $ portcullis import openapi orders.yaml --out shop`;

const SOURCES = ["apiops", "arm", "openapi"] as const;

type ImportOptions = { readonly out: string; readonly json?: true };

export function importCommand(): Command {
  return new Command("import")
    .description("make a configuration of Azure API Management's, or of an OpenAPI document")
    .addArgument(new Argument("<source>", "what it is").choices(SOURCES))
    .argument("<path>", "the folder or file")
    .option("-o, --out <folder>", "the folder to make; it must be empty where there is one", "imported")
    .option("--json", "print the report as one JSON object")
    .addHelpText("after", HELP)
    .action(runImport);
}

async function runImport(
  source: (typeof SOURCES)[number],
  path: string,
  options: ImportOptions,
): Promise<void> {
  process.exitCode = exitCode("findings");
  // Loaded where it is used: the other commands start faster without it.
  const { readAndImport } = await import("#import/read-and-import.ts");
  try {
    const { output, report } = readAndImport(source, path);
    if (output.files.size > 0) output.write(options.out);
    if (report.isComplete) process.exitCode = exitCode("ok");
    if (options.json === true) console.log(JSON.stringify(asJson(options.out, output, report), undefined, 2));
    else tell(options.out, output, report);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
}

function asJson(out: string, { files }: OutputFolder, { isComplete, findings, secrets }: ImportReport) {
  return { ok: isComplete, out, files: [...files.keys()].toSorted(), findings, secrets };
}

function tell(out: string, { files }: OutputFolder, { findings, secrets }: ImportReport): void {
  for (const { file, line, column, kind, message, code, hint } of findings) {
    console.error(`${file}:${line}:${column}: ${kind}: ${message} [${code}]`);
    if (hint !== "") console.error(`    hint: ${hint}`);
  }
  for (const { file, line, column, from, name, meaning } of secrets) {
    const what = from === "env" ? `set the variable ${name}` : `supply the file ${name}`;
    console.error(`${file}:${line}:${column}: secret: ${what}: ${meaning}`);
  }
  const unsupported = findings.filter(({ kind }) => kind === "unsupported").length;
  if (files.size === 0) console.error("nothing was imported");
  else {
    const counts = `${unsupported} unsupported, ${secrets.length} secrets to supply`;
    console.log(`${out} has ${files.size} ${files.size === 1 ? "file" : "files"} (${counts})`);
  }
}
