// Prints metrics in the Prometheus text format 0.0.4: the pages of all workers added up, and what control
// itself knows. A family without a sample is left out.

import {
  bucketSeconds,
  type FamilyName,
  type LabelValues,
  labelText,
  metricFamilies,
  readLabelText,
} from "./metric-family.ts";
import { readSampleKey } from "./sample-key.ts";

export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** The reader's side of a `CounterPage`. */
export type ReadablePage = { entries(): Iterable<readonly [key: string, value: number]> };

/** Numbers of one series: under "" its value, or under bucket indexes and `sum` those of a histogram. */
type Parts = Map<string, number>;

/** One series of a family: its labels, and its numbers by part (see `sampleKey`). */
export type MetricSeries = {
  readonly labels: Readonly<Record<string, string>>;
  readonly parts: ReadonlyMap<string, number>;
};

/** Samples by family and label text; pages and single values are added into it. */
export class MetricSet {
  readonly #families = new Map<FamilyName, Map<string, Parts>>();

  /** Adds every number of a page: counters, histograms and gauges of several workers sum up. */
  addPage(page: ReadablePage): void {
    for (const [key, value] of page.entries()) {
      const sample = readSampleKey(key);
      if (sample !== undefined) this.#add(sample.name, sample.labels, sample.part, value);
    }
  }

  add<Name extends FamilyName>(name: Name, labels: LabelValues<Name>, value: number): void {
    this.#add(name, labelText(name, labels), "", value);
  }

  #add(name: FamilyName, labels: string, part: string, value: number): void {
    const series = this.#families.get(name) ?? new Map<string, Parts>();
    const parts = series.get(labels) ?? new Map<string, number>();
    parts.set(part, (parts.get(part) ?? 0) + value);
    series.set(labels, parts);
    this.#families.set(name, series);
  }

  /** Every family that has a sample, its series in a fixed order. */
  families(): { readonly name: FamilyName; readonly series: readonly MetricSeries[] }[] {
    return [...this.#families].map(([name, byLabels]) => ({
      name,
      series: [...byLabels]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([text, parts]) => ({ labels: readLabelText(text), parts })),
    }));
  }

  /** The whole exposition, families and series in a fixed order. */
  print(): string {
    let out = "";
    for (const [name, family] of Object.entries(metricFamilies)) {
      // Object.entries widens the keys of a literal table to strings.
      const series = this.#families.get(name as FamilyName);
      if (series === undefined) continue;
      out += `# HELP ${name} ${escapeHelp(family.help)}\n# TYPE ${name} ${family.type}\n`;
      const labels = [...series.keys()].sort();
      for (const text of labels) {
        const parts = series.get(text) ?? new Map<string, number>();
        out +=
          family.type === "histogram" ? printHistogram(name, text, parts) : printValue(name, text, parts);
      }
    }
    return out;
  }
}

function printValue(name: string, labels: string, parts: Parts): string {
  return `${name}${labels === "" ? "" : `{${labels}}`} ${printNumber(parts.get("") ?? 0)}\n`;
}

/** The count is made from the buckets, so that both agree while workers go on counting. */
function printHistogram(name: string, labels: string, parts: Parts): string {
  const prefix = labels === "" ? "" : `${labels},`;
  let out = "";
  let count = 0;
  for (let i = 0; i <= bucketSeconds.length; i++) {
    count += parts.get(String(i)) ?? 0;
    const bound = bucketSeconds[i];
    out += `${name}_bucket{${prefix}le="${bound === undefined ? "+Inf" : bound}"} ${count}\n`;
  }
  const suffix = labels === "" ? "" : `{${labels}}`;
  return `${out}${name}_sum${suffix} ${printNumber(parts.get("sum") ?? 0)}\n${name}_count${suffix} ${count}\n`;
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}

function escapeHelp(text: string): string {
  return text.replace(/[\\\n]/g, (char) => (char === "\n" ? "\\n" : "\\\\"));
}
