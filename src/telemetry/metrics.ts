// What a gateway worker counts, in shared memory that control reads. Handles are asked for when a snapshot
// is built; counting a request is then a handful of additions to an array.

import { type FunctionOutcome, functionOutcomes } from "#kernel/function-outcome.ts";
import { Counter, Gauge, Histogram, type SlotPage } from "./instruments.ts";
import {
  bucketSeconds,
  type FamilyName,
  type LabelValues,
  labelText,
  metricFamilies,
} from "./metric-family.ts";
import { readSampleKey, sampleKey } from "./sample-key.ts";

const STATUS_CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;
const MIRROR_OUTCOMES = ["answered", "failed", "busy", "skipped"] as const;
const EDGE_RULE_OUTCOMES = ["applied", "dry-run"] as const;
type MirrorOutcome = (typeof MIRROR_OUTCOMES)[number];
type EdgeRuleOutcome = (typeof EDGE_RULE_OUTCOMES)[number];
type FunctionMeter = { ran(outcome: FunctionOutcome, seconds: number): void };
type ShapeMeter = { delayed(bytes: number): void; waited(seconds: number): void };
const MAX_REASONS = 512;
const MAX_POLICY_SERIES = 512;

export class WorkerMetrics {
  readonly #page: SlotPage;
  readonly #worker: string;
  readonly #routes = new Map<string, RouteMeter>();
  readonly #members = new Map<string, MemberMeter>();
  readonly #mirrors = new Map<string, OutcomeMeter<MirrorOutcome>>();
  readonly #edgeRules = new Map<string, OutcomeMeter<EdgeRuleOutcome>>();
  readonly #shapes = new Map<string, ShapeMeter>();
  readonly #functions = new Map<string, FunctionMeter>();
  readonly #pools = new Map<string, PoolMeter>();
  readonly #listeners = new Map<string, ListenerMeter>();
  readonly #handshakes = new Map<string, Counter>();
  readonly #refusals = new Map<string, Map<string, Counter>>();
  #reasons = 0;
  readonly #refusedSeries: Counter;
  readonly accessLines: Counter;
  readonly accessLinesSampledOut: Counter;
  readonly accessLinesDropped: Counter;
  readonly accessLogBlocked: Counter;
  readonly wafLogLines: Counter;
  readonly wafLogLinesDropped: Counter;
  readonly #debugTokens = new Map<string, Counter>();
  readonly #bots = new Map<string, Counter>();
  readonly #wafRequests = new Map<string, Counter>();
  readonly #policyMetrics = new Map<string, Counter>();

