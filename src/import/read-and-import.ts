// From a path to what an import makes of it.

import { readFileSync } from "node:fs";
import { importAzure } from "./import-azure.ts";
import { importOpenApi } from "./import-openapi.ts";
import { ImportReport } from "./import-report.ts";
import type { OutputFolder } from "./output-folder.ts";
import { readApiops } from "./read-apiops.ts";
import { readArm } from "./read-arm.ts";

export type ImportSource = "apiops" | "arm" | "openapi";

/** Throws the system's error where the path cannot be read; what is wrong with what is there is reported. */
export function readAndImport(
  source: ImportSource,
  path: string,
): { readonly output: OutputFolder; readonly report: ImportReport } {
  const report = new ImportReport();
  switch (source) {
    case "apiops":
      return { output: importAzure(readApiops(path, report), report), report };
    case "arm":
      return { output: importAzure(readArm(readFileSync(path, "utf8"), path, report), report), report };
    case "openapi":
      return { output: importOpenApi(readFileSync(path, "utf8"), path, report), report };
  }
}
