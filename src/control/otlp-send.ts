// Gives the exporter of telemetry the one client by which the gateway calls out. The collector's host stands
// in the configuration, so it may be internal; it is not followed anywhere else.

import type { OtlpSend } from "#telemetry/otlp-client.ts";
import type { EgressClient } from "#upstream/egress.ts";

const MAX_ANSWER_BYTES = 1_048_576;

export function otlpSend(client: EgressClient): OtlpSend {
  return async ({ url, headers, body, timeoutMs, tls, signal }) => {
    const answer = await client.request({
      method: "POST",
      url,
      headers: { "content-type": "application/json", "user-agent": "portcullis" },
      credentials: headers,
      body,
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      isNamed: true,
      tls,
      signal,
    });
    const retryAfter = answer.headers["retry-after"] ?? "";
    return { status: answer.status, retryAfter, body: answer.body.toString("utf8") };
  };
}
