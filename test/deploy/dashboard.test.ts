// The dashboard and the alert rules against the code: no query may name what no node exposes.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { metricFamilies } from "#telemetry/metric-family.ts";
import { canInstall, ensurePackages } from "../harness/debian.ts";
import { testFolder } from "../harness/program.ts";

const DEPLOY = join(import.meta.dirname, "../../deploy");

type Query = { readonly place: string; readonly expr: string; readonly legend: string };

type Dashboard = {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr: string; readonly titleFormat: string }[] };
};

type Rules = {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  }[];
};

const dashboard: Dashboard = JSON.parse(readFileSync(join(DEPLOY, "grafana/portcullis.json"), "utf8"));
const rules: Rules = parse(readFileSync(join(DEPLOY, "prometheus/portcullis.rules.yaml"), "utf8"));

const dashboardQueries: Query[] = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ place: `panel ${title}`, expr, legend: legendFormat })),
  ),
  ...dashboard.annotations.list.map(({ expr, titleFormat }) => {
    return { place: "annotation", expr, legend: titleFormat };
  }),
];
const alertQueries: Query[] = rules.groups.flatMap((group) =>
  group.rules.map(({ alert, expr, annotations }) => {
    return { place: alert, expr, legend: Object.values(annotations).join(" ").replaceAll("$labels.", "") };
  }),
);

/** What Prometheus itself adds to every series. */
const SCRAPE_LABELS = ["job", "instance"];

/** `request_duration_seconds_bucket` is of the family `request_duration_seconds`, with the label `le`. */
function labelsOf(metric: string): readonly string[] | undefined {
  if (metric === "up") return [];
  if (Object.hasOwn(metricFamilies, metric)) {
    // hasOwn says that the name is one of the table's.
    return metricFamilies[metric as keyof typeof metricFamilies].labels;
  }
  const [, family = ""] = /^(.*)_(?:bucket|sum|count)$/.exec(metric) ?? [];
  if (!Object.hasOwn(metricFamilies, family)) return undefined;
  const { type, labels } = metricFamilies[family as keyof typeof metricFamilies];
  return type === "histogram" ? [...labels, "le"] : undefined;
}

const METRIC = /\b(?:portcullis_|process_)[a-z_]+|\bup\b/g;

function metricsOf(text: string): string[] {
  return text.match(METRIC) ?? [];
}

function checkLabels(label: string, known: readonly string[], place: string): void {
  assert.ok([...known, ...SCRAPE_LABELS].includes(label), `${place}: no such label: ${label}`);
}

for (const [what, queries] of [
  ["the dashboard", dashboardQueries],
  ["the alert rules", alertQueries],
] as const) {
  test(`every metric and label of ${what} exists`, () => {
    assert.ok(queries.length > 10);
    for (const { place, expr, legend } of queries) {
      const metrics = metricsOf(expr);
      assert.ok(metrics.length > 0, place);
      for (const metric of metrics)
        assert.ok(labelsOf(metric) !== undefined, `${place}: no such metric: ${metric}`);
      for (const [, metric = "", matchers = ""] of expr.matchAll(/([a-z_]+)\{([^}]*)\}/g)) {
        const known = labelsOf(metric) ?? [];
        for (const [, label = ""] of matchers.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g))
          checkLabels(label, known, place);
      }
      const all = metrics.flatMap((metric) => labelsOf(metric) ?? []);
      for (const [, list = ""] of expr.matchAll(/\bby \(([^)]*)\)/g)) {
        for (const label of list.split(",")) checkLabels(label.trim(), all, place);
      }
      for (const [, label = ""] of legend.matchAll(/\{\{\s*(?:with )?(?!end\b)([a-z_]+)\s*\}\}/g)) {
        checkLabels(label, all, place);
      }
    }
  });
}

test("the values of the dashboard's variables come from labels that exist", () => {
  for (const { definition } of dashboard.templating.list) {
    if (definition === undefined) continue;
    const [, metric = "", label = ""] = /^label_values\(([a-z_]+).*, ([a-z_]+)\)$/.exec(definition) ?? [];
    checkLabels(label, labelsOf(metric) ?? [], definition);
    assert.ok(labelsOf(metric) !== undefined, definition);
  }
});

test("every metric that tells of a loss has its alert", () => {
  const watched = new Set(alertQueries.flatMap(({ expr }) => metricsOf(expr)));
  for (const name of Object.keys(metricFamilies)) {
    if (/_dropped_total$|_refused_total$|_errors_total$/.test(name)) assert.ok(watched.has(name), name);
  }
});

test("panels have ids of their own, and lie beside each other", () => {
  const ids = dashboard.panels.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

const promtool = { skip: !canInstall(["prometheus"]) && "needs promtool of the Debian package prometheus" };

test("promtool takes the configuration, the rules, and every query of the dashboard", promtool, async (t) => {
  await ensurePackages(["prometheus"]);
  const prometheus = join(DEPLOY, "prometheus");
  execFileSync("promtool", ["check", "config", "prometheus.yaml"], { cwd: prometheus, stdio: "pipe" });
  execFileSync("promtool", ["check", "rules", "portcullis.rules.yaml"], { cwd: prometheus, stdio: "pipe" });
  const folder = testFolder(t);
  const recorded = dashboardQueries.map(({ expr }, i) => {
    const plain = expr.replaceAll("$__rate_interval", "5m").replaceAll("$__range", "1h");
    return { record: `panel:query:${i}`, expr: plain };
  });
  const file = join(folder, "queries.yaml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ groups: [{ name: "dashboard", rules: recorded }] }));
  execFileSync("promtool", ["check", "rules", file], { stdio: "pipe" });
});
