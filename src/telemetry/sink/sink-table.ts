// Every kind of sink, and how one is opened.

import type { SinkSpec } from "../sink-spec.ts";
import { openFileSink } from "./file-sink.ts";
import type { LineSink, SinkTools } from "./line-sink.ts";
import { SpooledSink } from "./spooled-sink.ts";
import { openStdoutSink } from "./stdout-sink.ts";
import { openSyslogSink } from "./syslog-sink.ts";

type Opener<Kind extends SinkSpec["kind"]> = (
  spec: Extract<SinkSpec, { readonly kind: Kind }>,
  tools: SinkTools,
) => Promise<LineSink>;

const openers: { readonly [Kind in SinkSpec["kind"]]: Opener<Kind> } = {
  stdout: openStdoutSink,
  file: openFileSink,
  syslog: openSyslogSink,
};

/** Rejects where the sink can never be written to as things are: a file that cannot be opened. */
export async function openSink(spec: SinkSpec, tools: SinkTools): Promise<LineSink> {
  // The table's type pairs each kind with the opener that takes it, which the compiler cannot follow.
  const open = openers[spec.kind] as (each: SinkSpec, tools: SinkTools) => Promise<LineSink>;
  const sink = await open(spec, tools);
  return spec.whenFull === "drop" ? new SpooledSink(sink, spec.spoolBytes, tools) : sink;
}
