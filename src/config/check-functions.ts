// Cross checks of functions: where the script of each stands.

import type { Config } from "./config.ts";
import type { Report } from "./report.ts";
import { quoted } from "./tree.ts";

export function checkFunctions({ functions, places }: Config, report: Report): void {
  for (const [name, written] of functions) {
    if (written.file !== undefined && written.code !== undefined) {
      const message = `"file" and "code" both give the function ${quoted(name)}`;
      report.error(places.key(written, "code"), "too-many-choices", message, "keep one of them");
    } else if (!places.isWritten(written, "file") && !places.isWritten(written, "code")) {
      const message = `the function ${quoted(name)} has no "file"`;
      report.error(places.key(functions, name), "missing-key", message, "add file, or the script as code");
    }
  }
}
