// Exports spans and metrics of a node beside everything else: spans wait in a bounded queue, metrics are read
// when it is time. A collector that is slow or down costs spans, which are counted, and never a request.

import type { MetricSet } from "./exposition.ts";
import type { Log } from "./log.ts";
import { exportOtlp, type OtlpSend, type OtlpSignal } from "./otlp-client.ts";
import { otlpMetrics } from "./otlp-metrics.ts";
import type { OtlpSpec } from "./otlp-spec.ts";
import { attributes, type OtlpSpan, spansOfLines } from "./otlp-trace.ts";

export type OtlpTools = {
  readonly log: Log;
  readonly version: string;
  readonly send: OtlpSend;
  readonly metrics: () => MetricSet;
  /** Since when the counters count, ms since the epoch. */
  readonly startedMs: number;
  readonly onExported: (signal: OtlpSignal, items: number) => void;
  readonly onDropped: (signal: OtlpSignal, items: number) => void;
};

const BATCH_SPANS = 512;
const BATCH_WAIT_MS = 1000;
const REPORT_EVERY_MS = 30_000;

export class OtlpExporter {
  readonly #spec: OtlpSpec;
  readonly #tools: OtlpTools;
  readonly #closing = new AbortController();
  readonly #resource: object;
  readonly #scope: object;
  #spans: OtlpSpan[] = [];
  #batchTimer: NodeJS.Timeout | undefined;
  #metricTimer: NodeJS.Timeout | undefined;
  #sendingSpans: Promise<void> | undefined;
  #sendingMetrics: Promise<void> | undefined;
  #reportedAtMs = Number.NEGATIVE_INFINITY;

  constructor(spec: OtlpSpec, tools: OtlpTools) {
    this.#spec = spec;
    this.#tools = tools;
    this.#resource = { attributes: attributes({ ...spec.resource, "service.version": tools.version }) };
    this.#scope = { name: "portcullis", version: tools.version };
    if (!spec.exportsMetrics) return;
    this.#metricTimer = setInterval(() => this.#exportMetrics(), spec.metricIntervalMs);
  }

  /** Takes the spans out of access lines. */
  addLines(lines: Buffer): void {
    if (!this.#spec.exportsTraces) return;
    const spans = spansOfLines(lines, this.#spec.routePaths);
    if (spans.length === 0) return;
    const room = Math.max(0, this.#spec.queuedSpans - this.#spans.length);
    for (const span of spans.slice(0, room)) this.#spans.push(span);
    if (spans.length > room) this.#tools.onDropped("traces", spans.length - room);
    if (this.#spans.length >= BATCH_SPANS) this.#exportSpans();
    else this.#batchTimer ??= setTimeout(() => this.#exportSpans(), BATCH_WAIT_MS);
  }

  #exportSpans(): void {
    clearTimeout(this.#batchTimer);
    this.#batchTimer = undefined;
    this.#sendingSpans ??= this.#sendSpans().finally(() => {
      this.#sendingSpans = undefined;
    });
  }

  async #sendSpans(): Promise<void> {
    while (this.#spans.length > 0 && !this.#closing.signal.aborted) {
      const spans = this.#spans.slice(0, BATCH_SPANS);
      // They keep their room in the queue until the collector has them.
      await this.#send("traces", spans.length, {
        resourceSpans: [{ resource: this.#resource, scopeSpans: [{ scope: this.#scope, spans }] }],
      });
      this.#spans = this.#spans.slice(spans.length);
    }
  }

  #exportMetrics(): void {
    this.#sendingMetrics ??= this.#sendMetrics().finally(() => {
      this.#sendingMetrics = undefined;
    });
  }

  async #sendMetrics(): Promise<void> {
    const metrics = otlpMetrics(this.#tools.metrics(), this.#tools.startedMs, Date.now());
    await this.#send("metrics", metrics.length, {
      resourceMetrics: [{ resource: this.#resource, scopeMetrics: [{ scope: this.#scope, metrics }] }],
    });
  }

  async #send(signal: OtlpSignal, items: number, message: object): Promise<void> {
    const { send } = this.#tools;
    const json = JSON.stringify(message);
    const outcome = await exportOtlp(this.#spec, signal, json, this.#closing.signal, send);
    const dropped = outcome.kind === "taken" ? Math.min(outcome.rejected, items) : items;
    if (items > dropped) this.#tools.onExported(signal, items - dropped);
    if (dropped > 0) this.#tools.onDropped(signal, dropped);
    if (outcome.message !== "" || dropped > 0) this.#report(signal, dropped, outcome.message);
  }

  #report(signal: OtlpSignal, dropped: number, message: string): void {
    if (performance.now() - this.#reportedAtMs < REPORT_EVERY_MS) return;
    this.#reportedAtMs = performance.now();
    const { endpoint } = this.#spec;
    this.#tools.log.warn("the collector did not take everything", {
      endpoint,
      signal,
      dropped,
      error: message,
    });
  }

  /** Sends what is left, for as long as `timeoutMs`. */
  async close(timeoutMs: number): Promise<void> {
    clearInterval(this.#metricTimer);
    const timer = setTimeout(() => this.#closing.abort(), timeoutMs);
    if (timeoutMs <= 0) this.#closing.abort();
    if (this.#spans.length > 0) this.#exportSpans();
    clearTimeout(this.#batchTimer);
    if (this.#spec.exportsMetrics) this.#exportMetrics();
    await Promise.all([this.#sendingSpans, this.#sendingMetrics]);
    clearTimeout(timer);
    if (this.#spans.length > 0) this.#tools.onDropped("traces", this.#spans.length);
    this.#spans = [];
  }
}
