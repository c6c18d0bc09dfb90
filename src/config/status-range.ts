// A status or a range of them: `404`, `200-399`.

import type { Format, Parsed } from "./format.ts";

export type StatusRange = { readonly from: number; readonly to: number };

function parseStatusRange(text: string): Parsed<StatusRange> {
  const [, low, high = low] = /^([0-9]{3})(?:-([0-9]{3}))?$/.exec(text) ?? [];
  const [from, to] = [Number(low), Number(high)];
  if (from >= 100 && to <= 599 && from <= to) return { value: { from, to } };
  const hint = "write a status such as 404, or a range such as 200-399, from 100 to 599";
  return { code: "bad-status", says: "is not a status or a range of them", hint };
}

export const statusRange: Format<StatusRange> = {
  name: "a status or range",
  parse: parseStatusRange,
  print: ({ from, to }) => (from === to ? String(from) : `${from}-${to}`),
  readsNumbers: true,
};
