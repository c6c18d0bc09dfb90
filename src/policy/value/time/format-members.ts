// ToString in its four forms, for values that have formats; there is one culture.

import type { Members } from "../../type/type-definition.ts";
import type { Run } from "../run.ts";

type Formattable = { toFormat(format: string | null): string };

/** Longer formats give longer texts: they are paid for. */
function formatted(run: Run, value: Formattable, format: string | null): string {
  const length = format?.length ?? 0;
  run.spend(length);
  run.allocate(64 + length * 8);
  return value.toFormat(format);
}

export const formatMembers: Members = {
  "string ToString()": (run: Run, value: Formattable) => formatted(run, value, null),
  "string ToString(string format)": formatted,
  "string ToString(IFormatProvider provider)": (run: Run, value: Formattable) => formatted(run, value, null),
  "string ToString(string format, IFormatProvider provider)": formatted,
};
