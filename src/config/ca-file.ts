// A PEM file with the authorities that another's certificate is judged by.

import { readAuthorities } from "#tls/certificate.ts";
import type { Files } from "./files.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import { besideFile } from "./source.ts";

/** The certificates of the file; undefined where it cannot be used (reported). */
export function pemTextOf(
  owner: object,
  key: string,
  file: string,
  { files, places, report }: { readonly files: Files; readonly places: Places; readonly report: Report },
): string | undefined {
  const spot = places.value(owner, key);
  const path = besideFile(spot, file);
  const name = places.isHidden(owner, key) ? `the file at ${places.shown(owner, key)}` : path;
  const content = files.text(path);
  if (content.kind === "failure") {
    const hint = "the path is relative to the file that this line stands in";
    report.error(spot, "unreadable-file", `${name} cannot be used: ${content.why}`, hint);
    return undefined;
  }
  const { pem, flaw } = readAuthorities(content.text);
  if (flaw === undefined) return pem.join("\n");
  report.error(spot, flaw.code, `${name} ${flaw.says}`, flaw.hint);
  return undefined;
}
