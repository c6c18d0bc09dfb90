// Ids of requests and spans, and the reading of a traceparent.

import { newRequestId, newSpanId, parseTraceparent } from "#kernel/request-id.ts";
import type { Prepared, Subject } from "./subject.ts";

const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

export const requestId: Subject = { name: "request id", prepare };

function prepare(): Prepared {
  const line = Buffer.alloc(64);
  return {
    cases: [
      { name: "new request id", run: makeIds, budgetNs: 300 },
      {
        name: "new request id, written out",
        run: (operations) => writeIds(line, operations),
        budgetNs: 300,
      },
      { name: "new span id", run: makeSpanIds },
      { name: "parse traceparent", run: parse },
    ],
  };
}

function makeIds(operations: number): number {
  let chars = 0;
  for (let i = 0; i < operations; i++) chars += newRequestId().length;
  return chars;
}

/** Writing makes the engine join the parts that a string of its own may put off. */
function writeIds(line: Buffer, operations: number): number {
  let bytes = 0;
  for (let i = 0; i < operations; i++) bytes += line.write(newRequestId(), 0, "latin1");
  return bytes;
}

function makeSpanIds(operations: number): number {
  let chars = 0;
  for (let i = 0; i < operations; i++) chars += newSpanId().length;
  return chars;
}

function parse(operations: number): number {
  let chars = 0;
  for (let i = 0; i < operations; i++) chars += parseTraceparent(TRACEPARENT)?.traceId.length ?? 0;
  return chars;
}
