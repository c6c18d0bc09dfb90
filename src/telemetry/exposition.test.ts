import assert from "node:assert/strict";
import { test } from "node:test";
import { MetricSet } from "./exposition.ts";
import type { SlotPage } from "./instruments.ts";
import { metricFamilies } from "./metric-family.ts";
import { WorkerMetrics } from "./metrics.ts";

/** A page as the kernel's, without shared memory. */
function fakePage(room = Number.POSITIVE_INFINITY): SlotPage & { values: number[] } {
  const keys: string[] = [];
  const values: number[] = [];
  return {
    values,
    open(key) {
      const known = keys.indexOf(key);
      if (known >= 0) return known;
      if (keys.length >= room) return -1;
      values.push(0);
      return keys.push(key) - 1;
    },
    add(slot, amount) {
      values[slot] = (values[slot] ?? 0) + amount;
    },
    set(slot, value) {
      values[slot] = value;
    },
    entries: () => keys.map((key, slot) => [key, values[slot] ?? 0] as const),
  };
}

type Family = { type: string; help: string; samples: { name: string; labels: string; value: number }[] };

/** Reads the text format 0.0.4 strictly; throws on what a scraper would refuse. */
function parseExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let current = "";
  assert.ok(text.endsWith("\n"));
  for (const line of text.slice(0, -1).split("\n")) {
    const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (comment !== null) {
      const [, keyword, name = "", rest = ""] = comment;
      if (keyword === "HELP") {
        assert.ok(!families.has(name), `${name} stands in two groups`);
        families.set(name, { type: "", help: rest, samples: [] });
        current = name;
      } else {
        const family = families.get(name);
        assert.ok(family !== undefined && name === current && family.type === "");
        family.type = rest;
      }
      continue;
    }
    const sample =
      /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (-?\d[\d.e+-]*|[+-]Inf|NaN)$/.exec(line);
    assert.ok(sample !== null, `not a sample: ${line}`);
    const [, name = "", labels = "", value = ""] = sample;
    assert.ok(name === current || name.replace(/_(bucket|sum|count)$/, "") === current, line);
    families.get(current)?.samples.push({ name, labels, value: Number(value.replace("Inf", "Infinity")) });
  }
  return families;
}

function assertHistogram(family: Family): void {
  const series = new Map<string, { counts: number[]; sum: number; count: number }>();
  for (const { name, labels, value } of family.samples) {
    const key = labels.replace(/,?le="[^"]*"/, "");
    const one = series.get(key) ?? { counts: [], sum: Number.NaN, count: Number.NaN };
    series.set(key, one);
    if (name.endsWith("_bucket")) one.counts.push(value);
    else if (name.endsWith("_sum")) one.sum = value;
    else one.count = value;
  }
  for (const { counts, sum, count } of series.values()) {
    for (let i = 1; i < counts.length; i++) assert.ok((counts[i] ?? 0) >= (counts[i - 1] ?? 0));
    assert.equal(counts.at(-1), count);
    assert.ok(sum >= 0);
  }
}

