// Where OpenTelemetry's protocol leads, as plain data.

import type { TlsSpec } from "./sink-spec.ts";

export type OtlpSpec = {
  /** The collector's base URL without a slash at its end: `/v1/traces` and `/v1/metrics` are added. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly tls: TlsSpec;
  readonly exportsTraces: boolean;
  readonly exportsMetrics: boolean;
  readonly queuedSpans: number;
  readonly metricIntervalMs: number;
  /** Attributes of the resource, `service.name` and `service.instance.id` among them. */
  readonly resource: Readonly<Record<string, string>>;
  /** Path templates (`/orders/*`) by `site\nroute`. */
  readonly routePaths: Readonly<Record<string, string>>;
};