  constructor(page: SlotPage, worker: number) {
    this.#page = page;
    this.#worker = String(worker);
    clearGauges(page);
    this.#refusedSeries = new Counter(
      page,
      page.open(sampleKey("portcullis_metrics_series_refused_total", "")),
    );
    this.accessLines = this.#counter("portcullis_access_lines_total", {});
    this.accessLinesSampledOut = this.#counter("portcullis_access_lines_sampled_out_total", {});
    this.accessLinesDropped = this.#counter("portcullis_access_lines_dropped_total", {});
    this.accessLogBlocked = this.#counter("portcullis_access_log_blocked_total", {});
    this.wafLogLines = this.#counter("portcullis_waf_log_lines_total", {});
    this.wafLogLinesDropped = this.#counter("portcullis_waf_log_lines_dropped_total", {});
  }

  /** Counts the requests of one route; both names are empty for requests that were never routed. */
  routeMeter(site: string, route: string): RouteMeter {
    const labels = { site, route };
    return remember(this.#routes, `${site}\n${route}`, () => {
      const byClass = STATUS_CLASSES.map((status_class) =>
        this.#counter("portcullis_requests_total", { ...labels, status_class }),
      );
      return new RouteMeter(
        byClass,
        this.#histogram("portcullis_request_duration_seconds", labels),
        this.#counter("portcullis_request_bytes_total", labels),
        this.#counter("portcullis_response_bytes_total", labels),
      );
    });
  }

  /** Counts the copies of one route's requests. */
  mirrorMeter(site: string, route: string): OutcomeMeter<MirrorOutcome> {
    return remember(this.#mirrors, `${site}\n${route}`, () => {
      const counter = (outcome: string): Counter =>
        this.#counter("portcullis_mirrored_requests_total", { site, route, outcome });
      return new OutcomeMeter(new Map(MIRROR_OUTCOMES.map((outcome) => [outcome, counter(outcome)])));
    });
  }

  /** Counts what one edge rule of a site does. */
  edgeRuleMeter(site: string, rule: string): OutcomeMeter<EdgeRuleOutcome> {
    return remember(this.#edgeRules, `${site}\n${rule}`, () => {
      const counters = EDGE_RULE_OUTCOMES.map((outcome) => {
        return [
          outcome,
          this.#counter("portcullis_edge_rule_matches_total", { site, rule, outcome }),
        ] as const;
      });
      return new OutcomeMeter(new Map(counters));
    });
  }

  /** Counts what one edge rule of a site slows, or would slow. */
  shapeMeter(site: string, rule: string, outcome: EdgeRuleOutcome): ShapeMeter {
    return remember(this.#shapes, `${site}\n${rule}\n${outcome}`, () => {
      const bytes = this.#counter("portcullis_shaped_bytes_total", { site, rule, outcome });
      const seconds = this.#counter("portcullis_shaped_seconds_total", { site, rule });
      return { delayed: (count) => bytes.add(count), waited: (time) => seconds.add(time) };
    });
  }

  /** Counts what a function of the operator's own decides. */
  functionMeter(name: string): FunctionMeter {
    return remember(this.#functions, name, () => {
      const counter = (outcome: FunctionOutcome): Counter =>
        this.#counter("portcullis_edge_function_runs_total", { function: name, outcome });
      const runs = new OutcomeMeter(new Map(functionOutcomes.map((outcome) => [outcome, counter(outcome)])));
      const seconds = this.#counter("portcullis_edge_function_seconds_total", { function: name });
      return {
        ran: (outcome, time) => {
          runs.record(outcome);
          seconds.add(time);
        },
      };
    });
  }

  /** Counts what one member of a pool answers. */
  memberMeter(pool: string, member: string): MemberMeter {
    const labels = { pool, member };
    return remember(this.#members, `${pool}\n${member}`, () => {
      return new MemberMeter(
        this.#histogram("portcullis_upstream_response_seconds", labels),
        (reason) => this.#counter("portcullis_upstream_failures_total", { ...labels, reason }),
        new Outage(
          this.#counter("portcullis_upstream_ejections_total", labels),
          this.#gauge("portcullis_upstream_ejected", labels),
        ),
        new Outage(
          this.#counter("portcullis_upstream_breaker_trips_total", labels),
          this.#gauge("portcullis_upstream_breaker_open", labels),
        ),
        this.#counter("portcullis_upstream_resolve_failures_total", labels),
      );
    });
  }

  /** Counts the further attempts of one pool. */
  poolMeter(pool: string): PoolMeter {
    const labels = { pool };
    return remember(this.#pools, pool, () => {
      return new PoolMeter(
        this.#counter("portcullis_upstream_retries_total", labels),
        this.#counter("portcullis_upstream_hedges_total", labels),
        this.#counter("portcullis_upstream_retries_denied_total", labels),
        this.#counter("portcullis_upstream_signed_total", labels),
      );
    });
  }

  botClassified(botClass: "verified" | "bad" | "unknown" | "none"): void {
    remember(this.#bots, botClass, () =>
      this.#counter("portcullis_bot_requests_total", { class: botClass }),
    ).add(1);
  }

  /** What became of the debug token of a request. */
  debugToken(outcome: "traced" | "wrong" | "expired" | "elsewhere"): void {
    remember(this.#debugTokens, outcome, () =>
      this.#counter("portcullis_debug_tokens_total", { outcome }),
    ).add(1);
  }

  wafVerdict(policy: string, verdict: "passed" | "matched" | "blocked" | "undecided"): void {
    const counter = remember(this.#wafRequests, `${policy}\n${verdict}`, () =>
      this.#counter("portcullis_waf_requests_total", { policy, verdict }),
    );
    counter.add(1);
  }

  /**
   * What a policy emits. Its names and dimensions may be expressions: past a bound, new ones are `other`.
   * A counter never falls: what is below 0 adds nothing.
   */
  policyMetric(namespace: string, name: string, dimensions: string, value: number): void {
    const key = `${namespace}\n${name}\n${dimensions}`;
    const isBounded = this.#policyMetrics.has(key) || this.#policyMetrics.size < MAX_POLICY_SERIES;
    const labels = isBounded
      ? { namespace, name, dimensions }
      : { namespace: "other", name: "other", dimensions: "other" };
    const counter = remember(this.#policyMetrics, isBounded ? key : "other", () =>
      this.#counter("portcullis_policy_metric_total", labels),
    );
    counter.add(Math.max(0, value));
  }

  /** `reason` comes from the fault catalogue or from configured rules; past a bound it counts as `other`. */
  refusal(stage: string, reason: string): void {
    let reasons = this.#refusals.get(stage);
    if (reasons === undefined) {
      reasons = new Map();
      this.#refusals.set(stage, reasons);
    }
    let counter = reasons.get(reason);
    if (counter === undefined) {
      const isBounded = this.#reasons++ < MAX_REASONS;
      counter = this.#counter("portcullis_refusals_total", { stage, reason: isBounded ? reason : "other" });
      if (isBounded) reasons.set(reason, counter);
    }
    counter.add(1);
  }

  connectionOpened(listener: string): void {
    this.#listener(listener).opened();
  }

  connectionClosed(listener: string): void {
    this.#listener(listener).closed();
  }

  /** @param version as Node names it, of which there are few; empty for a handshake that failed */
  handshake(listener: string, version: string, isResumed: boolean): void {
    const resumed = version === "" ? "" : isResumed ? "yes" : "no";
    const outcome = version === "" ? "failed" : "completed";
    remember(this.#handshakes, `${listener}\n${version}\n${resumed}`, () =>
      this.#counter("portcullis_tls_handshakes_total", { listener, outcome, version, resumed }),
    ).add(1);
  }

  /** Shows how busy this thread is and how far behind, once per second, for as long as it lives. */
  sampleEventLoop(load: { readonly delayMs: number; readonly level: number }): void {
    const gauge = this.#gauge("portcullis_event_loop_utilization", { worker: this.#worker });
    const delay = this.#gauge("portcullis_event_loop_delay_seconds", { worker: this.#worker });
    const level = this.#gauge("portcullis_shed_level", { worker: this.#worker });
    let last = performance.eventLoopUtilization();
    const timer = setInterval(() => {
      const now = performance.eventLoopUtilization();
      gauge.set(Math.round(performance.eventLoopUtilization(now, last).utilization * 1e4) / 1e4);
      last = now;
      delay.set(Math.round(load.delayMs * 10) / 1e4);
      level.set(load.level);
    }, 1000);
    timer.unref();
  }

  #listener(name: string): ListenerMeter {
    const labels = { listener: name };
    return remember(this.#listeners, name, () => {
      return new ListenerMeter(
        this.#counter("portcullis_connections_total", labels),
        this.#gauge("portcullis_open_connections", labels),
      );
    });
  }

  #counter<Name extends FamilyName>(name: Name, labels: LabelValues<Name>): Counter {
    return new Counter(this.#page, this.#open(name, labelText(name, labels), ""));
  }

  #gauge<Name extends FamilyName>(name: Name, labels: LabelValues<Name>): Gauge {
    return new Gauge(this.#page, this.#open(name, labelText(name, labels), ""));
  }

  #histogram<Name extends FamilyName>(name: Name, values: LabelValues<Name>): Histogram {
    const labels = labelText(name, values);
    const buckets: number[] = [];
    for (let i = 0; i <= bucketSeconds.length; i++) buckets.push(this.#open(name, labels, String(i)));
    return new Histogram(this.#page, buckets, this.#open(name, labels, "sum"));
  }

  #open(name: FamilyName, labels: string, part: string): number {
    const slot = this.#page.open(sampleKey(name, labels, part));
    if (slot < 0) this.#refusedSeries.add(1);
    return slot;
  }
}