test("prints what two workers counted as one valid exposition", () => {
  const pages = [fakePage(), fakePage()];
  pages.forEach((page, i) => {
    const metrics = new WorkerMetrics(page, i);
    const route = metrics.routeMeter("default", "orders");
    route.record(200, 0.003, 100, 200);
    route.record(404, 0.7, 10, 20);
    route.record(200, 100, 1, 1);
    const member = metrics.memberMeter("orders", "127.0.0.1:9001");
    member.answered(0.002);
    member.failed("connect-refused");
    member.ejected(true);
    metrics.refusal("read", "field-malformed");
    metrics.connectionOpened("public");
    metrics.connectionOpened("public");
    metrics.connectionClosed("public");
    metrics.handshake("public", "TLSv1.3", true);
    metrics.handshake("public", "", false);
  });
  const set = new MetricSet();
  for (const page of pages) set.addPage(page);
  set.add("portcullis_build_info", { version: "1.0", node_version: "26" }, 1);
  const families = parseExposition(set.print());

  const value = (family: string, labels: string, name = family): number | undefined =>
    families.get(family)?.samples.find((sample) => sample.name === name && sample.labels === labels)?.value;
  assert.equal(value("portcullis_requests_total", 'site="default",route="orders",status_class="2xx"'), 4);
  assert.equal(value("portcullis_requests_total", 'site="default",route="orders",status_class="4xx"'), 2);
  assert.equal(value("portcullis_request_bytes_total", 'site="default",route="orders"'), 222);
  assert.equal(value("portcullis_refusals_total", 'stage="read",reason="field-malformed"'), 2);
  assert.equal(value("portcullis_open_connections", 'listener="public"'), 2);
  assert.equal(value("portcullis_connections_total", 'listener="public"'), 4);
  const handshake = (rest: string) => value("portcullis_tls_handshakes_total", `listener="public",${rest}`);
  assert.equal(handshake('outcome="completed",version="TLSv1.3",resumed="yes"'), 2);
  assert.equal(handshake('outcome="failed",version="",resumed=""'), 2);
  assert.equal(value("portcullis_upstream_ejected", 'pool="orders",member="127.0.0.1:9001"'), 2);
  const duration = "portcullis_request_duration_seconds";
  const labels = 'site="default",route="orders"';
  assert.equal(value(duration, `${labels},le="0.0025"`, `${duration}_bucket`), 0);
  assert.equal(value(duration, `${labels},le="0.005"`, `${duration}_bucket`), 2);
  assert.equal(value(duration, `${labels},le="1"`, `${duration}_bucket`), 4);
  assert.equal(value(duration, `${labels},le="+Inf"`, `${duration}_bucket`), 6);
  assert.equal(value(duration, labels, `${duration}_count`), 6);
  for (const [name, family] of families) {
    assert.ok(family.help !== "" && family.type !== "", name);
    if (family.type === "histogram") assertHistogram(family);
  }
});

test("escapes label values so that no name of a route can forge a sample", () => {
  const page = fakePage();
  new WorkerMetrics(page, 0).routeMeter('a"b\\c\nd|e', 'x"} 1\nforged 1').record(200, 0.1, 0, 0);
  const set = new MetricSet();
  set.addPage(page);
  const families = parseExposition(set.print());
  assert.ok(!families.has("forged"));
  assert.ok(
    families
      .get("portcullis_requests_total")
      ?.samples.some(({ labels }) => labels.startsWith('site="a\\"b\\\\c\\nd|e",route="x\\"} 1\\nforged 1"')),
  );
});

test("bounds the reasons that refusals may have", () => {
  const page = fakePage();
  const metrics = new WorkerMetrics(page, 0);
  for (let i = 0; i < 2000; i++) metrics.refusal("screen", `reason-${i}`);
  const reasons = [...page.entries()].filter(([key]) => key.startsWith("portcullis_refusals_total"));
  assert.ok(reasons.length <= 513, `${reasons.length}`);
  assert.equal(
    reasons.reduce((sum, [, value]) => sum + value, 0),
    2000,
  );
});

test("counts on without a full page's series, and tells how many are missing", () => {
  const page = fakePage(10);
  const metrics = new WorkerMetrics(page, 0);
  const route = metrics.routeMeter("default", "orders");
  route.record(200, 0.1, 1, 1);
  metrics.connectionOpened("public");
  const set = new MetricSet();
  set.addPage(page);
  const refused = parseExposition(set.print()).get("portcullis_metrics_series_refused_total")?.samples[0]
    ?.value;
  assert.ok(refused !== undefined && refused > 10);
});

test("clears the gauges that a worker's predecessor left, and keeps its counters", () => {
  const page = fakePage();
  new WorkerMetrics(page, 0).connectionOpened("public");
  new WorkerMetrics(page, 0);
  const set = new MetricSet();
  set.addPage(page);
  const families = parseExposition(set.print());
  assert.equal(families.get("portcullis_open_connections")?.samples[0]?.value, 0);
  assert.equal(families.get("portcullis_connections_total")?.samples[0]?.value, 1);
});

test("names families by the conventions of Prometheus", () => {
  for (const [name, family] of Object.entries(metricFamilies)) {
    assert.match(name, /^(portcullis|process)_[a-z_]+$/);
    assert.equal(name.endsWith("_total"), family.type === "counter", name);
    assert.match(family.help, /^[A-Z1].*\.$/);
    if (family.type === "histogram") assert.match(name, /_seconds$/);
  }
});
