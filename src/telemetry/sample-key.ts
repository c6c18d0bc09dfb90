// The keys of numbers in counter pages.

import { type FamilyName, metricFamilies } from "./metric-family.ts";

/**
 * The key of one number in a counter page: family, labels, and for histograms the index of a bucket or
 * `sum`. Buckets are kept apart, not cumulative, so that one request adds to one of them.
 */
export function sampleKey(name: FamilyName, labels: string, part = ""): string {
  return `${name}|${part}|${labels}`;
}

export type SampleKey = { readonly name: FamilyName; readonly part: string; readonly labels: string };

/** Undefined for a key that this version did not write. */
export function readSampleKey(key: string): SampleKey | undefined {
  const first = key.indexOf("|");
  const second = key.indexOf("|", first + 1);
  if (first < 0 || second < 0) return undefined;
  const name = key.slice(0, first);
  if (!isFamilyName(name)) return undefined;
  return { name, part: key.slice(first + 1, second), labels: key.slice(second + 1) };
}

function isFamilyName(name: string): name is FamilyName {
  return Object.hasOwn(metricFamilies, name);
}