/** A counter of a thread that is not a gateway worker, in a page of its own. */
export function openCounter<Name extends FamilyName>(
  page: SlotPage,
  name: Name,
  labels: LabelValues<Name>,
): Counter {
  return new Counter(page, page.open(sampleKey(name, labelText(name, labels))));
}

/** What a worker that died left in the page still counts, but its gauges are not true any more. */
function clearGauges(page: SlotPage): void {
  for (const [key] of page.entries()) {
    const sample = readSampleKey(key);
    if (sample !== undefined && metricFamilies[sample.name].type === "gauge") page.set(page.open(key), 0);
  }
}

function remember<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

export class RouteMeter {
  readonly #byClass: readonly Counter[];
  readonly #duration: Histogram;
  readonly #requestBytes: Counter;
  readonly #responseBytes: Counter;

  constructor(
    byClass: readonly Counter[],
    duration: Histogram,
    requestBytes: Counter,
    responseBytes: Counter,
  ) {
    this.#byClass = byClass;
    this.#duration = duration;
    this.#requestBytes = requestBytes;
    this.#responseBytes = responseBytes;
  }

  record(status: number, seconds: number, requestBytes: number, responseBytes: number): void {
    this.#byClass[Math.trunc(status / 100) - 1]?.add(1);
    this.#duration.observe(seconds);
    this.#requestBytes.add(requestBytes);
    this.#responseBytes.add(responseBytes);
  }
}

