// One request after the other to an OpenTelemetry collector (OTLP 1.x over HTTP, in JSON). What may succeed
// later is tried again with growing pauses, as the specification asks; what may not, is given up at once.

import { setTimeout as sleep } from "node:timers/promises";
import type { OtlpSpec } from "./otlp-spec.ts";
import type { TlsSpec } from "./sink-spec.ts";

/** Posts JSON and gives the whole answer, whatever its status; rejects where there is none. */
export type OtlpSend = (request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly tls: TlsSpec;
  readonly signal: AbortSignal;
}) => Promise<{ readonly status: number; readonly retryAfter: string; readonly body: string }>;

export type OtlpSignal = "traces" | "metrics";

/** `rejected` of the items were refused by a collector that took the rest. */
export type OtlpOutcome =
  | { readonly kind: "taken"; readonly rejected: number; readonly message: string }
  | { readonly kind: "given-up"; readonly message: string };

/** OTLP § "Retryable response codes". */
const retryable = new Set([429, 502, 503, 504]);
const FIRST_PAUSE_MS = 1000;
const LAST_PAUSE_MS = 30_000;
const MAX_TRIES = 6;

type Answer = { readonly status: number; readonly retryAfterMs: number; readonly body: string };

/** Never rejects. `signal` ends the tries and the request under way. */
export async function exportOtlp(
  spec: OtlpSpec,
  otlpSignal: OtlpSignal,
  body: string,
  signal: AbortSignal,
  send: OtlpSend,
): Promise<OtlpOutcome> {
  let message = "";
  for (let attempt = 1; attempt <= MAX_TRIES && !signal.aborted; attempt++) {
    let pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LAST_PAUSE_MS);
    try {
      const answer = await post(spec, `${spec.endpoint}/v1/${otlpSignal}`, body, signal, send);
      if (answer.status >= 200 && answer.status < 300) return taken(answer.body, otlpSignal);
      message = `the collector answered ${answer.status}`;
      if (!retryable.has(answer.status)) return { kind: "given-up", message };
      pauseMs = Math.max(pauseMs, answer.retryAfterMs);
    } catch (error) {
      message = error instanceof Error ? error.message : String(error);
    }
    if (attempt < MAX_TRIES) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return { kind: "given-up", message };
}

type PartialAnswer = {
  readonly partialSuccess?: {
    readonly rejectedSpans?: unknown;
    readonly rejectedDataPoints?: unknown;
    readonly errorMessage?: unknown;
  };
};

/** A partial success is not tried again: the collector has said what it will never take. */
function taken(body: string, otlpSignal: OtlpSignal): OtlpOutcome {
  const nothing = { kind: "taken", rejected: 0, message: "" } as const;
  try {
    // What a collector sends is looked at before it is believed.
    const answer = JSON.parse(body === "" ? "{}" : body) as PartialAnswer | null;
    const partialSuccess = answer?.partialSuccess;
    const rejected = Number(
      partialSuccess?.[otlpSignal === "traces" ? "rejectedSpans" : "rejectedDataPoints"] ?? 0,
    );
    if (!Number.isSafeInteger(rejected) || rejected < 0) return nothing;
    const message = partialSuccess?.errorMessage;
    return { kind: "taken", rejected, message: typeof message === "string" ? message : "" };
  } catch {
    return nothing; // an answer in protobuf or of a proxy: 2xx is all that has to be known
  }
}

async function post(
  spec: OtlpSpec,
  url: string,
  body: string,
  signal: AbortSignal,
  send: OtlpSend,
): Promise<Answer> {
  const { headers, timeoutMs, tls } = spec;
  const { status, retryAfter, body: text } = await send({ url, headers, body, timeoutMs, tls, signal });
  const seconds = Number(retryAfter);
  const retryAfterMs = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0) * 1000, LAST_PAUSE_MS) : 0;
  return { status, retryAfterMs, body: text };
}
