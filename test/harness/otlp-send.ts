// The way by which a node's telemetry calls out, with nothing allowed and no proxy.

import { otlpSend } from "#control/otlp-send.ts";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import type { OtlpSend } from "#telemetry/otlp-client.ts";
import { EgressClient } from "#upstream/egress.ts";

export function directSend(): OtlpSend {
  return otlpSend(
    new EgressClient({ allow: { hosts: [], prefixes: buildPrefixTable([]) }, proxy: undefined }),
  );
}
