// The end of a bench: what it prints, what it keeps, and its exit code.

import { saveResult } from "./save-result.ts";

export type ToldReport = {
  /** One word; names the file and the section of what is kept. */
  readonly bench: string;
  readonly report: { readonly date: string };
  /** What `--json` prints. */
  readonly figures: unknown;
  readonly text: string;
  /** A bench that misses a budget exits with 1. */
  readonly isKept: boolean;
};

/** Both options are those of the command line. */
export function tellReport(
  { bench, report, figures, text, isKept }: ToldReport,
  { json, save }: { readonly json: boolean; readonly save: boolean },
): void {
  console.log(json ? JSON.stringify(figures, undefined, 2) : text);
  if (save) {
    const kept = saveResult({ bench, date: report.date, figures: report, markdown: text });
    process.stderr.write(`saved in ${kept}\n`);
  }
  if (!isKept) process.exitCode = 1;
}
