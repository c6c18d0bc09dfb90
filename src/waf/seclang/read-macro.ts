// Reads text with `%{…}` and checks that what it names exists: a name that does not would silently stay
// empty.

import type { Place } from "#kernel/diagnostic.ts";
import { type Macro, parseMacro } from "./macro.ts";
import { knownVariable } from "./parse-targets.ts";
import type { Report } from "./report.ts";

export function readMacro(text: string, place: Place, report: Report): Macro {
  const macro = parseMacro(text);
  for (const part of macro) if (typeof part !== "string") knownVariable(part.variable, place, report);
  return macro;
}
