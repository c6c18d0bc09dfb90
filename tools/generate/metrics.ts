// docs/reference/metrics.md: every metric of a node, from the table of families.

import { bucketSeconds, type MetricFamily, metricFamilies } from "#telemetry/metric-family.ts";

const HEAD = `<!-- Generated from src/telemetry/metric-family.ts by \`npm run generate\`. Do not edit. -->

# Metrics

\`GET /metrics\` on the admin listener gives them in the Prometheus text format 0.0.4, summed over all workers.
Label values come from the configuration and from fixed tables, never from clients: no client can add a series.
A worker that dies leaves its counters to its successor; gauges begin anew.

The bounds of every histogram's buckets, in seconds: ${bucketSeconds.join(", ")}, and \`+Inf\`.

| Metric | Type | Labels | Meaning |
| --- | --- | --- | --- |
`;

export function outputs(): { path: string; content: string }[] {
  const rows = Object.entries(metricFamilies).map(([name, family]) => row(name, family));
  return [{ path: "docs/reference/metrics.md", content: `${HEAD}${rows.join("\n")}\n` }];
}

function row(name: string, { type, labels, help }: MetricFamily): string {
  return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(", ")} | ${help} |`;
}
