// What only the control worker does with telemetry: where access lines, spans and metrics go. Kept out of the
// snapshot, because it holds keys and tokens that no serving thread has a use for.

import type { OtlpSpec } from "#telemetry/otlp-spec.ts";
import type { SinkSpec } from "#telemetry/sink-spec.ts";

export type TelemetrySpec = {
  readonly sinks: readonly SinkSpec[];
  /** Of the WAF log. */
  readonly wafSinks: readonly SinkSpec[];
  /** Undefined where nothing is exported. */
  readonly otlp: OtlpSpec | undefined;
};
