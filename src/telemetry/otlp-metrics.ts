// All metrics of a node in OTLP's JSON: counters as cumulative sums, gauges, histograms with explicit bounds.
// Names are those of the Prometheus exposition, so that dashboards and alerts fit either way.

import type { MetricSeries, MetricSet } from "./exposition.ts";
import { bucketSeconds, type FamilyName, metricFamilies } from "./metric-family.ts";
import { attributes } from "./otlp-trace.ts";

/** AggregationTemporality of opentelemetry/proto/metrics/v1/metrics.proto. */
const CUMULATIVE = 2;

/** Times in ms since the epoch; `startedMs` is when everything was zero. */
export function otlpMetrics(set: MetricSet, startedMs: number, nowMs: number): readonly object[] {
  const times = { startTimeUnixNano: unixNano(startedMs), timeUnixNano: unixNano(nowMs) };
  return set.families().map(({ name, series }) => metricOf(name, series, times));
}

type Times = { readonly startTimeUnixNano: string; readonly timeUnixNano: string };

const unixNano = (ms: number): string => String(BigInt(Math.round(ms)) * 1_000_000n);

function metricOf(name: FamilyName, series: readonly MetricSeries[], times: Times): object {
  const { help: description, type } = metricFamilies[name];
  const head = { name, description, unit: unitOf(name) };
  if (type === "gauge") {
    const dataPoints = series.map((each) => numberPoint(each, { timeUnixNano: times.timeUnixNano }));
    return { ...head, gauge: { dataPoints } };
  }
  if (type === "counter") {
    const dataPoints = series.map((each) => numberPoint(each, times));
    return { ...head, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } };
  }
  const dataPoints = series.map((each) => histogramPoint(each, times));
  return { ...head, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } };
}

/** UCUM, as OpenTelemetry spells units. */
function unitOf(name: string): string {
  if (/_seconds(?:_total)?$/.test(name)) return "s";
  return /_bytes(?:_total)?$/.test(name) ? "By" : "1";
}

function numberPoint({ labels, parts }: MetricSeries, times: Partial<Times>): object {
  return { ...times, attributes: attributes(labels), asDouble: parts.get("") ?? 0 };
}

/** Each bucket counts its own; the last one has no upper bound. */
function histogramPoint({ labels, parts }: MetricSeries, times: Times): object {
  const counts = Array.from({ length: bucketSeconds.length + 1 }, (_, i) => parts.get(String(i)) ?? 0);
  return {
    ...times,
    attributes: attributes(labels),
    count: String(counts.reduce((sum, count) => sum + count, 0)),
    sum: parts.get("sum") ?? 0,
    bucketCounts: counts.map(String),
    explicitBounds: bucketSeconds,
  };
}