class OutcomeMeter<Outcome extends string> {
  readonly #outcomes: ReadonlyMap<Outcome, Counter>;

  constructor(outcomes: ReadonlyMap<Outcome, Counter>) {
    this.#outcomes = outcomes;
  }

  record(outcome: Outcome): void {
    this.#outcomes.get(outcome)?.add(1);
  }
}

/** Times that something was taken out of service, and whether it is out now. */
class Outage {
  readonly #times: Counter;
  readonly #isOut: Gauge;

  constructor(times: Counter, isOut: Gauge) {
    this.#times = times;
    this.#isOut = isOut;
  }

  set(isOut: boolean): void {
    if (isOut) this.#times.add(1);
    this.#isOut.set(isOut ? 1 : 0);
  }
}

export class MemberMeter {
  readonly #responses: Histogram;
  readonly #failures = new Map<string, Counter>();
  readonly #newFailure: (reason: string) => Counter;
  readonly #ejections: Outage;
  readonly #trips: Outage;
  readonly #unresolved: Counter;

  constructor(
    responses: Histogram,
    newFailure: (reason: string) => Counter,
    ejections: Outage,
    trips: Outage,
    unresolved: Counter,
  ) {
    this.#responses = responses;
    this.#newFailure = newFailure;
    this.#ejections = ejections;
    this.#trips = trips;
    this.#unresolved = unresolved;
  }

  answered(seconds: number): void {
    this.#responses.observe(seconds);
  }

  /** `reason` is a code of the fault catalogue, so there are few. */
  failed(reason: string): void {
    let counter = this.#failures.get(reason);
    if (counter === undefined) {
      counter = this.#newFailure(reason);
      this.#failures.set(reason, counter);
    }
    counter.add(1);
  }

  ejected(isEjected: boolean): void {
    this.#ejections.set(isEjected);
  }

  tripped(isOpen: boolean): void {
    this.#trips.set(isOpen);
  }

  unresolved(): void {
    this.#unresolved.add(1);
  }
}

export class PoolMeter {
  readonly #retries: Counter;
  readonly #hedges: Counter;
  readonly #denied: Counter;
  readonly #signed: Counter;

  constructor(retries: Counter, hedges: Counter, denied: Counter, signed: Counter) {
    this.#retries = retries;
    this.#hedges = hedges;
    this.#denied = denied;
    this.#signed = signed;
  }

  signed(): void {
    this.#signed.add(1);
  }

  retried(isHedge: boolean): void {
    (isHedge ? this.#hedges : this.#retries).add(1);
  }

  retryDenied(): void {
    this.#denied.add(1);
  }
}

class ListenerMeter {
  readonly #connections: Counter;
  readonly #open: Gauge;

  constructor(connections: Counter, open: Gauge) {
    this.#connections = connections;
    this.#open = open;
  }

  opened(): void {
    this.#connections.add(1);
    this.#open.add(1);
  }

  closed(): void {
    this.#open.add(-1);
  }
}
