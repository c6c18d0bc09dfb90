// The record of one request: its access line, written and put into the ring, and its metrics.

import { ByteRing } from "#kernel/byte-ring.ts";
import { CounterPage } from "#kernel/counter-page.ts";
import { accessLine, lineOrigin } from "#telemetry/access-line.ts";
import type { AccessRecord } from "#telemetry/access-record.ts";
import { WorkerMetrics } from "#telemetry/metrics.ts";
import type { Prepared, Subject } from "./subject.ts";

const LINE_BUDGET_NS = 2500;
const RING_BYTES = 2 ** 20;

export const accessLineSubject: Subject = { name: "access line", prepare };

const plain: AccessRecord = {
  startedAtMs: 1_795_249_123_456,
  requestId: "01a1fd4eccf2d9d12e5188a031fe65f5",
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  spanId: "",
  parentSpanId: "",
  isTraceForeign: false,
  scheme: "http",
  listener: "public",
  site: "default",
  route: "orders",
  target: "pool:orders",
  member: "127.0.0.1:9001",
  clientAddress: "203.0.113.9",
  country: "",
  bot: "",
  botName: "",
  peerAddress: "203.0.113.9",
  peerPort: 51234,
  tlsVersion: "",
  serverName: "",
  ja4: "",
  method: "GET",
  host: "api.example.com",
  rawTarget: "/api/items/42?expand=owner&limit=20",
  path: "/api/items/42",
  protocol: "HTTP/1.1",
  status: 200,
  endStage: "",
  reason: "",
  detail: "",
  edgeRules: [],
  edgeRulesDry: [],
  shapedMs: 0,
  tags: [],
  wafPolicy: "",
  wafRules: [],
  apiCall: undefined,
  wafScore: -1,
  wafBodyInspected: false,
  requestBytes: 1200,
  responseBytes: 1300,
  totalMs: 1.2345,
  upstreamMs: 0.876,
  forwardedAfterMs: 0.1,
  attempts: 1,
  grpcStatus: "",
  userAgent:
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  referer: "https://app.example.com/items",
  requestHeader: () => undefined,
  responseHeader: () => undefined,
};

function prepare(): Prepared {
  const secret = { ...plain, rawTarget: "/api/items/42?access_token=abcdefghijklmnop&limit=20" };
  const encoded = { ...plain, rawTarget: "/api/items/42?q=caf%C3%A9%20au%20lait&limit=20" };
  return {
    cases: [
      { name: "GET", run: (operations) => writeLines(plain, operations), budgetNs: LINE_BUDGET_NS },
      { name: "GET with an encoded query", run: (operations) => writeLines(encoded, operations) },
      { name: "GET with a secret in its query", run: (operations) => writeLines(secret, operations) },
      { name: "metrics of a request", run: countRequests },
    ],
  };
}

function writeLines(record: AccessRecord, operations: number): number {
  const origin = lineOrigin("node-1", 3);
  const ring = new ByteRing(ByteRing.allocate(RING_BYTES));
  const each = { ...record };
  let bytes = 0;
  for (let i = 0; i < operations; i++) {
    each.startedAtMs += 0.01;
    each.peerPort = 1024 + (i % 60_000);
    each.totalMs = (i % 977) / 31;
    const line = accessLine(each, origin);
    bytes += line.length;
    if (!ring.push(line)) {
      ring.consume(ring.capacityBytes - ring.freeBytes);
      ring.push(line);
    }
  }
  return bytes;
}

function countRequests(operations: number): number {
  const page = new CounterPage(CounterPage.allocate(256, 65_536));
  const meter = new WorkerMetrics(page, 0).routeMeter("default", "orders");
  for (let i = 0; i < operations; i++) meter.record(200, (i % 977) / 31_000, 1200, 1300);
  return page.get(0);
}
